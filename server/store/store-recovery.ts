import type { Clock } from '../../protocol/clock.ts';
import { StoreUnavailable } from './message-store.ts';
import type { StoreFailure } from './store-failure.ts';

export interface StoreRecoveryParts {
  clock: Clock;
  log: StoreLog;
  /** Path of the database, for the log. */
  path: string;
  /**
   * Tries to make the store work again. Resolves on success.
   * @throws StoreUnavailable for a failure that was passed to `fail`; any other error becomes the failure
   */
  attempt: (recovery: StoreFailure['recovery']) => Promise<void>;
}

export interface StoreLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Delay before the first attempt, in ms; each further one waits twice as long. */
const FIRST_RETRY_MS = 250;
/** The longest delay between two attempts, in ms. */
const MAX_RETRY_MS = 15_000;

/** Brings a store back after a failure, with exponential backoff. Each change is logged once. */
export class StoreRecovery {
  readonly #parts: StoreRecoveryParts;
  #failure: StoreFailure | undefined;
  #delayMs = FIRST_RETRY_MS;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(parts: StoreRecoveryParts) {
    this.#parts = parts;
  }

  /** Undefined while the store works. */
  get failure(): StoreFailure | undefined {
    return this.#failure;
  }

  /** Notes a failure and schedules an attempt. */
  fail(failure: StoreFailure): void {
    const { log, path } = this.#parts;
    const previous = this.#failure;
    this.#failure = failure;
    if (previous?.message !== failure.message)
      log.error({ path, reason: failure.message }, 'chat storage unavailable; retrying');
    this.#schedule();
  }

  /** Something was stored: the next failure starts with the shortest delay. */
  succeeded(): void {
    this.#delayMs = FIRST_RETRY_MS;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #schedule(): void {
    if (this.#cancel || this.#stopped) return;
    const ms = this.#delayMs;
    this.#delayMs = Math.min(ms * 2, MAX_RETRY_MS);
    this.#cancel = this.#parts.clock.after(ms, () => {
      void this.#retry();
    });
  }

  async #retry(): Promise<void> {
    const { attempt, log, path } = this.#parts;
    try {
      await attempt(this.#failure?.recovery ?? 'reopen');
    } catch (error) {
      this.#cancel = undefined;
      if (error instanceof StoreUnavailable) this.#schedule();
      // For example, the file was replaced by one that can't be used either.
      else this.fail({ message: error instanceof Error ? error.message : String(error), recovery: 'reopen' });
      return;
    }
    this.#cancel = undefined;
    if (this.#stopped) return;
    this.#failure = undefined;
    log.info({ path }, 'chat storage available again');
  }
}
