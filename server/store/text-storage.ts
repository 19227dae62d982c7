import type { Database, Statement } from './database.ts';

/**
 * Row sizes, in bytes: each a third or a half larger than the one before, so that padding wastes little. The largest
 * is far larger than any frame.
 */
const SIZES = Array.from({ length: 42 }, (_, i) => (i % 2 === 0 ? 64 : 96) * 2 ** (i >> 1));

/**
 * The texts of messages, as JSON padded with spaces, in rows that leave no traces.
 *
 * SQLite's `secure_delete` clears deleted rows, but not the copies that stay in a page when SQLite moves rows to
 * balance its tree. So rows here never move: new ones are appended, which splits no page; a row is padded to one of a
 * few sizes and overwritten in place with the same number of bytes; and instead of being deleted it is blanked and
 * reused for another text of its size. After `release` or `replace`, and a checkpoint that empties the write-ahead
 * log, the old text is gone from all files.
 */
export class TextStorage {
  /**
   * Whether the write-ahead log may still contain an overwritten text. Initially true: an earlier process may have
   * left one.
   */
  traces = true;
  readonly #add: Statement;
  readonly #write: Statement;
  readonly #sizeOf: Statement;
  readonly #findFree: Statement;
  readonly #takeFree: Statement;
  readonly #addFree: Statement;

  constructor(database: Database) {
    this.#add = database.prepare('INSERT INTO texts (body) VALUES (?)');
    this.#write = database.prepare('UPDATE texts SET body = ? WHERE id = ?');
    this.#sizeOf = database.prepare('SELECT length(CAST(body AS BLOB)) AS size FROM texts WHERE id = ?');
    this.#findFree = database.prepare('SELECT id FROM free_texts WHERE size = ? LIMIT 1');
    this.#takeFree = database.prepare('DELETE FROM free_texts WHERE size = ? AND id = ?');
    this.#addFree = database.prepare('INSERT INTO free_texts (size, id) VALUES (?, ?)');
  }

  /** Whether a text can be stored in a row that another one has left. */
  hasFreeRowFor(body: object): boolean {
    return this.#findFree.get(sizeFor(JSON.stringify(body))) !== undefined;
  }

  /** @returns the id of its row */
  add(body: object): number {
    const json = JSON.stringify(body);
    const size = sizeFor(json);
    const free = this.#findFree.get(size)?.['id'];
    if (typeof free !== 'number') return Number(this.#add.run(padded(json, size)).lastInsertRowid);
    this.#takeFree.run(size, free);
    this.#write.run(padded(json, size), free);
    return free;
  }

  /** @returns the id of its row, which is a new one if the size has changed */
  replace(id: number, body: object): number {
    const json = JSON.stringify(body);
    const size = this.#size(id);
    if (size !== sizeFor(json)) {
      this.release(id);
      return this.add(body);
    }
    this.#write.run(padded(json, size), id);
    this.traces = true;
    return id;
  }

  /** Blanks a row for reuse. */
  release(id: number): void {
    const size = this.#size(id);
    this.#write.run(' '.repeat(size), id);
    this.#addFree.run(size, id);
    this.traces = true;
  }

  #size(id: number): number {
    return Number(this.#sizeOf.get(id)?.['size']);
  }
}

function sizeFor(json: string): number {
  const bytes = Buffer.byteLength(json);
  const size = SIZES.find((candidate) => candidate >= bytes);
  if (size === undefined) throw new RangeError(`a text of ${bytes} bytes is too long to store`);
  return size;
}

function padded(json: string, size: number): string {
  return json + ' '.repeat(size - Buffer.byteLength(json));
}
