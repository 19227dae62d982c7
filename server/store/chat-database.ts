import { randomUUID } from 'node:crypto';
import { changed, deleted, emptied } from '../../protocol/chat-changes.ts';
import { isMessage } from '../../protocol/chat.ts';
import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';
import { prepareChatQueries } from './chat-queries.ts';
import type { ChatQueries } from './chat-queries.ts';
import { eventIn, messageIn, storedTextIn, storedTextOf } from './chat-rows.ts';
import type { StoredText } from './chat-rows.ts';
import type { Database, Row, Value } from './database.ts';
import type { FileBound } from './file-bound.ts';
import type { Appended, EventDraft, LogHead } from './message-store.ts';
import type { TextStorage } from './text-storage.ts';

interface RoomRow {
  id: number;
  seq: number;
  floor: number;
  generation: number;
}

/** The position of an erasure that is under way. */
export interface ErasurePoint {
  room: number;
  seq: number;
}

/** One step of an erasure. */
export interface ErasureStep {
  /** Messages that were not deleted before. */
  count: number;
  /** Their room. */
  room?: string;
  /** Where the next step starts; undefined at the end. */
  next: ErasurePoint | undefined;
}

/** Messages that one step of an erasure blanks. */
const ERASED_PER_STEP = 200;
/** Rooms in one answer of `emptied`. */
const EMPTIED_AT_ONCE = 200;
/** Rooms that one step of an erasure searches. */
const ROOMS_PER_STEP = 500;

/**
 * The chat logs in an open SQLite database, synchronous: the guarantees of `MessageStore`, with transactions left to
 * the caller. Any method may throw an error of SQLite; the caller then rolls back.
 */
export class ChatDatabase {
  readonly #texts: TextStorage;
  readonly #sql: ChatQueries;
  #epoch: string;
  /** Of new rooms: higher than that of all forgotten ones. */
  #generation: number;
  /** The last room in an answer of `emptied`. */
  #lastEmptied = 0;
  readonly #bound: FileBound | undefined;

  /** @param database migrated to this version. @param bound undefined: the file may grow as large as the disk */
  constructor(database: Database, texts: TextStorage, bound?: FileBound) {
    this.#bound = bound;
    this.#texts = texts;
    this.#sql = prepareChatQueries(database);
    const log = this.#sql.log.get();
    this.#epoch = String(log?.['epoch']);
    this.#generation = Number(log?.['generation']);
  }

  /** Of the log as a whole. */
  get epoch(): string {
    return this.#epoch;
  }

  /** From now on, earlier positions are meaningless in all rooms. */
  beginEpoch(): void {
    this.#epoch = randomUUID();
    this.#sql.setEpoch.run(this.#epoch);
  }

  /** Whether an event is stored, or has been and was removed. */
  has(name: string, { seq, member, op, kind }: ChatEvent): boolean {
    const row = this.#room(name);
    if (!row) return false;
    if (seq <= row.floor) return true;
    const event = this.eventAt(name, seq);
    return event?.member === member && event.op === op && event.kind === kind;
  }

  head(room: string): LogHead {
    const row = this.#room(room);
    const generation = row?.generation ?? this.#generation;
    const epoch = generation === 0 ? this.#epoch : `${this.#epoch}.${String(generation)}`;
    return { epoch, seq: row?.seq ?? 0, floor: row?.floor ?? 0 };
  }

