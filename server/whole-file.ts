import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a file, whole or not at all: on a full disk, or if the process is killed meanwhile, nothing is left at its
 * path. Only its owner may read it. A file that is already there stays, unless it is empty: an interrupted program may
 * have left that behind.
 * @throws an error of the file system
 */
export function createWholeFile(path: string, content: string): void {
  const unfinished = `${path}.${randomUUID().slice(0, 8)}.unfinished`;
  try {
    writeFileSync(unfinished, content, { flag: 'wx', mode: 0o600 });
    syncFile(unfinished, 'r+');
    if (statSync(path, { throwIfNoEntry: false })?.size === 0) renameSync(unfinished, path);
    else give(unfinished, path);
    syncFolder(dirname(path));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** If two processes create the file at once, one succeeds and the other's is dropped. */
function give(unfinished: string, path: string): void {
  try {
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // Not every file system has links.
    renameSync(unfinished, path);
  }
}

/** Afterwards the folder's entries survive a power cut. */
export function syncFolder(path: string): void {
  // Windows can't open folders and doesn't need this.
  if (process.platform !== 'win32') syncFile(path, 'r');
}

/** Afterwards the file survives a power cut. */
export function syncFile(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
