import { css, type CSSResult } from 'lit';

export const messageListStyles: CSSResult = css`
  live-presence-message-list,
  .log {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  live-presence-message {
    display: contents;
  }
  .log {
    padding: calc(2 * var(--_space));
    overflow-anchor: none;
  }
  /* Few messages stand at the bottom, where the next one will be. */
  .log::before {
    content: '';
    margin-top: auto;
  }
  .line {
    align-self: center;
    max-width: 100%;
    padding: 12px 8px 4px;
    color: var(--_muted);
    font-size: 12px;
    line-height: 16px;
    text-align: center;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .day {
    font-weight: 600;
  }
  .new {
    align-self: stretch;
    color: var(--_alert);
    font-weight: 600;
  }
  .empty {
    margin: auto;
    max-width: 240px;
    padding-bottom: 24px;
    text-align: center;
  }
  .empty b {
    display: block;
    margin-bottom: 4px;
  }
  .empty svg {
    width: 40px;
    height: 40px;
    margin: 0 auto 12px;
    color: var(--_muted);
    stroke-width: 1.1;
  }
`;
