import type { Clock } from '../../protocol/clock.ts';
import { StoreUnavailable } from './message-store.ts';
import type { MessageStore } from './message-store.ts';

/** How long messages are stored, and how many per room; whatever exceeds either limit is removed. */
export interface Retention {
  ageMs: number;
  messages: number;
}

export interface RetentionJobParts {
  store: MessageStore;
  /** Whether somebody has a room open, or did a moment ago: its position must not begin anew. */
  isOpen: (room: string) => boolean;
  retention: Retention;
  clock: Clock;
  log: { error(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** How often the job runs, in ms. */
const INTERVAL_MS = 60_000;
/** After a start or a jump of the clock, nothing is too old for so long, in ms: somebody may set the clock right. */
const CAUTION_MS = 3_600_000;
/** The clock may differ from the time that has passed by so much, in ms. */
const JUMP_MS = 60_000;
/**
 * How often empty rooms are forgotten, in ms: rooms where nothing was written yet get another epoch by it, and people
 * who are just in one then start anew after a break.
 */
const FORGET_MS = 86_400_000;
/** Pause between two steps of a run, in ms: visitors' messages go first. */
const PAUSE_MS = 20;

/**
 * Removes messages beyond the retention, a few at a time, and then the rooms of which nothing is left.
 *
 * Nothing is removed because of one reading of the clock: the store counts the time that passes (`PruneLimits`). Still,
 * for an hour after the clock has jumped, and after a start, only the number of messages counts.
 */
export class RetentionJob {
  readonly #parts: RetentionJobParts;
  #cancel: (() => void) | undefined;
  #stopped = false;
  /** The readings at the last look: of the clock, and of the time that has passed. */
  #date: number;
  #now: number;
  /** On the clock that only goes forward. */
  #cautiousUntil: number;
  #forgetAt: number;

  constructor(parts: RetentionJobParts) {
    const { clock } = parts;
    this.#parts = parts;
    this.#date = clock.date();
    this.#now = clock.now();
    this.#cautiousUntil = this.#forgetAt = this.#now + CAUTION_MS;
  }

  /** Runs at once, then every minute. */
  start(): void {
    this.#schedule(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#cancel?.();
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#schedule(INTERVAL_MS);
      void this.#step().then((more) => {
        if (more) this.#schedule(PAUSE_MS);
      });
    });
  }

  /** @returns whether there is more to remove */
  async #step(): Promise<boolean> {
    const { store, retention, log } = this.#parts;
    try {
      if (await store.prune({ since: this.#since(), messages: retention.messages })) return true;
      return this.#parts.clock.now() >= this.#forgetAt && (await this.#forget());
    } catch (error) {
      // The store has logged that it is unavailable, and recovers by itself.
      if (!(error instanceof StoreUnavailable))
        log.error({ err: error }, 'could not remove messages beyond the retention');
      return false;
    }
  }

  /** Forgets some rooms. @returns whether there may be more */
  async #forget(): Promise<boolean> {
    const { store, isOpen, clock } = this.#parts;
    const emptied = await store.emptied();
    // Asked and told in one step: whoever opens one of them from now on asks the store after this.
    const closed = emptied.filter((room) => !isOpen(room));
    if (closed.length > 0 && !this.#stopped) await store.forget(closed);
    else this.#forgetAt = clock.now() + FORGET_MS;
    return closed.length > 0;
  }

  /** Messages from before this time are too old. */
  #since(): number {
    const { retention, clock, log } = this.#parts;
    const [date, now] = [clock.date(), clock.now()];
    const jump = date - this.#date - (now - this.#now);
    this.#date = date;
    this.#now = now;
    if (Math.abs(jump) > JUMP_MS) {
      this.#cautiousUntil = now + CAUTION_MS;
      log.warn(
        { seconds: Math.round(jump / 1000) },
        'the clock has jumped; no message counts as older for it',
      );
    }
    if (now < this.#cautiousUntil) return -Infinity;
    return date - retention.ageMs;
  }
}
