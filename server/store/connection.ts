import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ChatDatabase } from './chat-database.ts';
import { Housekeeping } from './housekeeping.ts';
import { RuleTable } from './rule-table.ts';
import { WrongDatabase, checkVersion, migrate } from './schema.ts';
import { CODE, codeOf, openDatabase } from './sqlite-driver.ts';
import type { Database } from './sqlite-driver.ts';
import { TextStorage } from './text-storage.ts';
import { transaction } from './transaction.ts';

export interface ConnectionOptions {
  path: string;
  /** For tests: the file can't grow above so many pages, like a disk that is full. */
  maxPages?: number;
}

/** How long to wait for a program that has locked the file, in ms. Everybody's messages wait meanwhile. */
const BUSY_MS = 1_000;
/** Memory for pages of the file, in KiB. */
const CACHE_KIB = 16_384;
/**
 * Pages after which the write-ahead log goes into the file: 16 MB. Most commits change the same few pages, so that
 * rarer is cheaper.
 */
const CHECKPOINT_PAGES = 4_096;
/** Enough to need new pages, in bytes. */
const PROBE_BYTES = 16_384;

/** An open database file, ready for use. Every method may throw an error of SQLite. */
export class Connection {
  readonly chat: ChatDatabase;
  readonly rules: RuleTable;
  readonly housekeeping: Housekeeping;
  readonly #database: Database;
  readonly #path: string;
  readonly #inode: number;

  /**
   * Opens the file, or makes it (and its folder), and brings it to this version.
   * @param check looks first whether the whole file is in order, which takes a while
   * @throws WrongDatabase, or an error of SQLite or of the file system
   */
  constructor({ path, maxPages }: ConnectionOptions, check: boolean) {
    makeFile(path);
    this.#path = path;
    this.#database = openDatabase(path);
    try {
      configure(this.#database, maxPages);
      if (check) demandOrder(this.#database);
      migrate(this.#database);
      const texts = new TextStorage(this.#database);
      this.chat = new ChatDatabase(this.#database, texts);
      this.rules = new RuleTable(this.#database);
      this.housekeeping = new Housekeeping(this.#database, texts);
      this.#inode = statSync(path).ino;
    } catch (error) {
      this.#database.close();
      if (codeOf(error) !== CODE.notADatabase) throw error;
      throw new WrongDatabase('the file is not a database; name another one, or put a backup in its place');
    }
  }

  /** Does all of `run` or nothing of it; resolved means that it is on the disk. */
  transaction<T>(run: () => T): T {
    return transaction(this.#database, run);
  }

  /** Whether the path leads to another file than the open one by now, or to none. */
  get moved(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino !== this.#inode;
  }

  /** Writes something of some size. @throws where that can't be done */
  probe(): void {
    this.#database.prepare('INSERT INTO probe (filler) VALUES (zeroblob(?))').run(PROBE_BYTES);
    this.#database.exec('DELETE FROM probe');
  }

  /** Nothing must be asked of it afterwards. The file is free when the thread has ended. */
  close(): void {
    // What still stands in the log goes to the file that it belongs to, wherever that is now; left behind, it would
    // be taken for the log of the file that is there instead.
    if (this.moved && !this.housekeeping.clearTraces()) rmSync(`${this.#path}-wal`, { force: true });
    this.#database.close();
  }
}

/** What people have said is for nobody else on this machine to read; SQLite's other files follow this one. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function configure(database: Database, maxPages: number | undefined): void {
  const set = (setting: string): void => {
    database.prepare(`PRAGMA ${setting}`).all();
  };
  set(`busy_timeout = ${String(BUSY_MS)}`);
  // Nothing is written to a file that is not ours. Pages can be given back only where that was said of an empty one.
  if (checkVersion(database) === 0) set('auto_vacuum = INCREMENTAL');
  set('journal_mode = WAL');
  // A commit is on the disk when it returns.
  set('synchronous = FULL');
  set('secure_delete = ON');
  set(`cache_size = -${String(CACHE_KIB)}`);
  set(`wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`);
  if (maxPages !== undefined) set(`max_page_count = ${String(maxPages)}`);
}

/** Says like SQLite that a file is damaged. */
function demandOrder(database: Database): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (found === 'ok') return;
  throw Object.assign(new Error(`the database is damaged: ${String(found)}`), { errcode: CODE.corrupt });
}
