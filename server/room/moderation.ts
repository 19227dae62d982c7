import type { Clock } from '../../protocol/clock.ts';
import type { Rules } from '../../protocol/messages.ts';
import type { Rule, RuleStore } from '../store/rule-store.ts';
import { withinDeadline } from './deadline.ts';
import { OperationError } from './operation-error.ts';
import { RuleBook } from './rule-book.ts';
import type { RoomRules, Switch } from './rule-book.ts';

export interface ModerationParts {
  store: RuleStore;
  clock: Clock;
}

/** Longest timer, in ms: they hold 31 bits. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Time until the rules of another database are read again after a failure, in ms. */
const RELOAD_MS = 1_000;

const UNKNOWN = new OperationError('unavailable', 'the site’s rules can’t be read now');
const CHAT_OFF = new OperationError('forbidden', 'the chat is switched off by the site');
const PAUSED = new OperationError('forbidden', 'the chat is paused: nobody can write now');
const MUTED = new OperationError('forbidden', 'you are muted: you can’t write here now');

/**
 * The site's rules, kept in a store and looked up in memory: no message waits for them. A rule holds from the moment
 * it is stored, and over restarts; a mute with an end ends by itself.
 *
 * Until the rules have been read once, nobody may write. A store that fails later changes nothing: the rules that
 * were known go on to hold. Where another database has taken the place of the store's, its rules hold as soon as they
 * are read.
 */
export class Moderation {
  readonly #store: RuleStore;
  readonly #clock: Clock;
  readonly #book = new RuleBook();
  #loaded = false;
  #loading: Promise<void> | undefined;
  #listener: (rule: Rule) => void = () => undefined;
  #cancelEnd: (() => void) | undefined;
  #cancelReload: (() => void) | undefined;
  #closed = false;

  constructor({ store, clock }: ModerationParts) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Calls back after a rule has begun or ceased to hold. */
  onChange(listener: (rule: Rule) => void): void {
    this.#listener = listener;
  }

  get isLoaded(): boolean {
    return this.#loaded;
  }

  /**
   * Reads the stored rules, unless that was done; a later call tries again after a failure.
   * @throws StoreUnavailable
   */
  load(): Promise<void> {
    if (this.#loaded) return Promise.resolve();
    return (this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    }));
  }

  /** Reads the stored rules again, until that works: they are other ones now. */
  async reload(): Promise<void> {
    this.#cancelReload?.();
    this.#cancelReload = undefined;
    try {
      // An answer on its way may be of the database before.
      await this.#loading;
      if (this.#loaded) await this.#load();
    } catch {
      // The store logs by itself why it can't be read.
      if (!this.#closed) this.#cancelReload ??= this.#clock.after(RELOAD_MS, () => void this.reload());
    }
  }

  /** Stores a rule, then applies it. @throws StoreUnavailable */
  async apply(rule: Rule): Promise<void> {
    await this.load();
    await this.#store.saveRule(rule);
    this.#book.apply(rule);
    this.#scheduleEnd();
    this.#listener(rule);
  }

  /** Ends a rule. @throws StoreUnavailable */
  async remove(rule: Rule): Promise<void> {
    await this.load();
    await this.#store.deleteRule(rule);
    this.#book.remove(rule);
    this.#listener(rule);
  }

  /** The rules that a member in a room is sent. */
  rulesFor(room: string, member: string): Rules {
    return this.#book.rulesFor(room, member, this.#clock.date());
  }

  /** Why a member may not write in a room now; undefined where they may. */
  denialReason(room: string, member: string): OperationError | undefined {
    if (!this.#loaded) return UNKNOWN;
    if (this.isOff('chat')) return CHAT_OFF;
    if (this.#book.isPaused(room)) return PAUSED;
    return this.#book.isMuted(room, member, this.#clock.date()) ? MUTED : undefined;
  }

  isOff(what: Switch): boolean {
    return this.#book.isOff(what);
  }

  isClosed(room: string): boolean {
    return this.#book.isClosed(room);
  }

  /** Rooms with a rule. */
  get rooms(): Iterable<string> {
    return this.#book.rooms;
  }

  /** The rules of a room, for the site. */
  rulesOf(room: string): RoomRules {
    return this.#book.rulesOf(room);
  }

  /** Cancels its timers. */
  close(): void {
    this.#closed = true;
    this.#cancelEnd?.();
    this.#cancelReload?.();
  }

  async #load(): Promise<void> {
    const rules = await withinDeadline(this.#clock, this.#store.rules());
    const now = this.#clock.date();
    const [current, ended] = [rules.filter(isCurrent), rules.filter((rule) => !isCurrent(rule))];
    const [known, stored] = [this.#book.rules, current].map((list) => new Set(list.map(keyOf)));
    const gone = this.#book.rules.filter((rule) => !stored?.has(keyOf(rule)));
    const begun = current.filter((rule) => !known?.has(keyOf(rule)));
    for (const rule of gone) this.#book.remove(rule);
    for (const rule of begun) this.#book.apply(rule);
    this.#loaded = true;
    this.#scheduleEnd();
    // Issued before any new rule can be stored. A store that can't drop them is asked again at the next start.
    for (const rule of ended) this.#store.deleteRule(rule).catch(() => undefined);
    // Visitors may have joined while the rules were unknown.
    for (const rule of [...gone, ...begun]) this.#listener(rule);

    function isCurrent({ until = Infinity }: Rule): boolean {
      return until > now;
    }

    function keyOf({ kind, room, member, until = Infinity }: Rule): string {
      return JSON.stringify([kind, room, member, until]);
    }
  }

  /** Waits for the next mute that ends by itself. The store drops it when the rules are next loaded. */
  #scheduleEnd(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
    const { nextEnd } = this.#book;
    if (nextEnd === Infinity) return;
    const wait = Math.min(MAX_TIMER_MS, Math.max(0, nextEnd - this.#clock.date()));
    this.#cancelEnd = this.#clock.after(wait, () => {
      for (const rule of this.#book.expire(this.#clock.date())) this.#listener(rule);
      this.#scheduleEnd();
    });
  }
}
