// The whole module: banners that people put above bundles declare `createRequire`.
import modules from 'node:module';
import type { Database, Row, Statement, Value } from './database.ts';
import { transaction } from './transaction.ts';

interface Libsql extends Database {
  readonly inTransaction: boolean;
}

/** Every other statement may write; `VACUUM` is not allowed in a transaction. */
const NO_WRITE = /^\s*(SELECT|PRAGMA|VACUUM)\b/i;

/**
 * The package `libsql`, with every write outside a transaction wrapped in one.
 *
 * If another program has locked the file, libsql leaves a prepared write unfinished and offers no way to reset it.
 * SQLite then rejects every later commit of this connection, even after the lock is gone. Inside a transaction only
 * `BEGIN IMMEDIATE` can be rejected, and that is not a prepared statement. A `PRAGMA` that writes is up to its caller.
 */
export class LibsqlDatabase implements Database {
  readonly #database: Libsql;

  constructor(path: string) {
    this.#database = new (requireLibsql())(path);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql);
    return NO_WRITE.test(sql) ? statement : new Write(this.#database, statement);
  }

  close(): void {
    this.#database.close();
  }
}

/** Required at run time: if Node has its own SQLite, the package may be missing. */
function requireLibsql(): new (path: string) => Libsql {
  // Bundles in CommonJS have no `import.meta`.
  const { url = __filename } = import.meta as { url?: string };
  try {
    return modules.createRequire(url)('libsql') as new (path: string) => Libsql;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(
      `Node ${process.version} has no SQLite, and the package libsql, which would bring it, is not installed: ` +
        'install libsql (it is optional, so npm may have left it out), use Node 22.13 or later, or keep chat in memory only (:memory:)',
      { cause: error },
    );
  }
}

class Write implements Statement {
  readonly #database: Libsql;
  readonly #statement: Statement;

  constructor(database: Libsql, statement: Statement) {
    this.#database = database;
    this.#statement = statement;
  }

  run(...values: Value[]): ReturnType<Statement['run']> {
    return this.#inTransaction(() => this.#statement.run(...values));
  }

  get(...values: Value[]): Row | undefined {
    return this.#inTransaction(() => this.#statement.get(...values));
  }

  all(...values: Value[]): Row[] {
    return this.#inTransaction(() => this.#statement.all(...values));
  }

  #inTransaction<T>(write: () => T): T {
    return this.#database.inTransaction ? write() : transaction(this.#database, write);
  }
}
