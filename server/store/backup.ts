import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkVersion } from './schema.ts';
import { openDatabase } from './sqlite-driver.ts';
import type { Database } from './sqlite-driver.ts';

/** A backup that can't be made. The message is for the person who asked for it. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** How long to wait for a program that has locked the file, in ms. */
const BUSY_MS = 10_000;

/**
 * Copies the database `from` into the new file `to`, as it stands at one moment, also while a server works with it.
 * The copy is one file, whole and looked through before it gets its name, for its owner alone to read, and holds
 * nothing of what was deleted before.
 *
 * The copy is the same life of the log, at an earlier position: it has the epoch of `from`. A client that has seen
 * more than a restored copy holds is told by its position, or, once others have written on from there, by the
 * operation it saw last there (`ResumePoint.op`).
 *
 * @returns its size in bytes
 * @throws BackupError, WrongDatabase, or an error of SQLite or of the file system; there is no new file then
 */
export function backUp(from: string, to: string): number {
  if (!existsSync(from)) throw new BackupError(`there is no database at ${from}`);
  if (existsSync(to)) throw new BackupError(`${to} exists already; name a new file`);
  const unfinished = `${to}.${String(process.pid)}.unfinished`;
  try {
    closeSync(openSync(unfinished, 'wx', 0o600));
    using(from, (database) => {
      if (checkVersion(database) === 0) throw new BackupError(`${from} is empty`);
      database.prepare('VACUUM INTO ?').run(unfinished);
    });
    using(unfinished, (copy) => {
      const found = copy.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
      if (found !== 'ok') throw new BackupError(`the copy is damaged: ${String(found)}`);
    });
    sync(unfinished, 'r+');
    renameSync(unfinished, to);
    // Windows opens no folders, and needs no such thing.
    if (process.platform !== 'win32') sync(dirname(to), 'r');
  } finally {
    rmSync(unfinished, { force: true });
  }
  return statSync(to).size;
}

function using(path: string, run: (database: Database) => void): void {
  const database = openDatabase(path);
  try {
    database.prepare(`PRAGMA busy_timeout = ${String(BUSY_MS)}`).all();
    run(database);
  } finally {
    database.close();
  }
}

/** What it returns from survives a power cut. */
function sync(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
