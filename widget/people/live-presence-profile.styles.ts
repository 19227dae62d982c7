import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    display: block;
    /* Scrolls if the panel is lower than the form. */
    flex: 0 auto;
    overflow: hidden auto;
    padding: 4px 16px 16px;
  }
  form {
    display: grid;
    gap: 6px;
  }
  label,
  legend {
    padding: 0;
    color: var(--_muted);
    font-size: 12px;
    line-height: 16px;
  }
  #name {
    all: unset;
    box-sizing: border-box;
    width: 100%;
    padding: 8px 12px;
    border-radius: 10px;
    background: var(--_subtle);
    box-shadow: inset 0 0 0 1px var(--_line);
    /* Smaller, and a phone zooms in. */
    font-size: max(16px, 1em);
    line-height: 20px;
  }
  #name:focus {
    outline: 2px solid var(--_accent);
    outline-offset: -1px;
  }
  fieldset {
    all: unset;
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  legend {
    float: inline-start;
    width: 100%;
    margin-block: 4px 2px;
  }
  [type='radio'] {
    appearance: none;
    width: 28px;
    height: 28px;
    margin: 0;
    border: 4px solid transparent;
    border-radius: 50%;
    background: var(--_c) padding-box;
    cursor: pointer;
    forced-color-adjust: none;
  }
  [type='radio']:checked {
    box-shadow: inset 0 0 0 2px var(--_surface);
    outline: 2px solid var(--_c);
    outline-offset: -4px;
  }
  [type='radio']:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 0;
  }
  div {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 4px;
  }
  button {
    padding: 6px 14px;
    border-radius: 16px;
    font-weight: 500;
  }
  button:hover {
    background: var(--_subtle);
  }
  .save,
  .save:hover {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;
