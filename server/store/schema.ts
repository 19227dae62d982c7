/** What the database looks like, and how a file of an older server becomes one of this. */
import { randomUUID } from 'node:crypto';
import type { Database } from './sqlite-driver.ts';
import { transaction } from './transaction.ts';

/** A file that this server must not touch. The message is for the person who starts it. */
export class WrongDatabase extends Error {
  override readonly name = 'WrongDatabase';
}

/** One entry for each version, the first makes a new file; entries are never changed, only added. */
const MIGRATIONS: readonly ((database: Database) => void)[] = [
  (database) => {
    database.exec(`
      CREATE TABLE log (epoch TEXT NOT NULL);

      CREATE TABLE rooms (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seq INTEGER NOT NULL,       -- of the newest event
        floor INTEGER NOT NULL,     -- events up to this one are gone
        messages INTEGER NOT NULL   -- messages and notices that are kept
      );

      -- See texts.ts.
      CREATE TABLE texts (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
      CREATE TABLE free_texts (
        size INTEGER NOT NULL,
        id INTEGER NOT NULL,
        PRIMARY KEY (size, id)
      ) WITHOUT ROWID;

      CREATE TABLE events (
        room INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        member TEXT NOT NULL,
        op TEXT,
        at INTEGER NOT NULL,
        of INTEGER,                 -- the message that is changed
        detail TEXT,                -- JSON of what is neither text nor name
        text INTEGER,               -- of a message or notice: what it says now
        PRIMARY KEY (room, seq)
      ) WITHOUT ROWID;
      CREATE UNIQUE INDEX events_by_op ON events (room, member, op);

      -- What events have made of a message.
      CREATE TABLE messages (
        room INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        edited_at INTEGER,
        deleted INTEGER,
        reactions TEXT,             -- JSON
        PRIMARY KEY (room, seq)
      ) WITHOUT ROWID;

      -- Written to and emptied again to find out whether that can be done.
      CREATE TABLE probe (filler BLOB NOT NULL);
    `);
    database.prepare('INSERT INTO log (epoch) VALUES (?)').run(randomUUID());
  },
  (database) => {
    database.exec(`
      CREATE TABLE rules (
        kind TEXT NOT NULL,
        room TEXT NOT NULL,         -- empty: of the whole server
        member TEXT NOT NULL,       -- empty: of everybody
        until INTEGER,
        PRIMARY KEY (kind, room, member)
      ) WITHOUT ROWID;
    `);
  },
];

/** The version of files that this server writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** @throws WrongDatabase where the file was written by a newer server, or by something else */
export function checkVersion(database: Database): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > SCHEMA_VERSION) {
    throw new WrongDatabase(
      `the database was written by a newer live-presence (its format is ${String(version)}, this one knows ${String(SCHEMA_VERSION)}); start that version, or name another file`,
    );
  }
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'];
  if (version === 0 && tables !== 0) {
    throw new WrongDatabase('the file is a database of something else; name another file');
  }
  return version;
}

/** Brings the file to this version, whole or not at all. @throws WrongDatabase as `checkVersion` */
export function migrate(database: Database): void {
  if (checkVersion(database) === SCHEMA_VERSION) return;
  transaction(database, () => {
    // Another process may have been first.
    const version = checkVersion(database);
    for (const step of MIGRATIONS.slice(version)) step(database);
    database.exec(`PRAGMA user_version = ${String(SCHEMA_VERSION)}`);
  });
}
