import type { Database, Statement } from './database.ts';
import type { DateMark } from './steady-date.ts';

/** The last mark of the steady date in an open SQLite database, synchronous. */
export class DateMarkTable {
  readonly #read: Statement;
  readonly #newest: Statement;
  readonly #save: Statement;

  /** @param database migrated to this version */
  constructor(database: Database) {
    this.#read = database.prepare('SELECT date, ahead FROM date_mark');
    this.#newest = database.prepare('SELECT max(at) AS date FROM events');
    this.#save = database.prepare('REPLACE INTO date_mark (id, date, ahead) VALUES (1, ?, ?)');
  }

  /** The last mark or, in a file of an older server, what its newest event says; undefined in an empty one. */
  read(): DateMark | undefined {
    const row = this.#read.get();
    if (row) return { date: Number(row['date']), ahead: Number(row['ahead']) };
    const date = this.#newest.get()?.['date'];
    return typeof date === 'number' ? { date, ahead: 0 } : undefined;
  }

  save({ date, ahead }: DateMark): void {
    this.#save.run(Math.round(date), Math.round(ahead));
  }
}
