import type { Database, Row, Statement, Value } from './database.ts';
import { openDatabase } from './sqlite-driver.ts';
import { CODE, codeOf } from './sqlite-error.ts';

/** Rows of one piece. */
const PIECE_ROWS = 250;

interface Part {
  /** In the order of their keys: the key, and what is read of each row as `sound`. */
  sql: string;
  key: readonly string[];
  start: readonly Value[];
  /** Whether the last number of a key counts up without gaps. */
  gapless?: boolean;
}

/** All that is read again one day. Free pages are not: nothing is lost with them. */
const PARTS: readonly Part[] = [
  { sql: 'SELECT id, seq >= floor AS sound FROM rooms WHERE (id) > (?)', key: ['id'], start: [0] },
  {
    sql: `SELECT room, seq, typeof(at) = 'integer' AND kind IN ('message', 'edit', 'delete', 'reaction', 'notice') AS sound
      FROM events WHERE (room, seq) > (?, ?)`,
    key: ['room', 'seq'],
    start: [0, 0],
    gapless: true,
  },
  // A row that waits for its next text is blank.
  {
    sql: `SELECT id, json_valid(body) OR trim(body) = '' AS sound FROM texts WHERE (id) > (?)`,
    key: ['id'],
    start: [0],
  },
  {
    sql: 'SELECT room, seq, reactions IS NULL OR json_valid(reactions) AS sound FROM messages WHERE (room, seq) > (?, ?)',
    key: ['room', 'seq'],
    start: [0, 0],
  },
  {
    sql: 'SELECT size, id, 1 AS sound FROM free_texts WHERE (size, id) > (?, ?)',
    key: ['size', 'id'],
    start: [0, 0],
  },
  {
    sql: `SELECT room, member, op, 1 AS sound FROM events INDEXED BY events_by_op
      WHERE op IS NOT NULL AND (room, member, op) > (?, ?, ?)`,
    key: ['room', 'member', 'op'],
    start: [0, '', ''],
  },
];

/**
 * Reads the whole database from its file, a few rows at a time, and starts anew at the end: pages that something else
 * has overwritten are noticed before anybody asks for them. A connection of its own, because the one that serves
 * visitors keeps what it has read, and would not see them.
 */
export class IntegrityWalk {
  readonly #database: Database;
  readonly #release: Statement;
  readonly #pieces: { part: Part; rows: Statement }[];
  #part = 0;
  /** Where the next piece starts. */
  #after: readonly Value[];

  /** @param path of a database migrated to this version. @throws an error of SQLite */
  constructor(path: string) {
    this.#database = openDatabase(path);
    this.#database.prepare('PRAGMA query_only = ON').all();
    this.#release = this.#database.prepare('PRAGMA shrink_memory');
    this.#pieces = PARTS.map((part) => ({
      part,
      rows: this.#database.prepare(`${part.sql} ORDER BY ${part.key.join(', ')} LIMIT ${String(PIECE_ROWS)}`),
    }));
    this.#after = PARTS[0]?.start ?? [];
  }

  /**
   * Reads on for so long, in ms, at most to the end.
   * @throws the error that SQLite throws for a damaged file
   */
  step(ms: number): void {
    const end = performance.now() + ms;
    try {
      // What was read before is read from the file again.
      this.#release.all();
      while (!this.#piece() && performance.now() < end);
    } catch (error) {
      const code = codeOf(error);
      // Somebody has locked the file. The next step tries again.
      if (code === CODE.busy) return;
      // A number that no program wrote, or a row that can't be read at all.
      throw code === undefined || code === CODE.error ? damaged(error) : error;
    }
  }

  close(): void {
    this.#database.close();
  }

  /** @returns whether that was the last one */
  #piece(): boolean {
    const piece = this.#pieces[this.#part];
    if (!piece) return true;
    const rows = piece.rows.all(...this.#after);
    check(piece.part, rows, this.#after);
    const last = rows.at(-1);
    if (rows.length === PIECE_ROWS && last) {
      this.#after = keyOf(piece.part, last);
      return false;
    }
    this.#part = (this.#part + 1) % this.#pieces.length;
    this.#after = this.#pieces[this.#part]?.part.start ?? [];
    return this.#part === 0;
  }
}

function keyOf({ key }: Part, row: Row): Value[] {
  return key.map((column) => row[column] ?? null);
}

function check(part: Part, rows: readonly Row[], after: readonly Value[]): void {
  let before = after;
  for (const [i, row] of rows.entries()) {
    const key = keyOf(part, row);
    if (row['sound'] !== 1 || !follows(key, before)) throw damaged(part.sql);
    // Between two pieces, older events may have been removed.
    if (part.gapless && i > 0 && key[0] === before[0] && key[1] !== Number(before[1]) + 1)
      throw damaged(part.sql);
    before = key;
  }
}

/** Whether a key comes after another one. Texts differ in ways that only SQLite knows to order. */
function follows(key: readonly Value[], before: readonly Value[]): boolean {
  for (const [i, value] of key.entries()) {
    const other = before[i] ?? null;
    if (typeof value !== typeof other) return false;
    if (value === other) continue;
    return typeof value !== 'number' || value > Number(other);
  }
  return false;
}

function damaged(cause: unknown): Error {
  return Object.assign(new Error('the database is damaged', { cause }), { errcode: CODE.corrupt });
}
