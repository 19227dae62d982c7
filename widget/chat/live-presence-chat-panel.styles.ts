import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    width: 368px;
    height: min(580px, 100dvh - var(--_y, 20px) - 92px);
  }
  :host(:not([open])) {
    display: none;
  }
  :host([aside]) {
    background: none;
    box-shadow: none;
    pointer-events: none;
  }
  :host([aside]) section > * {
    visibility: hidden;
  }
  section {
    display: contents;
  }
  header {
    box-shadow: 0 1px var(--_line);
    z-index: 1;
  }
  .log {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
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
  }
  .first .text {
    border-start-start-radius: 16px;
  }
  .first:not(.mine) .text {
    border-start-start-radius: 4px;
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
  .text a,
  .line a {
    color: inherit;
    text-underline-offset: 2px;
  }
  .text b {
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
  .new {
    align-self: stretch;
    color: var(--_alert);
    font-weight: 600;
  }
  .settings {
    display: flex;
    flex-direction: column;
    padding: 4px 16px 8px;
    box-shadow: 0 1px var(--_line);
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
  .why {
    color: var(--_alert);
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
    font-weight: 600;
  }
  .empty svg {
    width: 40px;
    height: 40px;
    margin: 0 auto 12px;
    color: var(--_muted);
    stroke-width: 1.1;
  }
  .newer {
    position: absolute;
    left: 50%;
    bottom: 100%;
    translate: -50% -8px;
    display: flex;
    align-items: center;
    gap: 4px;
    height: 32px;
    padding-inline: 10px 14px;
    border-radius: 16px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: var(--_shadow);
    font-size: 12px;
    font-weight: 600;
    white-space: nowrap;
  }
  .foot {
    position: relative;
    flex: none;
  }
  .typing {
    height: 20px;
    padding: 0 18px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (max-width: 480px) {
    :host {
      height: min(85dvh, 640px, 100dvh - var(--_keyboard, 0px) - 8px);
    }
    .actions .icon {
      width: 36px;
      height: 36px;
    }
  }
`;
