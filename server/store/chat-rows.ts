import { isMessage, newMessage } from '../../protocol/chat.ts';
import type {
  ChatEvent,
  ChatExtras,
  ChatMessage,
  ChatMessageEvent,
  ChatNoticeEvent,
  ChatReactionEvent,
} from '../../protocol/chat.ts';
import type { Row } from './database.ts';

/** What a message or notice says, stored as one text. */
export interface StoredText extends ChatExtras {
  text: string;
  name?: string;
  color?: string;
}

export function storedTextOf({
  seq: _,
  kind: __,
  op: ___,
  member: ____,
  at: _____,
  ...stored
}: ChatMessageEvent | ChatNoticeEvent): StoredText {
  return stored;
}

/** @param row of a message or notice, with its text */
export function storedTextIn(row: Row): StoredText {
  // JSON ignores the padding at the end.
  return JSON.parse(String(row['body'])) as StoredText;
}

/** @param editedText the present text of the message that an edit changed; an edit's own text is not stored */
export function eventIn(row: Row, editedText: (of: number) => string): ChatEvent {
  const base = {
    seq: Number(row['seq']),
    member: String(row['member']),
    at: Number(row['at']),
    ...(row['op'] === null ? {} : { op: String(row['op']) }),
  };
  const kind = row['kind'] as ChatEvent['kind'];
  const of = Number(row['of']);
  switch (kind) {
    case 'message':
    case 'notice':
      return { ...base, kind, ...storedTextIn(row) } as ChatEvent;
    case 'edit':
      return { ...base, kind, of, text: editedText(of) };
    case 'delete':
      return { ...base, kind, of };
    case 'reaction': {
      const [emoji, on] = JSON.parse(String(row['detail'])) as [string, boolean];
      return { ...base, kind, of, emoji, on } satisfies ChatReactionEvent;
    }
  }
}

/** @param row of a message or notice, with its text and state */
export function messageIn(row: Row): ChatMessage {
  const event = eventIn(row, () => '');
  if (!isMessage(event)) throw new Error(`event ${event.seq} is not a message`);
  const message = newMessage(event);
  if (row['edited_at'] !== null) message.editedAt = Number(row['edited_at']);
  if (row['deleted'] !== null) message.deleted = true;
  const { reactions } = row;
  if (typeof reactions === 'string')
    message.reactions = JSON.parse(reactions) as { emoji: string; members: string[] }[];
  return message;
}
