import type { Rules } from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Rule, RuleStore } from '../store/rule-store.ts';
import { unavailable } from './operation-error.ts';

export interface ModerationParts {
  store: RuleStore;
  clock: Clock;
}

/** What is forbidden in a room; what is not said is allowed. */
export interface RoomRules {
  paused?: true;
  closed?: true;
  /** In that room only. */
  muted?: { member: string; until?: number }[];
}

/** What is off on the whole server. */
export type Switch = 'chat' | 'cursors';

/** Longest timer, in ms: they hold 31 bits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Rules of one room. */
interface Entry {
  paused: boolean;
  closed: boolean;
  /** Until when, by member id. */
  muted: Map<string, number>;
}

/**
 * What the site has forbidden, looked up from memory: no message waits for it. A rule holds from the moment at which
 * it is kept, and over restarts; a mute with an end ends by itself.
 */
export class Moderation {
  readonly #store: RuleStore;
  readonly #clock: Clock;
  readonly #off = new Set<Switch>();
  readonly #rooms = new Map<string, Entry>();
  #loading: Promise<void> | undefined;
  #listener: (rule: Rule) => void = () => undefined;
  #cancelEnd: (() => void) | undefined;

  constructor({ store, clock }: ModerationParts) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Calls back after a rule has begun or ceased to hold. */
  onChange(listener: (rule: Rule) => void): void {
    this.#listener = listener;
  }

  /**
   * Reads what is kept, the first time. Nobody may be let in before: what is forbidden isn't known.
   * @throws Refused `unavailable`
   */
  load(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw unavailable(error);
    });
    return this.#loading;
  }

  /** Keeps a rule, then lets it hold. @throws Refused `unavailable` */
  async apply(rule: Rule): Promise<void> {
    await this.load();
    await this.#store.saveRule(rule).catch(fail);
    this.#apply(rule);
    this.#endSoon();
    this.#listener(rule);
  }

  /** Ends a rule. @throws Refused `unavailable` */
  async remove(rule: Rule): Promise<void> {
    await this.load();
    await this.#store.deleteRule(rule).catch(fail);
    this.#remove(rule);
    this.#listener(rule);
  }

  /** What a member in a room is told. */
  rulesFor(room: string, member: string): Rules {
    return {
      ...(this.#rooms.get(room)?.paused && { paused: true }),
      ...(this.#isMuted(room, member) && { muted: true }),
      ...(this.isOff('chat') && { chat: 'off' }),
      ...(this.isOff('cursors') && { cursors: 'off' }),
    };
  }

  /** Why a member may not write in a room; undefined where they may. */
  denialReason(room: string, member: string): string | undefined {
    if (this.isOff('chat')) return 'the chat is switched off by the site';
    if (this.#rooms.get(room)?.paused) return 'the chat is paused: nobody can write now';
    return this.#isMuted(room, member) ? 'you are muted: you can’t write here now' : undefined;
  }

  isOff(what: Switch): boolean {
    return this.#off.has(what);
  }

  isClosed(room: string): boolean {
    return this.#rooms.get(room)?.closed === true;
  }

  /** Rooms in which something is forbidden. */
  get rooms(): Iterable<string> {
    return this.#rooms.keys();
  }

  /** What the site is told of a room. */
  rulesOf(room: string): RoomRules {
    const { paused, closed, muted } = this.#rooms.get(room) ?? {};
    const list = [...(muted ?? [])].map(([member, until]) => ({
      member,
      ...(until < Infinity && { until }),
    }));
    return {
      ...(paused && { paused }),
      ...(closed && { closed }),
      ...(list.length > 0 && { muted: list }),
    };
  }

  /** Forgets its timer. */
  close(): void {
    this.#cancelEnd?.();
  }

  async #load(): Promise<void> {
    const now = this.#clock.date();
    for (const rule of await this.#store.rules()) {
      if ((rule.until ?? Infinity) > now) this.#apply(rule);
      else await this.#store.deleteRule(rule);
    }
    this.#endSoon();
  }

  #apply({ kind, room, member, until = Infinity }: Rule): void {
    if (kind === 'chat' || kind === 'cursors') {
      this.#off.add(kind);
      return;
    }
    if (room === undefined) return;
    let entry = this.#rooms.get(room);
    if (!entry) this.#rooms.set(room, (entry = { paused: false, closed: false, muted: new Map() }));
    if (kind !== 'muted') entry[kind] = true;
    else if (member !== undefined) entry.muted.set(member, until);
  }

  #remove({ kind, room, member }: Rule): void {
    if (kind === 'chat' || kind === 'cursors') this.#off.delete(kind);
    const entry = room === undefined ? undefined : this.#rooms.get(room);
    if (room === undefined || !entry) return;
    if (kind === 'paused' || kind === 'closed') entry[kind] = false;
    if (kind === 'muted' && member !== undefined) entry.muted.delete(member);
    if (!entry.paused && !entry.closed && entry.muted.size === 0) this.#rooms.delete(room);
  }

  #isMuted(room: string, member: string): boolean {
    const until = this.#rooms.get(room)?.muted.get(member);
    return until !== undefined && until > this.#clock.date();
  }

  /** Waits for the next mute that ends by itself. The store forgets it when it is next loaded. */
  #endSoon(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
    let next = Infinity;
    for (const { muted } of this.#rooms.values())
      for (const until of muted.values()) next = Math.min(next, until);
    if (next === Infinity) return;
    const wait = Math.min(MAX_TIMER_MS, Math.max(0, next - this.#clock.date()));
    this.#cancelEnd = this.#clock.after(wait, () => {
      this.#end();
      this.#endSoon();
    });
  }

  #end(): void {
    const now = this.#clock.date();
    for (const [room, { muted }] of [...this.#rooms]) {
      for (const [member, until] of [...muted]) {
        if (until > now) continue;
        const rule: Rule = { kind: 'muted', room, member };
        this.#remove(rule);
        this.#listener(rule);
      }
    }
  }
}

function fail(error: unknown): never {
  throw unavailable(error);
}
