/** How events change a message: the same for every store and every client. Pure. */
import type { ChatChangeEvent, ChatExtras, ChatMessage, ChatReactionEvent } from './chat.ts';

/**
 * A message after an event: a new object if something has changed. A deleted message stays as it is, and unknown kinds
 * change nothing. Applying an event twice is the same as applying it once.
 */
export function changed<M extends ChatMessage>(message: M, event: ChatChangeEvent): M {
  if (message.deleted) return message;
  switch (event.kind) {
    case 'edit':
      return { ...message, text: event.text, editedAt: event.at };
    case 'delete':
      return deleted(message);
    case 'reaction': {
      const { reactions: before = [], ...bare } = message;
      const reactions = reacted(before, event);
      return (reactions.length > 0 ? { ...message, reactions } : bare) as M;
    }
    default:
      return message;
  }
}

/** A message without its content. */
export function deleted<M extends ChatMessage>(message: M): M {
  const { reactions: _, ...rest } = emptied(message);
  return { ...(rest as M), deleted: true };
}

/** A message, or the event that created it, without its content. What it replies to stays. */
export function emptied<S extends ChatExtras & { text: string }>(content: S): S {
  const { pin: _, mentions: __, ...rest } = content;
  return { ...(rest as S), text: '' };
}

type Reactions = NonNullable<ChatMessage['reactions']>;

function reacted(before: Reactions, { emoji, member, on }: ChatReactionEvent): Reactions {
  const known = before.some((entry) => entry.emoji === emoji);
  const entries = known || !on ? before : [...before, { emoji, members: [] }];
  return entries
    .map((entry) => {
      if (entry.emoji !== emoji) return entry;
      const others = entry.members.filter((id) => id !== member);
      return { emoji, members: on ? [...others, member] : others };
    })
    .filter((entry) => entry.members.length > 0);
}
