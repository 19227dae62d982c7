import type { Clock } from '../../protocol/clock.ts';

/** An erasure without an answer counts as failed after this time, in ms. */
const TIMEOUT_MS = 30_000;

/** The visitor's request to erase all their messages, until the server answers. */
export class Erasure {
  readonly #clock: Clock;
  readonly #send: () => boolean;
  #pending: Promise<boolean> | undefined;
  #settle: ((done: boolean) => void) | undefined;

  /** @param send sends the request; says whether it was sent */
  constructor(clock: Clock, send: () => boolean) {
    this.#clock = clock;
    this.#send = send;
  }

  /** @returns whether the messages are erased */
  request(): Promise<boolean> {
    if (!this.#pending && this.#send())
      this.#pending = new Promise<boolean>((resolve) => {
        // An older server ignores the request.
        const cancel = this.#clock.after(TIMEOUT_MS, () => this.settle(false));
        this.#settle = (done) => {
          cancel();
          this.#pending = undefined;
          resolve(done);
        };
      });
    return this.#pending ?? Promise.resolve(false);
  }

  /** The request or its answer may have been lost. */
  again(): void {
    if (this.#pending) this.#send();
  }

  settle(done: boolean): void {
    this.#settle?.(done);
  }
}
