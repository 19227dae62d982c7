import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    all: unset;
    display: block;
  }
  form {
    margin: 0;
    padding: 0 calc(1.5 * var(--_space)) calc(1.5 * var(--_space));
  }
  .banner {
    padding: 0 4px 8px;
  }
  .field {
    display: flex;
    align-items: flex-end;
    border-radius: 20px;
    background: var(--_subtle);
    box-shadow: inset 0 0 0 1px transparent;
    transition: box-shadow 0.14s;
    cursor: text;
  }
  .field:focus-within {
    box-shadow: inset 0 0 0 1.5px var(--_accent);
  }
  textarea {
    all: unset;
  }
  .grows {
    display: grid;
    flex: 1;
    min-width: 0;
  }
  .grows::after {
    content: attr(data-text) ' ';
    visibility: hidden;
  }
  .grows::after,
  textarea {
    grid-area: 1 / 1;
    box-sizing: border-box;
    min-width: 0;
    max-height: 140px;
    overflow-y: auto;
    scrollbar-width: none;
    padding-block: 10px;
    padding-inline: 16px 4px;
    line-height: 20px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    width: 32px;
    height: 32px;
    margin: 4px;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .send:hover {
    opacity: 0.85;
  }
  .send:focus-visible {
    outline-offset: 2px;
  }
  .send[aria-disabled='true'] {
    background: none;
    color: var(--_muted);
    opacity: 1;
    cursor: default;
  }
  .field > .icon {
    margin-block: 2px;
    margin-inline: 2px -10px;
  }
  .closed {
    padding: 8px 4px 4px;
    text-align: center;
  }
  @media (max-width: 480px) {
    /* Below 16 px a phone zooms in on the field. */
    .grows {
      font-size: 16px;
    }
  }
`;
