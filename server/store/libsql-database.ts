import { createRequire } from 'node:module';
import type { Database, Row, Statement, Value } from './sqlite-driver.ts';
import { transaction } from './transaction.ts';

interface Libsql extends Database {
  readonly inTransaction: boolean;
}

/** What begins with another word may write; `VACUUM` can't be part of a transaction. */
const NO_WRITE = /^\s*(SELECT|PRAGMA|VACUUM)\b/i;

/**
 * The package `libsql`, with writes that are in no transaction put into one of their own.
 *
 * Where another program has locked the file, libsql leaves a prepared write unfinished, and offers no way to finish it.
 * SQLite then refuses every later commit of this connection, also when the lock is long gone. In a transaction it is
 * `BEGIN IMMEDIATE` alone that can be refused, and that is no prepared statement. A `PRAGMA` that writes is left to
 * its caller.
 */
export class LibsqlDatabase implements Database {
  readonly #database: Libsql;

  constructor(path: string) {
    // Asked for by a plain name at run time: where Node has its own SQLite, the package may be missing.
    const Constructor = createRequire(import.meta.url)('libsql') as new (path: string) => Libsql;
    this.#database = new Constructor(path);
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
