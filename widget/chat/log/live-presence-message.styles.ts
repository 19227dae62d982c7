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
  .failed .text {
    background: none;
    color: var(--_text);
    box-shadow: inset 0 0 0 1.5px var(--_alert);
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
  .mentioned .text {
    box-shadow: inset 3px 0 var(--_alert);
  }
  :dir(rtl) > .mentioned .text {
    box-shadow: inset -3px 0 var(--_alert);
  }
  a {
    color: inherit;
    text-underline-offset: 2px;
  }
  b {
    font-weight: 600;
  }
  code {
    padding: 1px 5px;
    border-radius: 5px;
    background: color-mix(in srgb, currentColor 12%, transparent);
    font:
      0.92em/1.4 ui-monospace,
      monospace;
  }
  .edited {
    opacity: 0.7;
    font-size: 11px;
  }
  .quote {
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: 100%;
    min-height: 24px;
    padding: 0 8px 2px;
    color: var(--_muted);
    font-size: 12px;
    line-height: 16px;
  }
  .quote span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .quote bdi:first-child {
    font-weight: 600;
  }
  .quote svg {
    flex: none;
  }
  /* An arrow that leads back. */
  .quote:dir(rtl) svg {
    scale: -1 1;
  }
  .quote:hover {
    color: var(--_text);
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-top: 4px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    max-width: 100%;
    min-height: 24px;
    padding: 0 8px;
    border-radius: 12px;
    background: var(--_surface);
    box-shadow: inset 0 0 0 1px var(--_line);
    font-size: 12px;
    line-height: 16px;
    color: inherit;
    overflow-wrap: anywhere;
  }
  .message > .chip {
    margin-top: 4px;
  }
  .chip:hover {
    background: var(--_subtle);
  }
  .chip[aria-pressed='true'] {
    box-shadow: inset 0 0 0 1.5px var(--_accent);
    font-weight: 600;
  }
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
  .note {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 4px 12px;
    padding: 6px 2px 4px;
    font-size: 12px;
    line-height: 16px;
  }
  .error {
    color: var(--_alert);
  }
  @media (max-width: 480px) {
    .actions .icon {
      width: 36px;
      height: 36px;
    }
  }
`;
