/** Something that the site has forbidden. */
export interface Rule {
  /** `paused`, `closed` and `muted` are of a room, `chat` and `cursors` (both: off) of the whole server. */
  kind: 'paused' | 'closed' | 'muted' | 'chat' | 'cursors';
  /** Absent: the whole server. */
  room?: string;
  /** Who is muted. */
  member?: string;
  /** When it ends by itself, in milliseconds since 1970; absent: it doesn't. */
  until?: number;
}

/**
 * What the site has forbidden, over restarts.
 *
 * Guarantees:
 * - `keepRule` and `dropRule` resolve only after the change is as durable as this store makes anything.
 * - There is one rule at most of a kind for a room and member. Changes are made in the order in which they were asked
 *   for, and resolve in it.
 * - A rule stays until it is dropped: neither its end, nor retention, nor the erasure of its member removes it.
 *
 * Failure: every method rejects with `StoreUnavailable` where the store can't do its work now; nothing was changed
 * then, or the same change made again does no harm.
 */
export interface RuleStore {
  /** All that are kept, in no order. */
  rules(): Promise<Rule[]>;
  /** Keeps a rule, in place of the one of the same kind, room and member. */
  keepRule(rule: Rule): Promise<void>;
  /** Forgets the rule of this kind, room and member, where there is one. */
  dropRule(rule: Rule): Promise<void>;
}
