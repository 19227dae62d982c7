import type { Database } from './database.ts';

/** Commits all of `run` or nothing; when it returns, the commit is on disk. */
export function transaction<T>(database: Database, run: () => T): T {
  // Immediate: a transaction that reads first and then writes could be rejected in between.
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has already rolled back, as it does when the disk is full.
    }
    throw error;
  }
}
