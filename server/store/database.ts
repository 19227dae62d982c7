export type Value = string | number | null;
export type Row = Record<string, Value>;

export interface Statement {
  run(...values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
}

/** An open SQLite database, synchronous, whichever driver is behind it. Any method may throw an error of SQLite. */
export interface Database {
  /** Runs one or more statements and discards their rows. */
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}
