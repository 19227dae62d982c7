/** The tables, and the migrations that bring a file of an older server to this version. */
import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { transaction } from './transaction.ts';

/** A file that this server must not touch. The message is for the person starting the server. */
export class WrongDatabase extends Error {
  override readonly name = 'WrongDatabase';
}

/** One migration per version; the first creates a new file. Entries are only added, never changed. */
const MIGRATIONS: readonly ((database: Database) => void)[] = [
  (database) => {
    database.exec(`
      CREATE TABLE log (epoch TEXT NOT NULL);

      CREATE TABLE rooms (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seq INTEGER NOT NULL,       -- of the newest event
        floor INTEGER NOT NULL,     -- events up to this one were removed
        messages INTEGER NOT NULL   -- stored messages and notices
      );

      -- See text-storage.ts.
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
        of INTEGER,                 -- the message that this event changes
        detail TEXT,                -- JSON of a reaction
        text INTEGER,               -- of a message or notice: its present text
        PRIMARY KEY (room, seq)
      ) WITHOUT ROWID;
      CREATE UNIQUE INDEX events_by_op ON events (room, member, op);

      -- The present state of each message.
      CREATE TABLE messages (
        room INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        edited_at INTEGER,
        deleted INTEGER,
        reactions TEXT,             -- JSON
        PRIMARY KEY (room, seq)
      ) WITHOUT ROWID;

      -- For write probes; always empty.
      CREATE TABLE probe (filler BLOB NOT NULL);
    `);
    database.prepare('INSERT INTO log (epoch) VALUES (?)').run(randomUUID());
  },
  (database) => {
    database.exec(`
      CREATE TABLE rules (
        kind TEXT NOT NULL,
        room TEXT NOT NULL,         -- empty: the whole server
        member TEXT NOT NULL,       -- empty: everybody
        until INTEGER,
        PRIMARY KEY (kind, room, member)
      ) WITHOUT ROWID;
    `);
  },
  (database) => {
    database.exec(`
      -- How far the clock was ahead of the steady date (steady-date.ts) when the event was stored, in ms.
      ALTER TABLE events ADD COLUMN ahead INTEGER NOT NULL DEFAULT 0;
      -- The last mark of that date; no row before the first.
      CREATE TABLE date_mark (id INTEGER PRIMARY KEY CHECK (id = 1), date INTEGER NOT NULL, ahead INTEGER NOT NULL);
    `);
  },
  (database) => {
    database.exec(`
      -- Part of a room's epoch. The log's own is that of new rooms, and grows when rooms are forgotten.
      ALTER TABLE log ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE rooms ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX empty_rooms ON rooms (id) WHERE floor = seq;
    `);
  },
];

/** The format version that this server writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** @returns the file's version. @throws WrongDatabase if a newer server or another program wrote it */
export function checkVersion(database: Database): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > SCHEMA_VERSION) {
    throw new WrongDatabase(
      `created by a newer live-presence (format ${version}; this version supports up to ${SCHEMA_VERSION}). Run that version, or choose another file`,
    );
  }
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'];
  if (version === 0 && tables !== 0) {
    throw new WrongDatabase('this SQLite file belongs to another program; choose another file');
  }
  return version;
}

/** Migrates the file to this version, completely or not at all. @throws WrongDatabase, see `checkVersion` */
export function migrate(database: Database): void {
  if (checkVersion(database) === SCHEMA_VERSION) return;
  transaction(database, () => {
    // Another process may have migrated it first.
    const version = checkVersion(database);
    for (const step of MIGRATIONS.slice(version)) step(database);
    database.exec(`PRAGMA user_version = ${String(SCHEMA_VERSION)}`);
  });
}
