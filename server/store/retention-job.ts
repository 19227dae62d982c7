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
  log: { error(fields: object, message: string): void };
}

/** How often the job runs, in ms. */
const INTERVAL_MS = 60_000;
/** Pause between two steps of a run, in ms: visitors' messages go first. */
const PAUSE_MS = 20;

/** Removes messages beyond the retention, a few at a time. */
export class RetentionJob {
  readonly #parts: RetentionJobParts;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(parts: RetentionJobParts) {
    this.#parts = parts;
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
    const { store, retention, clock, log } = this.#parts;
    try {
      return await store.prune({ since: clock.date() - retention.ageMs, messages: retention.messages });
    } catch (error) {
      // The store has logged that it is unavailable, and recovers by itself.
      if (!(error instanceof StoreUnavailable))
        log.error({ err: error }, 'could not remove messages beyond the retention');
      return false;
    }
  }
}
