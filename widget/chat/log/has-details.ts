import type { ChatItem } from '../../client/chat/chat-item.ts';

/** What may be markup, or more than is shown at once. */
const NOT_PLAIN = /[`@\n]|https?:|.{300}/i;

/** Whether there is more to a message than a plain text, which details.ts draws. */
export function hasDetails({ text, reply, pin, reactions, editedAt, error, change }: ChatItem): boolean {
  return !!(reply ?? pin ?? reactions ?? editedAt ?? error ?? change?.error) || NOT_PLAIN.test(text);
}
