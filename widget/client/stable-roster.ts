import { EMPTY_ROSTER, applyDiff, applySnapshot } from '../../protocol/presence.ts';
import type { Member, Roster, RosterChange } from '../../protocol/presence.ts';
import type { PresenceMessage, WelcomeMessage } from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';

/** How long members are kept who are missing after the server's restart, in ms. */
const HOLD_MS = 10_000;

/**
 * Who is here, calmly: after a restart of the server everybody comes back one by one, and what is shown must not
 * read 57, 1, 57. Whoever was here before the restart counts as here until they are back or 10 s have passed.
 */
export class StableRoster {
  readonly #clock: Clock;
  readonly #changed: (change: RosterChange, fresh: boolean) => void;
  /** As the server states it. */
  #stated = EMPTY_ROSTER;
  #shown = EMPTY_ROSTER;
  /** Who was here before the restart and is not back yet. */
  readonly #held = new Map<string, Member>();
  #timer: (() => void) | undefined;
  #instance: string | undefined;

  /** @param changed told of each change; `fresh` where joins and leaves are no news */
  constructor(clock: Clock, changed: (change: RosterChange, fresh: boolean) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get shown(): Roster {
    return this.#shown;
  }

  welcome(message: Pick<WelcomeMessage, 'members' | 'count' | 'instance'>): void {
    const fresh = this.#instance === undefined;
    if (!fresh && this.#instance !== message.instance) {
      for (const [id, member] of this.#shown.members) this.#held.set(id, member);
      this.#timer?.();
      this.#timer = this.#clock.after(HOLD_MS, () => {
        this.#timer = undefined;
        this.#held.clear();
        this.#show(false);
      });
    }
    this.#instance = message.instance;
    this.#stated = applySnapshot(EMPTY_ROSTER, message).roster;
    // In a crowd it names only some: whoever is not among them may still be here, and has not left.
    this.#show(fresh || message.count > message.members.length);
  }

  /**
   * Members in the order of their ids, of whom so far only the count was known: nobody joins or leaves by it.
   *
   * @param after the page names everybody who follows this id
   * @param last up to this one; undefined: to the end
   */
  page(members: readonly Member[], after = '', last?: string): void {
    const { count, members: before } = this.#stated;
    const others = [...before.values()].filter(({ id }) => id <= after || (last !== undefined && id > last));
    this.#stated = applySnapshot(EMPTY_ROSTER, { count, members: [...others, ...members] }).roster;
    this.#show(true);
  }

  diff(message: PresenceMessage): void {
    const { joins = [], leaves = [], updates = [], count } = message;
    if (joins.length + leaves.length + updates.length === 0 && count === this.#stated.count) return;
    this.#stated = applyDiff(this.#stated, message).roster;
    for (const id of leaves) this.#held.delete(id);
    this.#show(false);
  }

  /** Forgets everybody: the next welcome is the first one. */
  clear(): void {
    this.#timer?.();
    this.#timer = this.#instance = undefined;
    this.#held.clear();
    this.#stated = EMPTY_ROSTER;
    if (this.#shown !== EMPTY_ROSTER) this.#show(true);
  }

  #show(fresh: boolean): void {
    const { members, count } = this.#stated;
    for (const id of members.keys()) this.#held.delete(id);
    // Who was shown keeps their place.
    const order = new Set([...this.#shown.members.keys(), ...members.keys()]);
    const list = [...order].flatMap((id) => members.get(id) ?? this.#held.get(id) ?? []);
    const holding = this.#timer !== undefined;
    const change = applySnapshot(this.#shown, {
      members: list,
      count: holding ? Math.max(count, this.#shown.count) : count,
    });
    this.#shown = change.roster;
    this.#changed(fresh ? { ...change, left: [] } : change, fresh);
  }
}
