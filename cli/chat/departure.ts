import type { Clock } from '../../protocol/clock.ts';
import type { Outbox } from './outbox.ts';

/** How long to wait for the next acknowledgement before giving up, in ms. */
const PATIENCE_MS = 5_000;

/** Leaving a room: ends once everything is sent, or when no message was acknowledged for a while. */
export class Departure {
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #done: () => void;
  #started = false;
  #cancel: (() => void) | undefined;
  /** Messages that were unsent when the wait began. */
  #waiting = 0;

  /** @param done called when it is time to end */
  constructor(outbox: Outbox, clock: Clock, done: () => void) {
    this.#outbox = outbox;
    this.#clock = clock;
    this.#done = done;
  }

  get started(): boolean {
    return this.#started;
  }

  start(): void {
    this.#started = true;
    this.update();
  }

  /** To be called when the outbox may have changed. */
  update(): void {
    if (!this.#started) return;
    const { waiting } = this.#outbox;
    if (waiting === 0) {
      this.#done();
      return;
    }
    // Each acknowledgement starts the wait again.
    if (this.#cancel && waiting >= this.#waiting) return;
    this.#waiting = waiting;
    this.#cancel?.();
    this.#cancel = this.#clock.after(PATIENCE_MS, this.#done);
  }

  stop(): void {
    this.#cancel?.();
  }
}
