import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  .actions {
    position: absolute;
    inset-inline-end: 0;
    bottom: calc(100% - 12px);
    z-index: 1;
    display: flex;
    align-items: center;
    padding: 2px;
    border-radius: 10px;
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .first .actions {
    bottom: calc(100% - 22px);
  }
  .actions .icon {
    width: 28px;
    height: 28px;
    border-radius: 8px;
    color: var(--_text);
    font-size: 16px;
  }
  .actions .link {
    margin: 4px 8px;
  }
  .actions input {
    all: unset;
    box-sizing: border-box;
    width: 36px;
    height: 28px;
    border-radius: 8px;
    background: var(--_subtle);
    text-align: center;
  }
  .actions input:focus-visible {
    outline: 2px solid var(--_accent);
  }
  @media (max-width: 480px) {
    .actions .icon {
      width: 36px;
      height: 36px;
    }
  }
`;
