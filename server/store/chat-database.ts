import { changed, deleted, emptied } from '../../protocol/chat-changes.ts';
import { isMessage, newMessage } from '../../protocol/chat.ts';
import type {
  ChatEvent,
  ChatExtras,
  ChatMessage,
  ChatMessageEvent,
  ChatNoticeEvent,
  ChatReactionEvent,
} from '../../protocol/chat.ts';
import type { Appended, EventDraft, LogHead } from './message-store.ts';
import type { Database, Row, Statement, Value } from './sqlite-driver.ts';
import type { TextStorage } from './text-storage.ts';

/** What is said in a message or notice, as it is kept in one text. */
interface Said extends ChatExtras {
  text: string;
  name?: string;
  color?: string;
}

interface RoomRow {
  id: number;
  seq: number;
  floor: number;
}

/** How far an erasure has come. */
export interface ErasurePoint {
  room: number;
  seq: number;
}

export interface Erased {
  /** Messages that were not deleted before. */
  count: number;
  /** The room that they were in. */
  found?: string;
  /** Where to go on; undefined at the end. */
  next: ErasurePoint | undefined;
}

/** Messages that one step of an erasure blanks. */
const ERASED_AT_ONCE = 200;
/** Rooms that one step of an erasure looks into. */
const ROOMS_AT_ONCE = 500;

/**
 * The chat logs in an open SQLite database, synchronously: what `MessageStore` promises, with transactions left to
 * the caller. Any method may throw an error of SQLite; the transaction is to be rolled back then.
 */
export class ChatDatabase {
  readonly #texts: TextStorage;
  readonly #epoch: string;
  readonly #sql: Record<Query, Statement>;

