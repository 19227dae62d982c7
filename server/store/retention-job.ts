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
/** Pause between two steps of a run, in ms: visitors' messages go first. */
const PAUSE_MS = 20;

/**
 * Removes messages beyond the retention, a few at a time.
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

  constructor(parts: RetentionJobParts) {
    const { clock } = parts;
    this.#parts = parts;
    this.#date = clock.date();
    this.#now = clock.now();
    this.#cautiousUntil = this.#now + CAUTION_MS;
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
      return await store.prune({ since: this.#since(), messages: retention.messages });
    } catch (error) {
      // The store has logged that it is unavailable, and recovers by itself.
      if (!(error instanceof StoreUnavailable))
        log.error({ err: error }, 'could not remove messages beyond the retention');
      return false;
    }
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
