/** Sound, notifications and the number in the page's title: loads when the visitor or the site switches one on. */
import type { ChatMessage } from '../../../protocol/chat.ts';
import type { PresenceClient } from '../../client/presence-client.ts';
import { chime } from './chime.ts';
import type { Alerts } from '../../visitor/visitor-choices.ts';

export { alertSettings } from './alert-settings.ts';
export { styles } from './alert-settings.styles.ts';
export { countInTitle } from './unread-in-title.ts';

/** Alerts the visitor to a new message, in the ways that they have chosen. */
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
    // Some browsers have the constructor, but let only service workers notify.
  }
}
