/** How events change a message: the same for every store. */
import type {
  ChatDeleteEvent,
  ChatEditEvent,
  ChatMessage,
  ChatMessageEvent,
  ChatNoticeEvent,
  ChatReactionEvent,
} from '../../protocol/messages.ts';

/** The message that an event makes. */
export function newMessage(event: ChatMessageEvent | ChatNoticeEvent): ChatMessage {
  const { seq, member, at, text } = event;
  if (event.kind === 'notice') return { seq, kind: 'notice', member, name: '', color: '', at, text };
  const { name, color, op, reply } = event;
  const message: ChatMessage = { seq, kind: 'message', member, name, color, at, text };
  if (op !== undefined) message.op = op;
  if (reply !== undefined) message.reply = reply;
  return message;
}

/** A message after an event; a new object where something changed. What is deleted stays as it is. */
export function changed(
  message: ChatMessage,
  event: ChatEditEvent | ChatDeleteEvent | ChatReactionEvent,
): ChatMessage {
  if (message.deleted) return message;
  switch (event.kind) {
    case 'edit':
      return { ...message, text: event.text, editedAt: event.at };
    case 'delete':
      return deleted(message);
    case 'reaction':
      return { ...message, reactions: reacted(message.reactions ?? [], event) };
  }
}

export function deleted(message: ChatMessage): ChatMessage {
  const { reactions: _, ...rest } = message;
  return { ...rest, text: '', deleted: true };
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
