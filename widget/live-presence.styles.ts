import { css, type CSSResult } from 'lit';

/**
 * The widget is a guest: it inherits only the page's font and colour scheme, and changes nothing of the page. Important
 * declarations in a shadow tree win over the page's own.
 */
export const styles: CSSResult = css`
  :host {
    all: initial !important;
    display: contents !important;
    color-scheme: inherit !important;
    font-family: var(--live-presence-font, inherit) !important;
    font-size: var(--live-presence-font-size, 14px) !important;
  }
  :host([hidden]) {
    display: none !important;
  }
  :host([theme='light']) {
    color-scheme: light !important;
  }
  :host([theme='dark']) {
    color-scheme: dark !important;
  }
  /* The page sets no colour scheme: the system's applies. */
  .both {
    color-scheme: light dark;
  }
  div {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    overflow: visible;
    z-index: var(--live-presence-z-index, 1000);
    pointer-events: none;
  }
  /* In the document's coordinates. Without a size and contained, it does not extend the scrollable area. */
  .overlay {
    position: absolute;
    inset: 0 auto auto 0;
    width: 0;
    height: 0;
    contain: layout size style;
  }
  /* For what is shown at the window's edges. It takes clicks only there. */
  .window {
    position: fixed;
    inset: 0 auto auto 0;
    width: 0;
    height: 0;
  }
  .dock {
    --_x: var(--live-presence-offset-x, 20px);
    --_y: var(--live-presence-offset-y, 20px);
    --_anchor: static;
    --_top: auto;
    --_left: auto;
    --_right: 0;
    --_bottom: calc(100% + 12px);
    --_rise: 6px;
    /* No width, and the badge is moved by its own: when it grows there is no layout shift, and none is measured. */
    --_width: 0;
    --_shift: -100%;
    /* What the chat button, a scroll bar and the offset on both sides leave of the window. */
    --_most: calc(100vw - 2 * var(--_x) - 64px);
    position: fixed;
    inset: auto calc(var(--_x) + env(safe-area-inset-right)) calc(var(--_y) + env(safe-area-inset-bottom))
      auto;
    display: flex;
    align-items: center;
    justify-content: right;
    gap: var(--live-presence-space, 8px);
    width: 0;
    height: auto;
    /* The corner is the site's choice; its content has the direction of its language. */
    direction: ltr;
  }
  .dock.left {
    --_left: 0;
    --_right: auto;
    left: calc(var(--_x) + env(safe-area-inset-left));
    right: auto;
    flex-direction: row-reverse;
    justify-content: left;
    --_pack: right;
    --_shift: 100%;
  }
  /* On whole pixels, or the edges blur. */
  @supports (translate: round(100%, 1px)) {
    .dock {
      --_shift: round(-100%, 1px);
    }
    .dock.left {
      --_shift: round(100%, 1px);
    }
  }
  .dock.top {
    --_top: calc(100% + 12px);
    --_bottom: auto;
    --_rise: -6px;
    top: calc(var(--_y) + env(safe-area-inset-top));
    bottom: auto;
  }
  @media (max-width: 640px) {
    .window {
      --_below: 64px;
    }
    .window.top {
      --_above: 64px;
      --_below: 8px;
    }
  }
  @media (max-width: 480px) {
    .dock {
      --_x: var(--live-presence-offset-x, 12px);
      --_y: var(--live-presence-offset-y, 12px);
    }
  }
  @media print {
    :host {
      display: none !important;
    }
  }
`;
