import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    display: contents;
  }
  .pick {
    position: fixed;
    inset: 0;
    visibility: visible;
    pointer-events: auto;
    cursor: crosshair;
    outline: none;
  }
  p {
    margin: 0;
    position: absolute;
    top: 16px;
    left: 50%;
    translate: -50%;
    width: max-content;
    max-width: calc(100% - 32px);
    padding: 8px 16px;
    border-radius: 12px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: var(--_shadow);
    text-align: center;
  }
  .link {
    margin-inline-start: 8px;
    font-size: 12px;
    font-weight: 600;
    line-height: 16px;
    text-decoration: underline;
    text-decoration-thickness: 1.5px;
    text-underline-offset: 3px;
  }
  .ring {
    position: fixed;
    top: -24px;
    left: -24px;
    width: 48px;
    height: 48px;
    border: 3px solid var(--_alert);
    border-radius: 50%;
    box-shadow: 0 0 0 2px var(--_surface);
    pointer-events: none;
    animation: flash 0.8s ease-in-out infinite alternate;
  }
  @keyframes flash {
    from {
      scale: 1.4;
      opacity: 0.3;
    }
  }
`;
