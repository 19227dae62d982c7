import type { Rule } from './rule-store.ts';
import type { Database, Row, Statement } from './sqlite-driver.ts';

/** The rules in an open SQLite database, synchronously: what `RuleStore` promises. */
export class RuleTable {
  readonly #all: Statement;
  readonly #keep: Statement;
  readonly #drop: Statement;

  /** @param database migrated to this version */
  constructor(database: Database) {
    this.#all = database.prepare('SELECT kind, room, member, until FROM rules');
    this.#keep = database.prepare('REPLACE INTO rules (kind, room, member, until) VALUES (?, ?, ?, ?)');
    this.#drop = database.prepare('DELETE FROM rules WHERE kind = ? AND room = ? AND member = ?');
  }

  rules(): Rule[] {
    return this.#all.all().map(ruleIn);
  }

  keepRule({ kind, room = '', member = '', until }: Rule): void {
    this.#keep.run(kind, room, member, until ?? null);
  }

  dropRule({ kind, room = '', member = '' }: Rule): void {
    this.#drop.run(kind, room, member);
  }
}

/** Neither a room nor a member has an empty name. */
function ruleIn({ kind, room, member, until }: Row): Rule {
  return {
    kind: kind as Rule['kind'],
    ...(room === '' ? {} : { room: String(room) }),
    ...(member === '' ? {} : { member: String(member) }),
    ...(until === null ? {} : { until: Number(until) }),
  };
}
