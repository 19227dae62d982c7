import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkVersion } from './schema.ts';
import { openDatabase } from './sqlite-driver.ts';
import type { Database } from './database.ts';
import { syncFile, syncFolder } from '../whole-file.ts';

/** A failed backup. The message is for the person who runs the command. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** How long to wait for a program that has locked the file, in ms. */
const BUSY_MS = 10_000;

/**
 * Copies the database `from` into the new file `to` as a consistent snapshot; a server may be using it. The copy is a
 * single file, complete and verified before it gets its name, readable by its owner only, and contains no deleted
 * texts.
 *
 * The copy has the epoch of `from`. A client that has seen more than a restored copy contains is recognised by its
 * position or, once others have posted from there on, by the last operation it saw (`ResumePoint.op`).
 *
 * @returns its size in bytes
 * @throws BackupError, WrongDatabase, or an error of SQLite or of the file system; no new file is left behind
 */
export function backUp(from: string, to: string): number {
  if (!existsSync(from)) throw new BackupError(`no database at ${from}`);
  if (existsSync(to)) throw new BackupError(`${to} already exists; choose a new file`);
  const unfinished = `${to}.${String(process.pid)}.unfinished`;
  try {
    createEmpty(unfinished, to);
    withDatabase(from, (database) => {
      if (checkVersion(database) === 0) throw new BackupError(`${from} is empty`);
      database.prepare('VACUUM INTO ?').run(unfinished);
    });
    withDatabase(unfinished, (copy) => {
      const result = copy.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
      if (result !== 'ok') throw new BackupError(`the copy is damaged: ${String(result)}`);
    });
    syncFile(unfinished, 'r+');
    renameSync(unfinished, to);
    syncFolder(dirname(to));
  } finally {
    rmSync(unfinished, { force: true });
  }
  return statSync(to).size;
}

function createEmpty(unfinished: string, to: string): void {
  try {
    closeSync(openSync(unfinished, 'wx', 0o600));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(', ')[0] : String(error);
    throw new BackupError(
      `${to} can't be made (${reason ?? ''}); choose a file in a folder that is there and that this user can write to`,
    );
  }
}

function withDatabase(path: string, use: (database: Database) => void): void {
  const database = openDatabase(path);
  try {
    database.prepare(`PRAGMA busy_timeout = ${String(BUSY_MS)}`).all();
    use(database);
  } finally {
    database.close();
  }
}
