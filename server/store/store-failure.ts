import { CODE, codeOf } from './sqlite-error.ts';

/** Why the store is unavailable. Visitors are shown the message, so it names no file. */
export interface StoreFailure {
  message: string;
  /**
   * What may help. `wait`: the same connection works again later. `reopen`: a new connection may work. `check`: a new
   * connection, but only if the file passes a check.
   */
  recovery: 'wait' | 'reopen' | 'check';
}

const LOCKED: StoreFailure = { message: 'another program has locked the database', recovery: 'wait' };
const NOT_WRITABLE: StoreFailure = { message: 'the database is not writable', recovery: 'reopen' };
const CANT_OPEN: StoreFailure = { message: 'the database can’t be opened', recovery: 'reopen' };
const FULL: StoreFailure = { message: 'the disk is full', recovery: 'wait' };

const BY_CODE: Readonly<Record<number, StoreFailure>> = {
  [CODE.full]: FULL,
  [CODE.busy]: LOCKED,
  [CODE.locked]: LOCKED,
  [CODE.noMemory]: { message: 'out of memory', recovery: 'reopen' },
  [CODE.readOnly]: NOT_WRITABLE,
  [CODE.permission]: NOT_WRITABLE,
  [CODE.cantOpen]: CANT_OPEN,
  [CODE.io]: { message: 'the disk can’t be read or written', recovery: 'reopen' },
  [CODE.corrupt]: { message: 'the database is damaged', recovery: 'check' },
  [CODE.notADatabase]: { message: 'the file is not a database', recovery: 'check' },
};

const BY_SYSTEM_ERROR: Readonly<Record<string, StoreFailure | undefined>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: NOT_WRITABLE,
  EPERM: NOT_WRITABLE,
  EROFS: NOT_WRITABLE,
};

/** The file is no longer where it was opened. */
export const MOVED: StoreFailure = { message: 'the database was moved or replaced', recovery: 'reopen' };
/** Its write-ahead log is no longer there: what it holds is only in an open file. */
export const LOG_MOVED: StoreFailure = {
  message: 'the database’s write-ahead log was deleted or replaced',
  recovery: 'reopen',
};
export const WORKER_EXITED: StoreFailure = { message: 'the database worker exited', recovery: 'reopen' };

/** The failure behind an error of SQLite or of the file system; undefined for a bug. */
export function storeFailureOf(error: unknown): StoreFailure | undefined {
  const code = codeOf(error);
  if (code !== undefined) return BY_CODE[code];
  const { code: name, syscall } = error as NodeJS.ErrnoException;
  if (name === undefined || syscall === undefined) return undefined;
  return BY_SYSTEM_ERROR[name] ?? CANT_OPEN;
}
