import { EVENTS_PER_MESSAGE } from './message-store.ts';
import type { PruneLimits } from './message-store.ts';
import type { Database, Statement } from './database.ts';
import type { TextStorage } from './text-storage.ts';
import { transaction } from './transaction.ts';

/** Rooms that one step checks. */
const ROOMS_PER_STEP = 200;
/** Events that one step removes. */
const EVENTS_PER_STEP = 100;
/** Pages that one step returns to the file system. */
const PAGES_PER_STEP = 200;
/** Free pages are returned above this share of the file; below it they will soon be reused. */
const FREE_SHARE = 0.25;
/** Fewer free pages are not worth returning. */
const MIN_FREE_PAGES = 100;

interface RoomRow {
  id: number;
  seq: number;
  floor: number;
  messages: number;
  /** Steady date of the oldest stored event; null if there is none. */
  oldest: number | null;
}

interface EventRow {
  seq: number;
  /** On the steady date. */
  at: number;
  /** The text of a message or notice. */
  text: number | null;
}

/** Removes events beyond the retention and returns their space, in steps of a few milliseconds. */
export class Pruning {
  readonly #database: Database;
  readonly #texts: TextStorage;
  readonly #rooms: Statement;
  readonly #oldest: Statement;
  readonly #deletes: readonly Statement[];
  readonly #advance: Statement;
  /** The last room that this round has finished. */
  #lastRoom = 0;

  constructor(database: Database, texts: TextStorage) {
    this.#database = database;
    this.#texts = texts;
    this.#rooms = database.prepare(
      `SELECT id, rooms.seq, floor, messages, at - ahead AS oldest
       FROM rooms LEFT JOIN events ON room = id AND events.seq = floor + 1
       WHERE id > ? ORDER BY id LIMIT ?`,
    );
    this.#oldest = database.prepare(
      'SELECT seq, at - ahead AS at, text FROM events WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?',
    );
    this.#deletes = ['events', 'messages'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE room = ? AND seq <= ?`),
    );
    this.#advance = database.prepare('UPDATE rooms SET floor = ?, messages = ? WHERE id = ?');
  }

  /** @returns whether this round has more steps */
  step(limits: PruneLimits): boolean {
    if (this.#removeSome(limits)) return true;
    this.#lastRoom = 0;
    if (this.#vacuumSome()) return true;
    if (this.#texts.traces) this.clearTraces();
    return false;
  }

  /** Whether the write-ahead log may contain overwritten texts. */
  get hasTraces(): boolean {
    return this.#texts.traces;
  }

  /**
   * Empties the write-ahead log, which still contains overwritten texts.
   * @returns whether that was possible: not while another process is reading
   */
  clearTraces(): boolean {
    const timeout = this.#pragma('busy_timeout', 'timeout');
    // All messages would have to wait for that reader.
    this.#pragma('busy_timeout = 0', 'timeout');
    try {
      this.#texts.traces = this.#pragma('wal_checkpoint(TRUNCATE)', 'busy') !== 0;
    } finally {
      this.#pragma(`busy_timeout = ${String(timeout)}`, 'timeout');
    }
    return !this.#texts.traces;
  }

  #removeSome(limits: PruneLimits): boolean {
    const rooms = this.#rooms.all(this.#lastRoom, ROOMS_PER_STEP) as unknown as RoomRow[];
    for (const room of rooms) {
      if (room.oldest !== null && exceeds(limits, room, room.oldest)) {
        transaction(this.#database, () => {
          this.#trim(room, limits);
        });
        return true;
      }
      this.#lastRoom = room.id;
    }
    return rooms.length === ROOMS_PER_STEP;
  }

  #trim(room: RoomRow, limits: PruneLimits): void {
    const left = { ...room };
    for (const { seq, at, text } of this.#events(room)) {
      if (!exceeds(limits, left, at)) break;
      left.floor = seq;
      if (text === null) continue;
      this.#texts.release(text);
      left.messages--;
    }
    for (const statement of this.#deletes) statement.run(room.id, left.floor);
    this.#advance.run(left.floor, left.messages, room.id);
  }

  #events({ id, floor }: RoomRow): EventRow[] {
    return this.#oldest.all(id, floor, EVENTS_PER_STEP) as unknown as EventRow[];
  }

  #vacuumSome(): boolean {
    const free = this.#pragma('freelist_count');
    if (free < MIN_FREE_PAGES || free < this.#pragma('page_count') * FREE_SHARE) return false;
    // Each row frees one page: `exec` would stop after the first.
    const vacuum = this.#database.prepare(`PRAGMA incremental_vacuum(${String(PAGES_PER_STEP)})`);
    transaction(this.#database, () => vacuum.all());
    // The file itself shrinks at the checkpoint.
    this.#texts.traces = true;
    return this.#pragma('freelist_count') < free;
  }

  /** @param column of the result */
  #pragma(pragma: string, column = pragma): number {
    return Number(this.#database.prepare(`PRAGMA ${pragma}`).get()?.[column]);
  }
}

/** Whether a room's oldest event, from the time `at`, is one too many or too old. */
function exceeds({ messages, since }: PruneLimits, room: RoomRow, at: number): boolean {
  return room.messages > messages || room.seq - room.floor > messages * EVENTS_PER_MESSAGE || at < since;
}
