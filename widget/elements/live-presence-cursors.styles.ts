import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    pointer-events: none;
    user-select: none;
  }
  /* Its top left corner is the point. Nothing but transform and opacity ever changes while it moves. */
  .mover {
    position: absolute;
    left: 0;
    top: 0;
    will-change: transform;
  }
  .cursor {
    position: absolute;
    left: 0;
    top: 0;
    width: max-content;
    direction: ltr;
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
  .label {
    display: block;
    margin: 19px 0 0 15px;
    max-width: 180px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    padding: 2px 8px 3px;
    border-radius: 4px 10px 10px;
    background: var(--_c);
    color: var(--_on);
    box-shadow:
      0 0 0 1.5px #fff,
      0 0 0 2px #0000004d,
      0 2px 6px #00000026;
    font-size: 12px;
    font-weight: 600;
    line-height: 17px;
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
  /* A finger has no arrow: a mark where it touched, which goes by itself. */
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
  @media print {
    :host {
      display: none;
    }
  }
`;
