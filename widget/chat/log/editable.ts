import type { ChatItem } from '../../client/chat/chat-item.ts';
import type { PresenceClient } from '../../client/presence-client.ts';

/** Whether a message is the reader's own, and the server still lets them change it. */
export function isEditable({ mine, at }: ChatItem, client: PresenceClient): boolean {
  return mine && client.serverNow() - at < client.limits.editMs;
}
