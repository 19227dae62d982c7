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

const UNKNOWN = new OperationError('unavailable', 'the site’s rules can’t be read now');
const CHAT_OFF = new OperationError('forbidden', 'the chat is switched off by the site');
const PAUSED = new OperationError('forbidden', 'the chat is paused: nobody can write now');
const MUTED = new OperationError('forbidden', 'you are muted: you can’t write here now');

/**
 * The site's rules, kept in a store and looked up in memory: no message waits for them. A rule holds from the moment
 * it is stored, and over restarts; a mute with an end ends by itself.
 *
 * Until the rules have been read once, nobody may write. A store that fails later changes nothing: the rules that
 * were known go on to hold.
 */
export class Moderation {
  readonly #store: RuleStore;
  readonly #clock: Clock;
  readonly #book = new RuleBook();
  #loaded = false;
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

  /** Cancels its timer. */
  close(): void {
    this.#cancelEnd?.();
  }

  async #load(): Promise<void> {
    const rules = await withinDeadline(this.#clock, this.#store.rules());
    const now = this.#clock.date();
    const [current, ended] = [rules.filter(isCurrent), rules.filter((rule) => !isCurrent(rule))];
    for (const rule of current) this.#book.apply(rule);
    this.#loaded = true;
    this.#scheduleEnd();
    // Issued before any new rule can be stored. A store that can't drop them is asked again at the next start.
    for (const rule of ended) this.#store.deleteRule(rule).catch(() => undefined);
    // Visitors may have joined while the rules were unknown.
    for (const rule of current) this.#listener(rule);

    function isCurrent({ until = Infinity }: Rule): boolean {
      return until > now;
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
