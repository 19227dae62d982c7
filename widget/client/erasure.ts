import type { Clock } from '../../protocol/clock.ts';

/** An erasure without an answer counts as failed after this time, in ms. */
const TIMEOUT_MS = 30_000;

/** The visitor's request to erase all their messages, until the server answers. */
export class Erasure {
  readonly #clock: Clock;
  #pending: Promise<boolean> | undefined;
  #settle: ((done: boolean) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param send says whether the request was sent; called only if none is pending
   * @returns whether the messages are erased
   */
  request(send: () => boolean): Promise<boolean> {
    if (this.#pending) return this.#pending;
    if (!send()) return Promise.resolve(false);
    return (this.#pending = new Promise<boolean>((resolve) => {
      // An older server ignores the request.
      const cancel = this.#clock.after(TIMEOUT_MS, () => this.settle(false));
      this.#settle = (done) => {
        cancel();
        this.#pending = undefined;
        resolve(done);
      };
    }));
  }

  settle(done: boolean): void {
    this.#settle?.(done);
  }
}
