import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WrongDatabase } from './schema.ts';

/** Errors that pass by themselves, or with room on the disk: the chat waits for that, the server need not. */
const PASSING = new Set(
  ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM', 'EIO', 'EINTR', 'EAGAIN', 'EBUSY'].concat(
    // Of a disk in the network.
    ['ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENOTCONN'],
  ),
);

/**
 * Makes the folder of a database and looks at what is at its path, so that what an owner has set up wrongly stops the
 * start and is explained. What may pass by itself, such as a full disk, does not.
 * @throws WrongDatabase whose message has the path, what is wrong and what to do
 */
export function prepareDatabasePath(path: string): void {
  const folder = dirname(resolve(path));
  try {
    createFolder(folder);
  } catch (error) {
    if (PASSING.has(codeOf(error) ?? '')) throw error;
    throw new WrongDatabase(
      `the folder ${folder} can't be created (${reason(error)}); choose a path in a folder that this user can write to`,
    );
  }
  const file = look(path);
  if (file?.isDirectory())
    throw new WrongDatabase(
      `${path} is a folder; it has to be a file in one, such as ${path.replace(/[/\\]+$/, '')}/live-presence.db`,
    );
  if (file && !file.isFile()) throw new WrongDatabase(`${path} is not a regular file; choose another path`);
  if (file && file.nlink > 1)
    throw new WrongDatabase(
      `${path} has ${String(file.nlink)} names (hard links), so another server could use it unnoticed and messages would be lost; remove the other names, or make a copy with \`live-presence backup\` and use that`,
    );
  // SQLite keeps its own files beside the one that a link leads to.
  for (const each of new Set([folder, dirname(targetOf(resolve(path)))])) {
    requireAccess(each, 'the folder ');
    requireFiles(each);
  }
  for (const each of [path, `${path}-wal`, `${path}-shm`]) if (look(each)) requireAccess(each, '');
}

/** One folder at a time: the system's own recursion never ends below `/proc`. */
function createFolder(folder: string): void {
  const existing = statSync(folder, { throwIfNoEntry: false });
  if (existing?.isDirectory()) return;
  if (existing) throw Object.assign(new Error(`${folder} is a file`), { code: 'ENOTDIR' });
  const parent = dirname(folder);
  if (parent !== folder) createFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function look(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new WrongDatabase(`${path} can't be looked at (${reason(error)}); choose another path`);
  }
}

function requireAccess(path: string, kind: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    const user = process.getuid === undefined ? 'this user' : `this user (id ${process.getuid()})`;
    throw new WrongDatabase(
      `${kind}${path} can't be read and written by ${user} (${reason(error)}); give it the rights, or choose another path`,
    );
  }
}

/** Rights don't tell it all: in `/proc` and `/sys`, nobody can make files, and a disk may turn out to be read-only. */
function requireFiles(folder: string): void {
  const trial = join(folder, `live-presence-${randomUUID().slice(0, 8)}.trial`);
  try {
    closeSync(openSync(trial, 'wx', 0o600));
    rmSync(trial);
  } catch (error) {
    if (PASSING.has(codeOf(error) ?? '')) return;
    throw new WrongDatabase(
      `no files can be made and removed in the folder ${folder} (${reason(error)}); choose a path in a folder on a disk that this user can write to`,
    );
  }
}

/** Where links at the path lead; there need not be a file. */
function targetOf(path: string): string {
  let target = path;
  for (let links = 0; links < 40; links++) {
    try {
      target = resolve(realpathSync(dirname(target)), readlinkSync(target));
    } catch {
      break; // it is none
    }
  }
  return target;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Such as `ENOENT: no such file or directory`. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split(', ')[0] ?? '';
}
