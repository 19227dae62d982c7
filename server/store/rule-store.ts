/** A restriction that the site has set. */
export interface Rule {
  /** `paused`, `closed` and `muted` apply to a room; `chat` and `cursors` turn it off for the whole server. */
  kind: 'paused' | 'closed' | 'muted' | 'chat' | 'cursors';
  /** Absent: the whole server. */
  room?: string;
  /** The member who is muted. */
  member?: string;
  /** When it ends by itself, in milliseconds since 1970; absent: never. */
  until?: number;
}

/**
 * The site's restrictions, stored across restarts.
 *
 * Guarantees:
 * - `saveRule` and `deleteRule` resolve only after the change is as durable as this store makes anything.
 * - There is at most one rule per kind, room and member. Changes apply, and resolve, in the order of the calls.
 * - A rule stays until it is deleted: neither its end, nor retention, nor the erasure of its member removes it.
 *
 * Failure: every method rejects with `StoreUnavailable` while the store can't work. Either nothing was changed, or
 * repeating the same change is harmless.
 */
export interface RuleStore {
  /** All rules, in no particular order. */
  rules(): Promise<Rule[]>;
  /** Stores a rule, replacing the one of the same kind, room and member. */
  saveRule(rule: Rule): Promise<void>;
  /** Deletes the rule of this kind, room and member, if there is one. */
  deleteRule(rule: Rule): Promise<void>;
}
