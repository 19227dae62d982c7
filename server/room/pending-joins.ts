import type { Erasures } from './erasures.ts';
import type { OperationError } from './operation-error.ts';

/** A session between its hello and its seat. */
export interface PendingJoin {
  /** Why it may not join any more. */
  dismissed: OperationError | undefined;
  end: () => void;
}

/** Sessions that are joining, in all rooms: a member who is dismissed must not slip in with one of them. */
export class PendingJoins {
  readonly #erasures: Erasures;
  readonly #joins = new Map<string, Set<PendingJoin>>();

  constructor(erasures: Erasures) {
    this.#erasures = erasures;
  }

  /** Announces that a session is joining, for as long as that takes. */
  add(member: string): PendingJoin {
    const joins = this.#joins.get(member) ?? new Set();
    this.#joins.set(member, joins);
    const join: PendingJoin = {
      dismissed: this.#erasures.denialReason(member),
      end: () => {
        joins.delete(join);
        if (joins.size === 0) this.#joins.delete(member);
      },
    };
    joins.add(join);
    return join;
  }

  dismiss(member: string, why: OperationError): void {
    for (const join of this.#joins.get(member) ?? []) join.dismissed = why;
  }
}
