import type { Rule } from './rule-store.ts';
import type { Database, Row, Statement } from './database.ts';

/** The rules in an open SQLite database, synchronous: the guarantees of `RuleStore`. */
export class RuleTable {
  readonly #all: Statement;
  readonly #save: Statement;
  readonly #delete: Statement;

  /** @param database migrated to this version */
  constructor(database: Database) {
    this.#all = database.prepare('SELECT kind, room, member, until FROM rules');
    this.#save = database.prepare('REPLACE INTO rules (kind, room, member, until) VALUES (?, ?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM rules WHERE kind = ? AND room = ? AND member = ?');
  }

  rules(): Rule[] {
    return this.#all.all().map(ruleIn);
  }

  saveRule({ kind, room = '', member = '', until }: Rule): void {
    this.#save.run(kind, room, member, until ?? null);
  }

  deleteRule({ kind, room = '', member = '' }: Rule): void {
    this.#delete.run(kind, room, member);
  }
}

/** An empty string stands for none: neither a room nor a member has an empty name. */
function ruleIn({ kind, room, member, until }: Row): Rule {
  return {
    kind: kind as Rule['kind'],
    ...(room === '' ? {} : { room: String(room) }),
    ...(member === '' ? {} : { member: String(member) }),
    ...(until === null ? {} : { until: Number(until) }),
  };
}
