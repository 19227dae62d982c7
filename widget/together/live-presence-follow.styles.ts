import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    position: fixed;
    top: calc(var(--_above, 8px) + env(safe-area-inset-top));
    left: 50%;
    z-index: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 6px;
    width: max-content;
    max-width: calc(100vw - 16px);
    transform: translateX(-50%);
    pointer-events: none;
    font-size: 13px;
  }
  /* Around the window, in the colour of the followed. A transformed parent would be what it is fixed to. */
  .frame {
    position: fixed;
    left: calc(50% - 50vw);
    top: calc(-1 * (var(--_above, 8px) + env(safe-area-inset-top)));
    width: 100vw;
    height: 100dvh;
    border: 3px solid var(--_c);
    opacity: 0.71;
  }
  .bar,
  .pill {
    display: flex;
    align-items: center;
    gap: 8px;
    max-width: 100%;
    margin: 0;
    border-radius: 20px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    animation: come 0.2s;
    line-height: 20px;
  }
  .bar {
    min-height: 36px;
    padding-block: 4px;
    padding-inline: 6px 4px;
    pointer-events: auto;
  }
  .avatar {
    flex: none;
    width: 24px;
    height: 24px;
    font-size: 10px;
  }
  .text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 500;
  }
  .pill {
    padding: 2px 12px;
    color: var(--_muted);
    font-size: 12px;
  }
  button {
    flex: none;
    min-height: 28px;
    padding: 4px 12px;
    border-radius: 14px;
    font-weight: 600;
  }
  .stop {
    background: var(--_subtle);
  }
  .go {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button:hover {
    opacity: 0.8;
  }
  @media (pointer: coarse) {
    .bar {
      border-radius: 24px;
    }
    button {
      min-height: 40px;
      padding-inline: 16px;
      border-radius: 20px;
    }
  }
  @keyframes come {
    from {
      opacity: 0;
    }
  }
`;
