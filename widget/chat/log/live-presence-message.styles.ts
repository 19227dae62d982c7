import { css, type CSSResult } from 'lit';

export const messageStyles: CSSResult = css`
  .message {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-top: 2px;
    padding-inline-start: 36px;
  }
  .first {
    margin-top: 12px;
  }
  .message:focus-visible {
    outline-offset: 2px;
    border-radius: 8px;
  }
  .mine {
    align-items: flex-end;
    padding-inline: 40px 0;
  }
  .head {
    display: flex;
    align-items: baseline;
    gap: 6px;
    max-width: 100%;
    padding: 0 2px 4px;
    font-size: 12px;
    line-height: 16px;
  }
  .author {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
  }
  time {
    flex: none;
    color: var(--_muted);
    font-size: 11px;
  }
  .message > .avatar {
    position: absolute;
    inset-inline-start: 0;
    top: 20px;
  }
  .text {
    max-width: 100%;
    padding: var(--_space) calc(1.5 * var(--_space));
    border-radius: 16px;
    border-start-start-radius: 4px;
    background: var(--_subtle);
    line-height: 20px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    /* Piled-up marks stay in their message. */
    overflow: clip;
  }
  .mine .text {
    border-radius: 16px;
    border-start-end-radius: 4px;
    background: var(--_accent);
    color: var(--_on-accent);
    transition: opacity 0.2s 0.3s;
  }
  .pending .text {
    opacity: 0.8;
  }
  @media (forced-colors: active) {
    .text {
      box-shadow: inset 0 0 0 1px var(--_line);
    }
  }
  .deleted .text {
    background: none;
    color: var(--_muted);
    box-shadow: inset 0 0 0 1px var(--_line);
  }
  .error {
    color: var(--_alert);
  }
`;
