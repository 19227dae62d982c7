import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ChatDatabase } from './chat-database.ts';
import { DateMarkTable } from './date-mark-table.ts';
import { FileBound } from './file-bound.ts';
import { IntegrityWalk } from './integrity-walk.ts';
import { Pruning } from './pruning.ts';
import { RuleTable } from './rule-table.ts';
import { WrongDatabase, checkVersion, migrate } from './schema.ts';
import { openDatabase } from './sqlite-driver.ts';
import { CODE, codeOf } from './sqlite-error.ts';
import type { Database } from './database.ts';
import { LOG_MOVED, MOVED } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';
import { TextStorage } from './text-storage.ts';
import { transaction } from './transaction.ts';
import type { LogTrace } from './log-trace.ts';

export interface DatabaseFileOptions {
  path: string;
  /** Size that the file may grow to, in bytes; undefined or 0: no limit. */
  maxBytes?: number;
  /** For tests: the file can't grow beyond this number of pages, as on a full disk. */
  maxPages?: number;
}

/** How long to wait for a program that has locked the file, in ms. All messages wait with it. */
const BUSY_MS = 1_000;
/** Page cache, in KiB. */
const CACHE_KIB = 16_384;
/**
 * Pages after which the write-ahead log is checkpointed: 16 MB. Most commits change the same few pages, so rarer
 * checkpoints are cheaper.
 */
const CHECKPOINT_PAGES = 4_096;
/** How long one look at the file may take, in ms. Messages wait with it. */
const LOOK_MS = 4;
/** Large enough to require new pages, in bytes. */
const PROBE_BYTES = 16_384;

/** An open database file and the tables in it. Any method may throw an error of SQLite. */
export class DatabaseFile {
  readonly chat: ChatDatabase;
  readonly rules: RuleTable;
  readonly pruning: Pruning;
  readonly dateMark: DateMarkTable;
  readonly #database: Database;
  readonly #path: string;
  readonly #walk: IntegrityWalk;
  readonly #inode: number | undefined;
  readonly #logInode: number | undefined;

  /**
   * Opens the file, or creates it with its folder, and migrates it to this version.
   * @param check whether to check the whole file first, which takes a while
   * @throws WrongDatabase, or an error of SQLite or of the file system
   */
  constructor({ path, maxBytes, maxPages }: DatabaseFileOptions, check: boolean) {
    createFile(path);
    this.#path = path;
    this.#database = openDatabase(path);
    try {
      configure(this.#database, maxPages);
      if (check) checkIntegrity(this.#database);
      migrate(this.#database);
      const texts = new TextStorage(this.#database);
      const bound = maxBytes ? new FileBound(this.#database, maxBytes) : undefined;
      this.chat = new ChatDatabase(this.#database, texts, bound);
      this.rules = new RuleTable(this.#database);
      this.dateMark = new DateMarkTable(this.#database);
      this.pruning = new Pruning(this.#database, texts);
      this.#walk = new IntegrityWalk(path);
      this.#inode = inodeOf(path);
      this.#logInode = inodeOf(logOf(path));
    } catch (error) {
      this.#database.close();
      if (codeOf(error) !== CODE.notADatabase) throw error;
      throw new WrongDatabase('the file is not a database; choose another file, or restore a backup');
    }
  }

  /** See `transaction`. */
  transaction<T>(run: () => T): T {
    return transaction(this.#database, run);
  }

  /** What is wrong if a path no longer leads to the open file: nobody would find what is written to it. */
  get moved(): StoreFailure | undefined {
    if (inodeOf(this.#path) !== this.#inode) return MOVED;
    if (inodeOf(logOf(this.#path)) !== this.#logInode) return LOG_MOVED;
    return undefined;
  }

  /** By what it is recognised later. */
  get trace(): LogTrace {
    return { inode: this.#inode, epoch: this.chat.epoch };
  }

  /**
   * Whether this is the log that was open before, with all that was stored in it. A copy is not, even a complete one:
   * nobody knows what had happened to the original after it was made.
   */
  continues({ inode, epoch, newest }: LogTrace): boolean {
    if (inode !== this.#inode || epoch !== this.chat.epoch) return false;
    return newest === undefined || this.chat.has(newest.room, newest.event);
  }

  /** Reads on in the whole file for a few milliseconds. @throws if something in it is damaged */
  look(): void {
    this.#walk.step(LOOK_MS);
  }

  /** Writes some bytes and deletes them. @throws if that fails */
  probe(): void {
    this.#database.prepare('INSERT INTO probe (filler) VALUES (zeroblob(?))').run(PROBE_BYTES);
    this.#database.exec('DELETE FROM probe');
  }

  /** Must be the last call. The file is released when the thread exits. */
  close(): void {
    // Checkpoint the log into its own file, wherever that is now; left behind, SQLite would apply it to the file that
    // has taken its path.
    if (this.moved && !this.pruning.clearTraces()) rmSync(logOf(this.#path), { force: true });
    this.#walk.close();
    this.#database.close();
  }
}

/** The write-ahead log of a file. */
function logOf(path: string): string {
  return `${path}-wal`;
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

/** Only its owner may read the chat; SQLite gives its other files the same mode. */
function createFile(path: string): void {
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
  // Checks the version before anything is written to the file. `auto_vacuum` can only be set on an empty one.
  if (checkVersion(database) === 0) set('auto_vacuum = INCREMENTAL');
  set('journal_mode = WAL');
  // A commit is on disk when it returns.
  set('synchronous = FULL');
  set('secure_delete = ON');
  set(`cache_size = -${String(CACHE_KIB)}`);
  set(`wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`);
  if (maxPages !== undefined) set(`max_page_count = ${String(maxPages)}`);
}

/** @throws the error that SQLite throws for a damaged file */
function checkIntegrity(database: Database): void {
  const result = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (result === 'ok') return;
  throw Object.assign(new Error(`the database is damaged: ${String(result)}`), { errcode: CODE.corrupt });
}
