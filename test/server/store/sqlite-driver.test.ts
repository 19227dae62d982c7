import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { CODE, codeOf } from '../../../server/store/sqlite-error.ts';
import type { Database, Statement } from '../../../server/store/database.ts';
import { transaction } from '../../../server/store/transaction.ts';

/** Two programs with the same file. */
class SharedFile implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'live-presence-driver-'));
  readonly ours: Database = this.#open();
  readonly theirs: Database = this.#open();

  constructor() {
    this.ours.prepare('PRAGMA journal_mode = WAL').all();
    this.ours.exec('CREATE TABLE texts (body TEXT UNIQUE)');
  }

  get texts(): unknown[] {
    return this.theirs
      .prepare('SELECT body FROM texts ORDER BY rowid')
      .all()
      .map(({ body }) => body);
  }

  #open(): Database {
    const database = openDatabase(join(this.#folder, 'texts.db'));
    database.prepare('PRAGMA busy_timeout = 0').all();
    return database;
  }

  [Symbol.dispose](): void {
    this.ours.close();
    this.theirs.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const busy = (error: unknown): boolean => codeOf(error) === CODE.busy;
const INSERT = 'INSERT INTO texts VALUES (?)';

void describe('a write that another program’s lock refuses', () => {
  // Held until the end of the test: the garbage collector ends what nobody knows any more.
  const held: Statement[] = [];
  const writes: Record<string, (database: Database) => (text: string) => unknown> = {
    'of a statement': (database) => {
      const statement = database.prepare(INSERT);
      return (text) => statement.run(text);
    },
    'of a statement prepared for it': (database) => (text) => {
      const statement = database.prepare(INSERT);
      held.push(statement);
      return statement.run(text);
    },
    'that answers with a row': (database) => {
      const statement = database.prepare(`${INSERT} RETURNING body`);
      return (text) => statement.get(text);
    },
    'that answers with rows': (database) => {
      const statement = database.prepare(`-- Said first.\n ${INSERT} RETURNING body`);
      return (text) => statement.all(text);
    },
    'in a transaction': (database) => {
      const statement = database.prepare(INSERT);
      return (text) => transaction(database, () => statement.run(text));
    },
    'of plain SQL': (database) => (text) => {
      database.exec(`INSERT INTO texts VALUES ('${text}')`);
    },
  };

  for (const [what, prepare] of Object.entries(writes)) {
    void test(`stands in nobody’s way when the lock is gone: one ${what}`, () => {
      using file = new SharedFile();
      const { ours, theirs } = file;
      const write = prepare(ours);
      const later = ours.prepare(INSERT);
      const expected: string[] = [];
      for (let i = 0; i < 10; i++) {
        theirs.exec('BEGIN IMMEDIATE');
        assert.throws(() => write(`refused ${i}`), busy);
        assert.throws(() => write(`refused again ${i}`), busy);
        theirs.exec('ROLLBACK');
        transaction(ours, () => later.run(`later ${i}`));
        assert.equal(ours.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'], 0);
        write(`once more ${i}`);
        expected.push(`later ${i}`, `once more ${i}`);
        assert.deepEqual(file.texts, expected);
      }
    });
  }
});

void describe('a write by itself', () => {
  void test('is kept when it returns, and says what it did', () => {
    using file = new SharedFile();
    const { changes, lastInsertRowid } = file.ours.prepare(INSERT).run('a');
    assert.deepEqual([Number(changes), Number(lastInsertRowid)], [1, 1]);
    assert.equal(file.ours.prepare(`${INSERT} RETURNING body`).get('b')?.['body'], 'b');
    assert.deepEqual(file.texts, ['a', 'b']);
  });

  void test('that is wrong throws what it throws, and the next one is none the worse', () => {
    using file = new SharedFile();
    const statement = file.ours.prepare(INSERT);
    statement.run('a');
    assert.throws(() => statement.run('a'), /UNIQUE/);
    statement.run('b');
    assert.deepEqual(file.texts, ['a', 'b']);
  });

  void test('in a transaction is undone with it', () => {
    using file = new SharedFile();
    const statement = file.ours.prepare(INSERT);
    assert.throws(
      () =>
        transaction(file.ours, () => {
          statement.run('a');
          throw new Error('changed my mind');
        }),
      /changed my mind/,
    );
    assert.deepEqual(file.texts, []);
  });
});
