import type { Database } from './database.ts';
import { LibsqlDatabase } from './libsql-database.ts';

type DatabaseConstructor = new (path: string) => Database;

let driver: DatabaseConstructor | undefined;

/**
 * Opens a file with Node's own SQLite (22.13 and later), otherwise with `libsql`. Both have the same interface.
 * @throws an error that `codeOf` recognises if the file can't be opened
 */
export function openDatabase(path: string): Database {
  driver ??= nodeSqlite() ?? LibsqlDatabase;
  return new driver(path);
}

function nodeSqlite(): DatabaseConstructor | undefined {
  // Missing from the types of the oldest Node that is supported.
  const { getBuiltinModule } = process as { getBuiltinModule?: (name: string) => unknown };
  // Node would warn at every start that it is experimental; an owner can't do anything about that.
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    const module = getBuiltinModule?.('node:sqlite') as { DatabaseSync: DatabaseConstructor } | undefined;
    return module?.DatabaseSync;
  } finally {
    process.emitWarning = emitWarning;
  }
}
