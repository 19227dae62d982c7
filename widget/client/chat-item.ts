import type { ChatEvent, ChatMessage } from '../../protocol/messages.ts';

/** A line of the chat as it is shown. Never changed: another state is another object. */
export interface ChatItem extends ChatMessage {
  /** Sent ones have a seq; pending and failed ones have seq 0 and an `op`, and come last. */
  state: 'sent' | 'pending' | 'failed';
  /** Why it failed: the code of the server's error, `too_long` or `queue_full`. */
  error?: string | undefined;
  mine: boolean;
}

/** The message that an event says; undefined for events about another one. */
export function toMessage(event: ChatEvent): ChatMessage | undefined {
  if (event.kind === 'message') return { ...event };
  return event.kind === 'notice' ? { name: '', color: '', ...event } : undefined;
}

/** An item after an event about it. Applying one that was applied already changes nothing. */
export function applyEvent(item: ChatItem, event: ChatEvent): ChatItem {
  const { reactions = [], ...bare } = item;
  switch (event.kind) {
    case 'edit':
      return { ...item, text: event.text, editedAt: event.at };
    case 'delete':
      return { ...bare, text: '', deleted: true };
    case 'reaction': {
      const { emoji, member, on } = event;
      const others = reactions
        .find((reaction) => reaction.emoji === emoji)
        ?.members.filter((id) => id !== member);
      const changed = { emoji, members: [...(others ?? []), ...(on ? [member] : [])] };
      const all = (others ? reactions : [...reactions, changed])
        .map((reaction) => (reaction.emoji === emoji ? changed : reaction))
        .filter((reaction) => reaction.members.length > 0);
      return all.length > 0 ? { ...item, reactions: all } : bare;
    }
    default:
      return item;
  }
}
