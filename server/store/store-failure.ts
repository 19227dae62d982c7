import { CODE, codeOf } from './sqlite-driver.ts';

/** Why a database can't be used now, in words for its owner. Visitors are told them too: they name no file. */
export interface StoreFailure {
  message: string;
  /**
   * What may help. `wait`: the same connection works again later. `reopen`: a new one may. `check`: only a file
   * that was put in order can be used again.
   */
  recovery: 'wait' | 'reopen' | 'check';
}

const TROUBLES: Record<number, StoreFailure> = {
  [CODE.full]: { message: 'the disk is full', recovery: 'wait' },
  [CODE.busy]: { message: 'another program has locked the database', recovery: 'wait' },
  [CODE.locked]: { message: 'another program has locked the database', recovery: 'wait' },
  [CODE.noMemory]: { message: 'there is not enough memory', recovery: 'reopen' },
  [CODE.readOnly]: { message: 'the database can’t be written to', recovery: 'reopen' },
  [CODE.permission]: { message: 'the database can’t be written to', recovery: 'reopen' },
  [CODE.cantOpen]: { message: 'the database can’t be opened', recovery: 'reopen' },
  [CODE.io]: { message: 'the disk can’t be read or written', recovery: 'reopen' },
  [CODE.corrupt]: { message: 'the database is damaged', recovery: 'check' },
  [CODE.notADatabase]: { message: 'the file is not a database', recovery: 'check' },
};

const FILE_TROUBLES: Record<string, StoreFailure | undefined> = {
  ENOSPC: TROUBLES[CODE.full],
  EDQUOT: TROUBLES[CODE.full],
  EACCES: TROUBLES[CODE.readOnly],
  EPERM: TROUBLES[CODE.readOnly],
  EROFS: TROUBLES[CODE.readOnly],
};

/** The file is no longer where it was when it was opened. */
export const MOVED: StoreFailure = { message: 'the database was moved or replaced', recovery: 'reopen' };

/** What an error of SQLite or of the file system means; undefined where it is a mistake of ours. */
export function storeFailureOf(error: unknown): StoreFailure | undefined {
  const code = codeOf(error);
  if (code !== undefined) return TROUBLES[code];
  const { code: name, syscall } = error as NodeJS.ErrnoException;
  if (name === undefined || syscall === undefined) return undefined;
  return FILE_TROUBLES[name] ?? TROUBLES[CODE.cantOpen];
}
