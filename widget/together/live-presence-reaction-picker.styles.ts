import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    pointer-events: none;
  }
  .bar {
    display: flex;
    align-items: center;
    width: max-content;
    padding: 4px;
    border-radius: 24px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    user-select: none;
  }
  /* Alone, not at a field of the cursor chat. */
  :host([alone]) .bar {
    pointer-events: auto;
    position: fixed;
    left: 50%;
    bottom: calc(76px + env(safe-area-inset-bottom));
    transform: translateX(-50%);
  }
  :host([alone]) .bar.how {
    min-height: 40px;
    padding: 6px 16px;
    gap: 8px;
    font-size: 13px;
    font-weight: 500;
    pointer-events: none;
  }
  .catch {
    position: fixed;
    inset: 0;
    display: block;
    width: 100vw;
    height: 100dvh;
    cursor: crosshair;
    pointer-events: auto;
    outline: none;
  }
  button.one {
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 18px;
    font-size: 20px;
    line-height: 1;
    position: relative;
  }
  button.one:hover {
    background: var(--_subtle);
    transform: scale(1.1);
  }
  /* The key. */
  .one small {
    position: absolute;
    right: 1px;
    bottom: 0;
    color: var(--_muted);
    font-size: 10px;
    line-height: 11px;
  }
  @media (pointer: coarse) {
    button.one {
      width: 42px;
      height: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    button.one:hover {
      transform: none;
    }
  }
`;
