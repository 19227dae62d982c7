/**
 * SQLite, from whichever package this Node has: its own where there is one (22.13 and later), else `libsql`. Both
 * are called in the same way; what differs is levelled here.
 */
import { LibsqlDatabase } from './libsql-database.ts';

export type Value = string | number | null;
export type Row = Record<string, Value>;

export interface Statement {
  run(...values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
}

export interface Database {
  /** Several statements, whose rows are not wanted. */
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

type Constructor = new (path: string) => Database;

/** SQLite's own result codes, as far as they are told apart here. */
export const CODE = {
  error: 1,
  permission: 3,
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

/** @throws what `codeOf` knows, where the file can't be opened */
export function openDatabase(path: string): Database {
  return new (driver())(path);
}

/** The primary result code of an error of SQLite; undefined for any other error. */
export function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode, rawCode, message } = error as Error & { errcode?: unknown; rawCode?: unknown };
  const code = errcode ?? rawCode;
  // The upper bits say more, in ways that differ from version to version.
  if (typeof code === 'number') return code & 0xff;
  // What libsql says of a file that can't be opened has its code in the text alone.
  const inText = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(message)?.[1];
  return inText === undefined ? undefined : Number(inText) & 0xff;
}

let found: Constructor | undefined;

function driver(): Constructor {
  return (found ??= own() ?? LibsqlDatabase);
}

function own(): Constructor | undefined {
  // Not in the types of the oldest Node that is supported.
  const { getBuiltinModule } = process as { getBuiltinModule?: (name: string) => unknown };
  // That it is "experimental" is said at each start to people who can do nothing about it.
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    const module = getBuiltinModule?.('node:sqlite') as { DatabaseSync: Constructor } | undefined;
    return module?.DatabaseSync;
  } finally {
    process.emitWarning = emitWarning;
  }
}
