/** How the visitor is told of messages: loaded when they wish for it. */
import type { ChatMessage } from '../../protocol/chat.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { chime } from './chime.ts';
import type { Alerts } from '../visitor/visitor-choices.ts';

export { alertSettings } from './alert-settings.ts';
export { countInTitle } from './unread-in-title.ts';

/** Tells the visitor of a message that came just now, in the ways that they wished for. */
export function alertOf(message: ChatMessage, client: PresenceClient, alerts: Alerts): void {
  if (message.member === client.self?.id) return;
  if (alerts.sound) void chime();
  if (!alerts.notify || !document.hidden) return;
  try {
    const notification = new Notification(message.name || document.title, {
      body: message.text,
      tag: `live-presence ${client.room}`,
    });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    // Some browsers have the constructor and no use for it.
  }
}