  /** @param database migrated to this version */
  constructor(database: Database, texts: TextStorage) {
    this.#texts = texts;
    this.#epoch = String(database.prepare('SELECT epoch FROM log').get()?.['epoch']);
    const prepared = Object.entries(QUERIES).map(([name, sql]) => [name, database.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared) as Record<Query, Statement>;
  }

  head(room: string): LogHead {
    const row = this.#room(room);
    return { epoch: this.#epoch, seq: row?.seq ?? 0, floor: row?.floor ?? 0 };
  }

  append(name: string, draft: EventDraft): Appended {
    const row = this.#room(name);
    if (row && draft.op !== undefined) {
      const before = this.#sql.eventByOp.get(row.id, draft.member, draft.op);
      if (before) return { event: this.#event(before), repeated: true };
    }
    const room = row?.id ?? Number(this.#sql.addRoom.run(name).lastInsertRowid);
    const event = this.#add(room, { seq: (row?.seq ?? 0) + 1, ...draft });
    this.#sql.advanceRoom.run(event.seq, isMessage(event) ? 1 : 0, room);
    return { event, repeated: false };
  }

  find(name: string, member: string, op: string): ChatEvent | undefined {
    const row = this.#room(name);
    const found = row && this.#sql.eventByOp.get(row.id, member, op);
    return found && this.#event(found);
  }

  eventsAfter(name: string, after: number, limit: number): ChatEvent[] | undefined {
    const row = this.#room(name);
    if (!row) return after > 0 ? undefined : [];
    if (after > row.seq || after < row.floor) return undefined;
    return this.#sql.eventsAfter.all(row.id, after, limit).map((event) => this.#event(event));
  }

  eventAt(name: string, seq: number): ChatEvent | undefined {
    const row = this.#room(name);
    const found = row && this.#sql.eventAt.get(row.id, seq);
    return found && this.#event(found);
  }

  message(name: string, seq: number): ChatMessage | undefined {
    const row = this.#room(name);
    return row && this.#message(row.id, seq);
  }

  messages(
    name: string,
    before: number | undefined,
    limit: number,
  ): { messages: ChatMessage[]; more: boolean } {
    const row = this.#room(name);
    if (!row) return { messages: [], more: false };
    const newestFirst = this.#sql.messagesBefore.all(row.id, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const messages = newestFirst.slice(0, limit).reverse();
    return { messages: messages.map((row) => this.#asMessage(row)), more: newestFirst.length > limit };
  }

  /** One step of `MessageStore.erase`. */
  erase(member: string, from: ErasurePoint): Erased {
    let { room, seq } = from;
    for (let rooms = 0; rooms < ROOMS_AT_ONCE; rooms++) {
      const rows = this.#sql.messagesOf.all(room, member, seq, ERASED_AT_ONCE);
      for (const row of rows) this.#erase(room, row);
      const last = rows.at(-1)?.['seq'];
      if (typeof last === 'number') {
        const count = rows.filter((row) => row['deleted'] === null).length;
        return { count, found: String(this.#sql.roomName.get(room)?.['name']), next: { room, seq: last } };
      }
      const next = this.#sql.roomAfter.get(room)?.['id'];
      if (typeof next !== 'number') return { count: 0, next: undefined };
      [room, seq] = [next, 0];
    }
    return { count: 0, next: { room, seq } };
  }

  #room(name: string): RoomRow | undefined {
    return this.#sql.room.get(name) as RoomRow | undefined;
  }

  /** Keeps an event, and what it makes of the message that it is about. @returns it as it is kept */
  #add(room: number, draft: ChatEvent): ChatEvent {
    const { seq, kind, member, op, at } = draft;
    const insert = (of: Value, detail: Value, text: Value): void => {
      this.#sql.addEvent.run(room, seq, kind, member, op ?? null, at, of, detail, text);
    };
    if (isMessage(draft)) {
      insert(null, null, this.#texts.add(saidIn(draft)));
      this.#sql.addMessage.run(room, seq);
      return draft;
    }
    const { of } = draft;
    insert(of, draft.kind === 'reaction' ? JSON.stringify([draft.emoji, draft.on]) : null, null);
    const row = this.#sql.messageAt.get(room, of);
    if (!row) return draft.kind === 'edit' ? { ...draft, text: '' } : draft;
    const before = this.#asMessage(row);
    const message = changed(before, draft);
    if (message !== before) {
      this.#keepState(room, message);
      if (draft.kind === 'edit') this.#say(room, row, { ...this.#said(row), text: message.text });
      if (draft.kind === 'delete') this.#say(room, row, emptied(this.#said(row)));
    }
    return draft.kind === 'edit' ? { ...draft, text: message.text } : draft;
  }

  #erase(room: number, row: Row): void {
    this.#keepState(room, deleted(this.#asMessage(row)));
    const said = emptied(this.#said(row));
    this.#say(room, row, { ...said, ...(said.name === undefined ? {} : { name: '' }) });
  }

  #keepState(room: number, { seq, editedAt, deleted: gone, reactions }: ChatMessage): void {
    const listed = reactions ? JSON.stringify(reactions) : null;
    this.#sql.setMessage.run(editedAt ?? null, gone ? 1 : null, listed, room, seq);
  }

  #message(room: number, seq: number): ChatMessage | undefined {
    const row = this.#sql.messageAt.get(room, seq);
    return row && this.#asMessage(row);
  }

  /** @param row of a message or notice, with its text */
  #said(row: Row): Said {
    // Blanks at the end are no matter to JSON.
    return JSON.parse(String(row['body'])) as Said;
  }

  /** Puts other words into a message or notice. */
  #say(room: number, row: Row, said: Said): void {
    const text = this.#texts.replace(Number(row['text']), said);
    if (text !== row['text']) this.#sql.moveText.run(text, room, row['seq'] ?? null);
  }

  #event(row: Row): ChatEvent {
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
        return { ...base, kind, ...this.#said(row) } as ChatEvent;
      case 'edit':
        return { ...base, kind, of, text: this.#edited(Number(row['room']), base.seq, of) };
      case 'delete':
        return { ...base, kind, of };
      case 'reaction': {
        const [emoji, on] = JSON.parse(String(row['detail'])) as [string, boolean];
        return { ...base, kind, of, emoji, on } satisfies ChatReactionEvent;
      }
    }
  }

  /** What an edit says: what the message says now. */
  #edited(room: number, seq: number, of: number): string {
    return of < seq ? (this.#message(room, of)?.text ?? '') : '';
  }

  /** @param row of an event, with the columns of its message */
  #asMessage(row: Row): ChatMessage {
    const event = this.#event(row);
    if (!isMessage(event)) throw new Error(`event ${String(event.seq)} is no message`);
    const message = newMessage(event);
    if (row['edited_at'] !== null) message.editedAt = Number(row['edited_at']);
    if (row['deleted'] !== null) message.deleted = true;
    const { reactions } = row;
    if (typeof reactions === 'string')
      message.reactions = JSON.parse(reactions) as { emoji: string; members: string[] }[];
    return message;
  }
}

function saidIn({
  seq: _,
  kind: __,
  op: ___,
  member: ____,
  at: _____,
  ...said
}: ChatMessageEvent | ChatNoticeEvent): Said {
  return said;
}

const EVENTS = 'SELECT events.*, body FROM events LEFT JOIN texts ON texts.id = events.text';
const MESSAGES = `SELECT events.*, body, edited_at, deleted, reactions
  FROM messages JOIN events USING (room, seq) JOIN texts ON texts.id = events.text`;

const QUERIES = {
  room: 'SELECT id, seq, floor FROM rooms WHERE name = ?',
  roomName: 'SELECT name FROM rooms WHERE id = ?',
  roomAfter: 'SELECT id FROM rooms WHERE id > ? ORDER BY id LIMIT 1',
  addRoom: 'INSERT INTO rooms (name, seq, floor, messages) VALUES (?, 0, 0, 0)',
  advanceRoom: 'UPDATE rooms SET seq = ?, messages = messages + ? WHERE id = ?',
  addEvent:
    'INSERT INTO events (room, seq, kind, member, op, at, of, detail, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  moveText: 'UPDATE events SET text = ? WHERE room = ? AND seq = ?',
  eventAt: `${EVENTS} WHERE room = ? AND seq = ?`,
  eventByOp: `${EVENTS} WHERE room = ? AND member = ? AND op = ?`,
  eventsAfter: `${EVENTS} WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?`,
  addMessage: 'INSERT INTO messages (room, seq) VALUES (?, ?)',
  setMessage: 'UPDATE messages SET edited_at = ?, deleted = ?, reactions = ? WHERE room = ? AND seq = ?',
  messageAt: `${MESSAGES} WHERE room = ? AND seq = ?`,
  messagesBefore: `${MESSAGES} WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  // By the index of what somebody did, or the whole room would be read for each.
  messagesOf: `${MESSAGES.replace('messages JOIN events', 'events INDEXED BY events_by_op JOIN messages')}
    WHERE room = ? AND member = ? AND seq > ? ORDER BY seq LIMIT ?`,
} satisfies Record<string, string>;
type Query = keyof typeof QUERIES;
