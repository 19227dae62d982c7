import type { Database } from './sqlite-driver.ts';

/** Does all of `run` or nothing of it; resolved means that it is on the disk. */
export function transaction<T>(database: Database, run: () => T): T {
  // Immediate: whoever reads first and writes then could be refused in between.
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
    throw error;
  }
}
