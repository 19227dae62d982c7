import { css, type CSSResult } from 'lit';

/**
 * The visual language of all parts: ink on paper. The only colours are those of members, and one signal colour for
 * alerts. Each token can be set from outside by the custom property that it names first.
 */
export const tokens: CSSResult = css`
  :host {
    --_surface: var(--live-presence-surface, light-dark(#fff, #1d1d20));
    --_subtle: var(--live-presence-subtle, light-dark(#f3f2ef, #2c2c30));
    --_text: var(--live-presence-text, light-dark(#1b1a18, #f2f1ee));
    --_muted: var(--live-presence-muted, light-dark(#67635c, #aaa69f));
    --_line: var(--live-presence-line, light-dark(#1b1a181a, #ffffff1f));
    --_accent: var(--live-presence-accent, var(--_text));
    --_on-accent: var(--live-presence-on-accent, var(--_surface));
    --_alert: var(--live-presence-alert, light-dark(#c2331f, #ff8a75));
    --_on-alert: var(--live-presence-on-alert, light-dark(#fff, #1d1d20));
    --_space: var(--live-presence-space, 8px);
    --_radius: var(--live-presence-radius, 16px);
    --_shadow: var(
      --live-presence-shadow,
      0 0 0 1px var(--_line),
      0 1px 2px #0000000d,
      0 4px 12px #00000014,
      0 12px 32px -4px #0000001f
    );
    color: var(--_text);
    font-family: var(--live-presence-font, inherit);
    line-height: 1.43;
    font-variant-numeric: tabular-nums;
    -webkit-font-smoothing: antialiased;
  }
  /* Only parts that are placed alone: nested ones inherit, or a size in em would grow with each level. */
  :host([for]) {
    font-size: var(--live-presence-font-size, 14px);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  button {
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
    transition: 0.14s;
    transition-property: background, color, opacity;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  svg {
    display: block;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .avatar {
    display: grid;
    place-items: center;
    flex: none;
    width: 28px;
    height: 28px;
    border-radius: 50%;
    overflow: hidden;
    background: var(--_c);
    color: var(--_on);
    font-size: 11px;
    font-weight: 600;
    line-height: 1;
    text-align: center;
    user-select: none;
  }
  .avatar > * {
    grid-area: 1 / 1;
    width: 100%;
  }
  .avatar img {
    height: 100%;
    object-fit: cover;
  }
  .dot {
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: light-dark(#1f9d57, #3ecf7e);
  }
  .connecting,
  .reconnecting {
    background: light-dark(#d98a04, #f2b138);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .offline {
    background: var(--_muted);
  }
  .refused {
    background: var(--_alert);
  }
  @keyframes breathe {
    to {
      opacity: 0.35;
    }
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--live-presence-muted, var(--_text));
      --_line: var(--live-presence-line, var(--_text));
    }
  }
  /* The system's colours replace ours, whatever the site has set. Only members keep theirs, to be recognised. */
  @media (forced-colors: active) {
    :host {
      forced-color-adjust: none;
      --_surface: Canvas;
      --_subtle: Canvas;
      --_text: CanvasText;
      --_muted: CanvasText;
      --_line: CanvasText;
      --_accent: Highlight;
      --_on-accent: HighlightText;
      --_alert: Highlight;
      --_on-alert: HighlightText;
      --_shadow: 0 0 0 1px CanvasText;
    }
    button:hover {
      outline: 1px solid Highlight;
      outline-offset: -1px;
    }
    :focus-visible {
      outline: 3px solid Highlight !important;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
