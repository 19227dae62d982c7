import { closeSync, openSync, realpathSync } from 'node:fs';
import { openDatabase } from './sqlite-driver.ts';
import { CODE, codeOf } from './sqlite-error.ts';
import type { Database } from './database.ts';

/** What came of an attempt: the lock, somebody else has it, or this file system can't tell. */
export type LockAttempt = DatabaseLock | 'in use' | 'unknown';

/**
 * Keeps a second server off the same file: their visitors would not see each other. The lock is that of a transaction
 * in an empty database beside it, so the system lifts it however the process ends, and `backup` is not kept off.
 */
export class DatabaseLock {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** @param path of the database that is to be used */
  static attempt(path: string): LockAttempt {
    let database: Database | undefined;
    try {
      const file = `${pathOf(path)}-lock`;
      create(file);
      database = openDatabase(file);
      database.exec('PRAGMA busy_timeout = 0');
      database.exec('BEGIN IMMEDIATE');
      return new DatabaseLock(database);
    } catch (error) {
      // Without locks, as on some network shares, every lock is refused. If reading is allowed, somebody writes.
      const taken = database && codeOf(error) === CODE.busy && isReadable(database);
      database?.close();
      return taken ? 'in use' : 'unknown';
    }
  }

  release(): void {
    this.#database.close();
  }
}

/** The same for every path that leads to it. */
function pathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Never opens an existing file: closing it again would lift the locks of this process. */
function create(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function isReadable(database: Database): boolean {
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    return false;
  }
}
