import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    pointer-events: none;
  }
  .edge {
    position: fixed;
    display: flex;
    gap: 6px;
    user-select: none;
  }
  /* Between badge and chat at one side and whatever the page has at the other. */
  .top,
  .bottom {
    left: 50%;
    transform: translateX(-50%);
    max-width: calc(100vw - 24px);
  }
  .top {
    top: calc(var(--_above, 8px) + env(safe-area-inset-top));
  }
  .bottom {
    bottom: calc(var(--_below, 8px) + env(safe-area-inset-bottom));
  }
  .left,
  .right {
    top: 50%;
    transform: translateY(-50%);
    flex-direction: column;
  }
  .left {
    left: 8px;
    align-items: flex-start;
  }
  .right {
    right: 8px;
    align-items: flex-end;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 6px;
    flex: none;
    height: 28px;
    padding-block: 4px;
    padding-inline: 4px 10px;
    border-radius: 14px;
    background: var(--_surface);
    box-shadow: var(--_shadow);
    font-size: 12px;
    line-height: 20px;
    pointer-events: auto;
    animation: come 0.2s;
  }
  .chip:hover {
    background: var(--_subtle);
  }
  .more {
    padding-inline: 10px;
    color: var(--_muted);
  }
  .avatar {
    width: 20px;
    height: 20px;
    font-size: 9px;
  }
  .name {
    max-width: 96px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 500;
  }
  .far {
    color: var(--_muted);
    white-space: nowrap;
  }
  /* On a phone there is no room for names and distances. */
  @media (max-width: 640px) {
    .name {
      position: absolute;
      width: 1px;
      clip-path: inset(50%);
    }
    .chip {
      gap: 4px;
      padding-inline-end: 8px;
    }
  }
  @keyframes come {
    from {
      opacity: 0;
    }
  }
`;
