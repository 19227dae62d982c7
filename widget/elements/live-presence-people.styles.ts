import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    width: 320px;
    max-height: min(480px, calc(100dvh - 112px));
  }
  ul {
    all: unset;
    display: block;
    flex: 1;
    min-height: 0;
    padding: 0 8px 8px;
  }
  li {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 40px;
    padding: 4px 8px;
  }
  .away .avatar {
    opacity: 0.5;
  }
  .who {
    flex: 1;
    min-width: 0;
    line-height: 18px;
  }
  .name,
  .where {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name {
    font-weight: 500;
  }
  .tag {
    flex: none;
    padding: 2px 8px;
    border-radius: 10px;
    background: var(--_subtle);
  }
  footer {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    flex: none;
    padding: 12px 16px;
    box-shadow: 0 -1px var(--_line);
  }
  footer .link {
    flex: none;
  }
`;
