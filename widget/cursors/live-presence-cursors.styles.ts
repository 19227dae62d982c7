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
    transition: opacity 0.6s;
  }
  .arrow {
    position: absolute;
    left: -3px;
    top: -3px;
    overflow: visible;
    fill: var(--_c);
    stroke: #fff;
    stroke-width: 1.75;
  }
  .edge {
    stroke: #0000004d;
    stroke-width: 3.25;
  }
  .label,
  .chat {
    display: block;
    /* Each as wide as its own text, whatever the other says. */
    width: max-content;
    margin: 19px 0 0 15px;
    max-width: 180px;
    padding: 2px 8px 3px;
    border-radius: 4px 10px 10px;
    background: var(--_c);
    color: var(--_on);
    box-shadow:
      0 0 0 1.5px #fff,
      0 0 0 2px #0000004d,
      0 2px 6px #00000026;
  }
  .label {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 12px;
    font-weight: 600;
    line-height: 17px;
  }
  .chat {
    max-width: 240px;
    margin-top: 3px;
    padding: 4px 10px 5px;
    border-radius: 4px 14px 14px;
    line-height: 20px;
    overflow-wrap: anywhere;
    visibility: hidden;
    opacity: 0;
    transition: 0.6s;
    transition-property: opacity, visibility;
  }
  .chatting .chat {
    visibility: visible;
    opacity: 1;
    transition-duration: 0s;
  }
  .unsure > * {
    opacity: 0.55;
  }
  .idle > * {
    opacity: 0.35;
  }
  .gone > * {
    opacity: 0;
  }
  /* A finger has no arrow but a mark where it touched, which fades by itself. */
  .mark {
    display: none;
    position: absolute;
    left: -14px;
    top: -14px;
    width: 28px;
    height: 28px;
    border-radius: 50%;
    border: 2px solid #fff;
    background: var(--_c);
    box-shadow: 0 0 0 0.75px #0000004d;
  }
  .touch .arrow {
    display: none;
  }
  .touch .mark {
    display: block;
    opacity: 0.7;
  }
  .touch.gone .mark {
    opacity: 0;
  }
  /* A ring that spreads and vanishes: at a click, and at a cursor that was scrolled to. */
  .ripple,
  .flash::after {
    content: '';
    position: absolute;
    left: -20px;
    top: -20px;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    border: 3px solid var(--_c);
    box-shadow:
      0 0 0 1px #fffc,
      inset 0 0 0 1px #fffc;
    animation: spread 0.7s ease-out both;
  }
  .flash::after {
    animation: spread 0.8s ease-out 2;
  }
  @keyframes spread {
    from {
      scale: 0.15;
    }
    to {
      scale: 1;
      opacity: 0;
    }
  }
`;