  /**
   * @param ahead how far the clock is ahead of the steady date, in ms
   * @throws FileFull before anything is written
   */
  append(name: string, draft: EventDraft, ahead = 0): Appended {
    const row = this.#room(name);
    if (row && draft.op !== undefined) {
      const before = this.#sql.eventByOp.get(row.id, draft.member, draft.op);
      if (before) return { event: this.#event(before), repeated: true };
    }
    this.#checkSpace(draft);
    const room = row?.id ?? Number(this.#sql.addRoom.run(name, this.#generation).lastInsertRowid);
    const event = this.#add(room, { seq: (row?.seq ?? 0) + 1, ...draft }, ahead);
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
    return { messages: messages.map(messageIn), more: newestFirst.length > limit };
  }

  emptied(): string[] {
    const rows = this.#sql.emptyRooms.all(this.#lastEmptied, EMPTIED_AT_ONCE);
    this.#lastEmptied = rows.length < EMPTIED_AT_ONCE ? 0 : Number(rows.at(-1)?.['id']);
    return rows.map(({ name }) => String(name));
  }

  forget(rooms: string[]): void {
    const removed = rooms.filter((room) => Number(this.#sql.removeEmptyRoom.run(room).changes) > 0);
    if (removed.length === 0) return;
    this.#sql.nextGeneration.run();
    this.#generation = Number(this.#sql.log.get()?.['generation']);
  }

  /** One step of `MessageStore.erase`. */
  erase(member: string, from: ErasurePoint): ErasureStep {
    let { room, seq } = from;
    for (let rooms = 0; rooms < ROOMS_PER_STEP; rooms++) {
      const rows = this.#sql.messagesOf.all(room, member, seq, ERASED_PER_STEP);
      for (const row of rows) this.#blank(room, row);
      const last = rows.at(-1)?.['seq'];
      if (typeof last === 'number') {
        const count = rows.filter((row) => row['deleted'] === null).length;
        return { count, room: String(this.#sql.roomName.get(room)?.['name']), next: { room, seq: last } };
      }
      const next = this.#sql.roomAfter.get(room)?.['id'];
      if (typeof next !== 'number') return { count: 0, next: undefined };
      [room, seq] = [next, 0];
    }
    return { count: 0, next: { room, seq } };
  }

  /** Deletions make room, and the site itself must be able to say what is wrong. */
  #checkSpace(draft: EventDraft): void {
    if (draft.kind === 'delete' || draft.kind === 'notice') return;
    this.#bound?.check(
      () => draft.kind === 'message' && this.#texts.hasFreeRowFor(storedTextOf({ seq: 0, ...draft })),
    );
  }

  #room(name: string): RoomRow | undefined {
    return this.#sql.room.get(name) as RoomRow | undefined;
  }

  /** Stores an event and applies it to the message it is about. @returns the event as stored */
  #add(room: number, draft: ChatEvent, ahead: number): ChatEvent {
    const { seq, kind, member, op, at } = draft;
    const insert = (of: Value, detail: Value, text: Value): void => {
      this.#sql.addEvent.run(room, seq, kind, member, op ?? null, at, of, detail, text, Math.round(ahead));
    };
    if (isMessage(draft)) {
      insert(null, null, this.#texts.add(storedTextOf(draft)));
      this.#sql.addMessage.run(room, seq);
      return draft;
    }
    const { of } = draft;
    insert(of, draft.kind === 'reaction' ? JSON.stringify([draft.emoji, draft.on]) : null, null);
    const row = this.#sql.messageAt.get(room, of);
    if (!row) return draft.kind === 'edit' ? { ...draft, text: '' } : draft;
    const before = messageIn(row);
    const message = changed(before, draft);
    if (message !== before) {
      this.#saveState(room, message);
      if (draft.kind === 'edit') this.#replaceText(room, row, { ...storedTextIn(row), text: message.text });
      if (draft.kind === 'delete') this.#replaceText(room, row, emptied(storedTextIn(row)));
    }
    return draft.kind === 'edit' ? { ...draft, text: message.text } : draft;
  }

  /** Deletes a message together with its author's name. */
  #blank(room: number, row: Row): void {
    this.#saveState(room, deleted(messageIn(row)));
    const stored = emptied(storedTextIn(row));
    this.#replaceText(room, row, { ...stored, ...(stored.name === undefined ? {} : { name: '' }) });
  }

  #saveState(room: number, { seq, editedAt, deleted: isDeleted, reactions }: ChatMessage): void {
    const reactionsJson = reactions ? JSON.stringify(reactions) : null;
    this.#sql.setMessage.run(editedAt ?? null, isDeleted ? 1 : null, reactionsJson, room, seq);
  }

  #replaceText(room: number, row: Row, stored: StoredText): void {
    const id = this.#texts.replace(Number(row['text']), stored);
    if (id !== row['text']) this.#sql.moveText.run(id, room, row['seq'] ?? null);
  }

  #message(room: number, seq: number): ChatMessage | undefined {
    const row = this.#sql.messageAt.get(room, seq);
    return row && messageIn(row);
  }

  #event(row: Row): ChatEvent {
    return eventIn(row, (of) =>
      of < Number(row['seq']) ? (this.#message(Number(row['room']), of)?.text ?? '') : '',
    );
  }
}
