import { css, type CSSResult } from 'lit';

export const styles: CSSResult = css`
  .failed .text {
    background: none;
    color: var(--_text);
    box-shadow: inset 0 0 0 1.5px var(--_alert);
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
  .note {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 4px 12px;
    padding: 6px 2px 4px;
    font-size: 12px;
    line-height: 16px;
  }
  .newer {
    position: absolute;
    left: 50%;
    bottom: 0;
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
  .about {
    display: flex;
    align-items: center;
    gap: 4px;
    padding-bottom: 4px;
    padding-inline: 12px 4px;
    font-size: 12px;
  }
  .about span {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .about .icon {
    width: 28px;
    height: 28px;
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
`;
