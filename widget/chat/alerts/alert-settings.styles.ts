import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  .settings {
    display: flex;
    flex-direction: column;
    padding: 4px 16px 8px;
    box-shadow: 0 1px var(--_line);
  }
`;
