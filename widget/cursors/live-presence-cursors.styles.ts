import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    pointer-events: none;
    user-select: none;
  }
  /* Its top left corner is the point. While it moves, only transform and opacity change. */
  .mover,
  .cursor {
    position: absolute;
    left: 0;
    top: 0;
    width: max-content;
    direction: ltr;
  }
  .mover {
    will-change: transform;
  }
  .cursor > * {
    transition: 0.6s;
    transition-property: opacity, scale;
  }
  .arrow {
    position: absolute;
    left: -3px;
    top: -3px;
    overflow: visible;
    transform-origin: 3px 3px;
    scale: 0.8;
  }
  .named .arrow {
    scale: 1;
    transition-duration: 0.15s;
  }
  /* White and half black: on any page one of the two is seen, and the colour in it. */
  .edge {
    fill: var(--_c);
    stroke: #00000080;
    stroke-width: 3.25;
  }
  .tone {
    fill: var(--_on);
    stroke: none;
  }
  .ring {
    stroke: #fff;
    stroke-width: 1.75;
  }
  .unsure > *,
  .idle .arrow {
    opacity: 0.6;
  }
  .gone > * {
    opacity: 0;
  }
  /* A finger has a mark instead. */
  .touch .arrow {
    display: none;
  }
`;
