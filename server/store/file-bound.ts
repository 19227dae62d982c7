import type { Database, Statement } from './database.ts';

/** The file has reached its size, and has no space for this. Nothing was written. */
export class FileFull extends Error {
  override readonly name = 'FileFull';
}

/**
 * Keeps the database file from growing beyond a size. Space that was freed in it is used again: what is asked for may
 * be stored if the file has a free page, or a free row for its text.
 */
export class FileBound {
  readonly #maxPages: number;
  readonly #pages: Statement;
  readonly #freePages: Statement;

  /** @param maxBytes size of the file, without the write-ahead log */
  constructor(database: Database, maxBytes: number) {
    const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
    this.#maxPages = Math.floor(maxBytes / pageBytes);
    this.#pages = database.prepare('PRAGMA page_count');
    this.#freePages = database.prepare('PRAGMA freelist_count');
  }

  /** @param hasFreeRow whether the text that would be stored has a row already. @throws FileFull */
  check(hasFreeRow: () => boolean): void {
    if (Number(this.#pages.get()?.['page_count']) < this.#maxPages) return;
    if (Number(this.#freePages.get()?.['freelist_count']) > 0 || hasFreeRow()) return;
    throw new FileFull('the database has reached its size');
  }
}
