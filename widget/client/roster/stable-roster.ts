import { EMPTY_ROSTER, applyDiff, applySnapshot } from '../../../protocol/presence.ts';
import type { Member, Roster, RosterChange } from '../../../protocol/presence.ts';
import type { PresenceMessage, RosterPageMessage, WelcomeMessage } from '../../../protocol/messages.ts';
import type { Clock } from '../../../protocol/clock.ts';

/** How long members missing after a restart of the server are kept, in ms. */
const HOLD_MS = 10_000;

/**
 * The roster without flicker: after a restart of the server members come back one by one, and the count must not
 * read 57, 1, 57. Members from before the restart stay until they are back or 10 s have passed.
 */
export class StableRoster {
  readonly #clock: Clock;
  readonly #changed: (change: RosterChange, fresh: boolean) => void;
  /** As the server sends it. */
  #actual = EMPTY_ROSTER;
  #shown = EMPTY_ROSTER;
  /** Members from before the restart who are not back yet. */
  readonly #held = new Map<string, Member>();
  #timer: (() => void) | undefined;
  #instance: string | undefined;

  /** @param changed called for each change; `fresh`: joins and leaves are not to be announced */
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
    this.#actual = applySnapshot(EMPTY_ROSTER, message).roster;
    // In a crowd it names only some: a member who is not named may still be here, and has not left.
    this.#show(fresh || message.count > message.members.length);
  }

  /**
   * Adds members, in the order of their ids, of whom so far only the count was known: nobody joins or leaves by it.
   * @returns `last`: the id to continue after, if more follow
   */
  page({ after, members, more }: RosterPageMessage): { after: string | undefined; last: string | undefined } {
    const last = more ? members.at(-1)?.id : undefined;
    const { count, members: before } = this.#actual;
    // The page has everybody between `after` and `last`.
    const others = [...before.values()].filter(
      ({ id }) => id <= (after ?? '') || (last !== undefined && id > last),
    );
    this.#actual = applySnapshot(EMPTY_ROSTER, { count, members: [...others, ...members] }).roster;
    this.#show(true);
    return { after, last };
  }

  diff(message: PresenceMessage): void {
    const { joins = [], leaves = [], updates = [], count } = message;
    if (joins.length + leaves.length + updates.length === 0 && count === this.#actual.count) return;
    this.#actual = applyDiff(this.#actual, message);
    for (const id of leaves) this.#held.delete(id);
    this.#show(false);
  }

  /** Removes everybody: the next welcome is the first one. */
  clear(): void {
    this.#timer?.();
    this.#timer = this.#instance = undefined;
    this.#held.clear();
    this.#actual = EMPTY_ROSTER;
    if (this.#shown !== EMPTY_ROSTER) this.#show(true);
  }

  #show(fresh: boolean): void {
    const { members, count } = this.#actual;
    for (const id of members.keys()) this.#held.delete(id);
    // Whoever is shown keeps their place.
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
