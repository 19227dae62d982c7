import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  ul {
    all: unset;
    display: block;
    margin-bottom: 8px;
    padding: 4px;
    border-radius: 12px;
    box-shadow: inset 0 0 0 1px var(--_line);
  }
  li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 36px;
    padding: 0 8px;
    border-radius: 8px;
    cursor: pointer;
  }
  li[aria-selected='true'],
  li:hover {
    background: var(--_subtle);
  }
`;
