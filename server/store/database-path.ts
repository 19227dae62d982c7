import { constants, accessSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { WrongDatabase } from './schema.ts';

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
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw error;
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
  requireAccess(folder, 'the folder ');
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

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Such as `ENOENT: no such file or directory`. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split(', ')[0] ?? '';
}
