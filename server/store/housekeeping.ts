import { EVENTS_PER_MESSAGE } from './message-store.ts';
import type { Keep } from './message-store.ts';
import type { Database, Statement } from './sqlite-driver.ts';
import type { TextStorage } from './text-storage.ts';
import { transaction } from './transaction.ts';

/** Rooms that one step looks at. */
const ROOMS_AT_ONCE = 200;
/** Events that one step removes. */
const EVENTS_AT_ONCE = 100;
/** Pages that one step gives back to the file system. */
const PAGES_AT_ONCE = 200;
/** Free pages are given back above this share of all; those below it will be needed again soon. */
const FREE_SHARE = 0.25;
/** Fewer free pages than these are nothing to bother about. */
const FREE_PAGES = 100;

interface RoomRow {
  id: number;
  seq: number;
  floor: number;
  messages: number;
  /** When the oldest event happened that is kept; null where there is none. */
  oldest: number | null;
}

interface EventRow {
  seq: number;
  at: number;
  /** Its text, where it is a message or notice. */
  text: number | null;
}

/** Removes what is not kept any longer and gives its space back, in steps of a few milliseconds. */
export class Housekeeping {
  readonly #database: Database;
  readonly #texts: TextStorage;
  readonly #rooms: Statement;
  readonly #oldest: Statement;
  readonly #removal: readonly Statement[];
  readonly #advance: Statement;
  /** The rooms up to this one are done in this round. */
  #done = 0;

  constructor(database: Database, texts: TextStorage) {
    this.#database = database;
    this.#texts = texts;
    this.#rooms = database.prepare(
      `SELECT id, rooms.seq, floor, messages, at AS oldest
       FROM rooms LEFT JOIN events ON room = id AND events.seq = floor + 1
       WHERE id > ? ORDER BY id LIMIT ?`,
    );
    this.#oldest = database.prepare(
      'SELECT seq, at, text FROM events WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?',
    );
    this.#removal = ['events', 'messages'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE room = ? AND seq <= ?`),
    );
    this.#advance = database.prepare('UPDATE rooms SET floor = ?, messages = ? WHERE id = ?');
  }

  /** @returns whether this round has more steps */
  step(keep: Keep): boolean {
    if (this.#removeSome(keep)) return true;
    this.#done = 0;
    if (this.#vacuumSome()) return true;
    if (this.#texts.traces) this.clearTraces();
    return false;
  }

  /**
   * Empties the write-ahead log, where overwritten texts still stand.
   * @returns whether that could be done: not while another process reads
   */
  clearTraces(): boolean {
    const timeout = this.#pragma('busy_timeout', 'timeout');
    // Everybody's messages would wait for that reader too.
    this.#pragma('busy_timeout = 0', 'timeout');
    try {
      this.#texts.traces = this.#pragma('wal_checkpoint(TRUNCATE)', 'busy') !== 0;
    } finally {
      this.#pragma(`busy_timeout = ${String(timeout)}`, 'timeout');
    }
    return !this.#texts.traces;
  }

  #removeSome(keep: Keep): boolean {
    const rooms = this.#rooms.all(this.#done, ROOMS_AT_ONCE) as unknown as RoomRow[];
    for (const room of rooms) {
      if (room.oldest !== null && isSurplus(room, room.oldest, keep)) {
        transaction(this.#database, () => {
          this.#trim(room, keep);
        });
        return true;
      }
      this.#done = room.id;
    }
    return rooms.length === ROOMS_AT_ONCE;
  }

  #trim(room: RoomRow, keep: Keep): void {
    const left = { ...room };
    for (const { seq, at, text } of this.#events(room)) {
      if (!isSurplus(left, at, keep)) break;
      left.floor = seq;
      if (text === null) continue;
      this.#texts.release(text);
      left.messages--;
    }
    for (const statement of this.#removal) statement.run(room.id, left.floor);
    this.#advance.run(left.floor, left.messages, room.id);
  }

  #events({ id, floor }: RoomRow): EventRow[] {
    return this.#oldest.all(id, floor, EVENTS_AT_ONCE) as unknown as EventRow[];
  }

  #vacuumSome(): boolean {
    const free = this.#pragma('freelist_count');
    if (free < FREE_PAGES || free < this.#pragma('page_count') * FREE_SHARE) return false;
    // Each row is a page: `exec` would stop at the first.
    const vacuum = this.#database.prepare(`PRAGMA incremental_vacuum(${String(PAGES_AT_ONCE)})`);
    transaction(this.#database, () => vacuum.all());
    // The file itself shrinks when the write-ahead log goes into it.
    this.#texts.traces = true;
    return this.#pragma('freelist_count') < free;
  }

  /** @param column of the answer that is wanted */
  #pragma(pragma: string, column = pragma): number {
    return Number(this.#database.prepare(`PRAGMA ${pragma}`).get()?.[column]);
  }
}

/** Whether a room's oldest event, which happened at `at`, is one too many or too old. */
function isSurplus(room: RoomRow, at: number, { messages, since }: Keep): boolean {
  return room.messages > messages || room.seq - room.floor > messages * EVENTS_PER_MESSAGE || at < since;
}
