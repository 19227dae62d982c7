import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    display: flex;
    justify-content: var(--_pack, left);
    position: var(--_anchor, relative);
    width: var(--_width, max-content);
    max-width: 100%;
  }
  .badge {
    display: flex;
    flex: none;
    translate: var(--_shift, none);
    align-items: center;
    gap: var(--_space);
    max-width: var(--_most, 100%);
    height: 40px;
    padding-block: 6px;
    padding-inline: 6px 14px;
    border-radius: 20px;
    background: var(--_surface);
    box-shadow: var(--_shadow);
    pointer-events: auto;
    user-select: none;
  }
  .badge:hover,
  .badge[aria-expanded='true'] {
    background: var(--_subtle);
  }
  .stack {
    display: flex;
  }
  .stack:empty {
    width: 2px;
  }
  .avatar + .avatar {
    margin-inline-start: -4px;
  }
  .stack > .avatar {
    font-size: 10px;
    letter-spacing: -0.01em;
    box-shadow: 0 0 0 2px var(--_surface);
    transition: box-shadow 0.14s;
  }
  .badge:hover .avatar,
  .badge[aria-expanded='true'] .avatar {
    box-shadow: 0 0 0 2px var(--_subtle);
  }
  .off .avatar {
    filter: grayscale(1);
  }
  .count {
    font-weight: 600;
    min-width: 1ch;
    text-align: center;
  }
  .status {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    font-size: 13px;
    line-height: 17px;
  }
  /* Two lines at most. */
  .dot + span {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  /* A connection that is made at once is not worth a word. */
  .fresh {
    animation: appear 0.2s 0.6s both;
  }
  /* On a phone there is room for a text or for faces. */
  @media (max-width: 480px) {
    .off .stack {
      display: none;
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`;
