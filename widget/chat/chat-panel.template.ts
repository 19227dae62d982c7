import { html, type TemplateResult } from 'lit';
import type { PresenceHost } from '../shared/presence-host.ts';
import type { PresenceOwner, SiteAlerts } from '../shared/presence-part.ts';
import { forwardSlot } from '../shared/slot-forwarding.ts';

/** The chat's button, as its panel knows it. */
interface ChatHost extends PresenceHost {
  readonly open: boolean;
  readonly owner: PresenceOwner | undefined;
  readonly alerts: SiteAlerts | undefined;
  readonly toggle: () => void;
}

/** What a page may style of the panel. */
const PARTS =
  'chat-log, message, message-author, message-text, message-time, message-reaction, message-pin, system-message, chat-input, chat-send, avatar, status';

/** The panel of a chat, part of the script that it needs. @param off a moderator has switched the chat off */
export function chatPanel(host: ChatHost, off: boolean): TemplateResult {
  // A chat that is placed alone is the page's to export.
  if (!host.hasAttribute('for')) host.setAttribute('exportparts', `chat-toggle, unread, chat, ${PARTS}`);
  return html`<live-presence-chat-panel
    part="chat"
    exportparts=${PARTS}
    .language=${host.language}
    .open=${host.open && !off}
    .client=${host.client}
    .clock=${host.clock}
    .owner=${host.owner}
    .alerts=${host.alerts}
    @chat-close=${host.toggle}
    >${forwardSlot(host, 'header')}${forwardSlot(host, 'empty')}</live-presence-chat-panel
  >`;
}
