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

/** How often it looks, in ms. */
const EVERY_MS = 60_000;
/** Between two steps, in ms: visitors' messages go first. */
const PAUSE_MS = 20;

/** Removes what the store is not to keep any longer, a little at a time. */
export class RetentionJob {
  readonly #parts: RetentionJobParts;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(parts: RetentionJobParts) {
    this.#parts = parts;
  }

  /** Looks once at once, then every minute until it is stopped. */
  start(): void {
    this.#in(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #in(ms: number): void {
    if (this.#stopped) return;
    this.#cancel?.();
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#in(EVERY_MS);
      void this.#step().then((more) => {
        if (more) this.#in(PAUSE_MS);
      });
    });
  }

  async #step(): Promise<boolean> {
    const { store, retention, clock, log } = this.#parts;
    try {
      return await store.sweep({ since: clock.date() - retention.ageMs, messages: retention.messages });
    } catch (error) {
      // A store that can't work now has said so, and goes on later.
      if (!(error instanceof StoreUnavailable))
        log.error({ err: error }, 'old messages could not be removed');
      return false;
    }
  }
}
