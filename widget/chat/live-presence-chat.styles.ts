import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    display: block;
    position: var(--_anchor, relative);
    width: max-content;
  }
  .corner {
    position: relative;
  }
  .toggle {
    display: grid;
    place-content: center;
    width: 40px;
    height: 40px;
    border-radius: 20px;
    background: var(--_surface);
    box-shadow: var(--_shadow);
    pointer-events: auto;
  }
  .toggle:hover {
    background: var(--_subtle);
  }
  .toggle[aria-expanded='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .unread {
    position: absolute;
    pointer-events: none;
    top: -5px;
    inset-inline-end: -5px;
    min-width: 20px;
    padding: 0 5px;
    border-radius: 10px;
    background: var(--_alert);
    color: var(--_on-alert);
    box-shadow: 0 0 0 2px var(--_surface);
    font-size: 11px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }
`;
