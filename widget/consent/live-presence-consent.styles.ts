import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  section {
    width: min(320px, 100vw - 2 * var(--_x));
    padding: calc(2 * var(--_space));
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    pointer-events: auto;
  }
  p {
    margin: 0 0 12px;
  }
  div {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: var(--_space);
  }
  button {
    padding: 6px 14px;
    border-radius: 16px;
    font-weight: 500;
  }
  button:hover {
    background: var(--_subtle);
  }
  .grant,
  .grant:hover {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;
