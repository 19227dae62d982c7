import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  :host {
    width: 368px;
    height: min(580px, calc(100dvh - 112px));
  }
  :host(:not([open])) {
    display: none;
  }
  section {
    display: contents;
  }
  header {
    box-shadow: 0 1px var(--_line);
    z-index: 1;
  }
  .log {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
    padding: 16px;
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
    padding: 8px 12px;
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
    opacity: 0.6;
  }
  .failed .text {
    background: none;
    color: var(--_text);
    box-shadow: inset 0 0 0 1.5px var(--_alert);
  }
  .deleted .text {
    background: none;
    color: var(--_muted);
    box-shadow: inset 0 0 0 1px var(--_line);
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
    padding: 0 14px 0 10px;
    border-radius: 16px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: var(--_shadow);
    font-size: 12px;
    font-weight: 600;
    white-space: nowrap;
  }
  form {
    position: relative;
    flex: none;
    margin: 0;
    padding: 0 12px 12px;
  }
  .banner {
    padding: 0 4px 8px;
  }
  .field {
    display: flex;
    align-items: flex-end;
    border-radius: 20px;
    background: var(--_subtle);
    box-shadow: inset 0 0 0 1px transparent;
    transition: box-shadow 0.14s;
    cursor: text;
  }
  .field:focus-within {
    box-shadow: inset 0 0 0 1.5px var(--_accent);
  }
  textarea {
    all: unset;
    box-sizing: border-box;
    flex: 1;
    min-width: 0;
    height: 40px;
    max-height: 140px;
    overflow-y: auto;
    scrollbar-width: none;
    padding: 10px 0 10px 16px;
    padding-inline: 16px 4px;
    line-height: 20px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    width: 32px;
    height: 32px;
    margin: 4px;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .send:hover {
    opacity: 0.85;
  }
  .send:focus-visible {
    outline-offset: 2px;
  }
  .send[aria-disabled='true'] {
    background: none;
    color: var(--_muted);
    opacity: 1;
    cursor: default;
  }
  .left {
    align-self: center;
    flex: none;
    padding-inline-end: 4px;
  }
  .over {
    color: var(--_alert);
    font-weight: 600;
  }
  @media (max-width: 480px) {
    :host {
      height: min(85dvh, 640px, 100dvh - var(--_keyboard, 0px) - 8px);
    }
    /* Below 16 px a phone zooms in on the field. */
    textarea {
      font-size: 16px;
    }
  }
`;
