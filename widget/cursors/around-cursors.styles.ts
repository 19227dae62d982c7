import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  .label {
    display: block;
    width: max-content;
    margin: 19px 0 0 15px;
    padding: 1px 7px 2px;
    border-radius: 4px 10px 10px;
    background: var(--_c);
    color: var(--_on);
    box-shadow:
      0 0 0 1.5px #fff,
      0 0 0 2px #00000080;
    font-size: 12px;
    font-weight: 600;
    line-height: 17px;
    visibility: hidden;
    opacity: 0;
    transition: 0.3s;
    transition-property: opacity, visibility, translate;
  }
  .named .label,
  .cursor:focus .label {
    visibility: visible;
    opacity: 1;
    transition-duration: 0s, 0s, 0.2s;
  }
  .name {
    display: block;
    max-width: 166px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .left .label {
    translate: calc(-100% - 19px) 0;
    border-radius: 10px 4px 10px 10px;
  }
  .above .label {
    translate: -6px calc(-100% - 25px);
    border-radius: 10px 10px 10px 4px;
  }
  .left.above .label {
    translate: calc(-100% - 19px) calc(-100% - 25px);
    border-radius: 10px 10px 4px;
  }
  /* The reader needs the place. */
  .yields .label {
    visibility: hidden;
    opacity: 0;
    transition: none;
  }
  /* What a cursor's owner says, below the name: as large as that, and nothing before and after. So the bubble grows and goes back. */
  .chat {
    display: grid;
    grid-template: 0fr / 0fr;
    transition: grid-template 0.25s;
  }
  .chatting .chat {
    grid-template: 1fr / 1fr;
  }
  .chat > span {
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .chat bdi {
    display: block;
    width: max-content;
    max-width: 226px;
    padding-bottom: 2px;
    font-size: 14px;
    font-weight: 400;
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  /* A finger has no arrow but a mark where it touched, which fades by itself. */
  .touch .mark {
    position: absolute;
    left: -14px;
    top: -14px;
    width: 28px;
    height: 28px;
    border-radius: 50%;
    border: 2px solid #fff;
    background: var(--_c);
    box-shadow: 0 0 0 1px #00000080;
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
