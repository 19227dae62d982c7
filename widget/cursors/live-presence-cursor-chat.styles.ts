import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    position: fixed;
    left: 0;
    top: 0;
    pointer-events: none;
  }
  live-presence-reaction-picker {
    position: absolute;
    top: calc(100% + 8px);
    left: 0;
  }
  input {
    all: unset;
    box-sizing: border-box;
    field-sizing: content;
    min-width: 130px;
    max-width: min(320px, calc(100vw - 16px));
    padding: 5px 12px 6px;
    border-radius: 4px 16px 16px;
    background: var(--_c);
    color: var(--_on);
    box-shadow:
      0 0 0 1.5px #fff,
      0 0 0 2px #0000004d,
      0 4px 12px #00000026;
    font-size: 14px;
    line-height: 20px;
    pointer-events: auto;
  }
  /* Whoever types sees where. */
  input:focus-visible {
    outline: none;
  }
  input::placeholder {
    color: inherit;
    opacity: 0.75;
  }
`;
