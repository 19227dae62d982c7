import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    width: 368px;
    height: min(580px, 100dvh - var(--_y, 20px) - 92px);
  }
  :host(:not([open])) {
    display: none;
  }
  :host([aside]) {
    background: none;
    box-shadow: none;
    pointer-events: none;
  }
  :host([aside]) section > * {
    visibility: hidden;
  }
  section {
    display: contents;
  }
  header {
    box-shadow: 0 1px var(--_line);
    z-index: 1;
  }
  .typing,
  live-presence-composer {
    flex: none;
  }
  .typing {
    height: 20px;
    padding: 0 18px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (max-width: 480px) {
    :host {
      height: min(85dvh, 640px, 100dvh - var(--_keyboard, 0px) - 8px);
    }
  }
`;
