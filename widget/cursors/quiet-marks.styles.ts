import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  .quiet > *,
  .quiet .label {
    visibility: hidden;
    transition: none;
  }
  .beside {
    position: absolute;
    left: -3px;
    top: -9px;
    width: 6px;
    height: 18px;
    border-radius: 3px;
    background: var(--_c);
    box-shadow:
      0 0 0 1.5px #fff,
      0 0 0 2px #00000080;
    transition: transform 0.2s;
  }
  .beside > .label {
    margin: 20px 0 0 8px;
  }
`;
