import type { Clock } from '../../protocol/clock.ts';

/** Sends the newest of a value that changes often, no more often than it should. */
export class Throttle<T> {
  readonly #clock: Clock;
  readonly #wait: number;
  readonly #send: (value: T) => boolean;
  #value: T | undefined;
  #sent = '';
  #sentAt = -Infinity;
  #timer: (() => void) | undefined;

  /**
   * @param wait ms between two sendings, at least
   * @param send says whether it could be sent; what could not waits for the next change, or for `again`
   */
  constructor(clock: Clock, wait: number, send: (value: T) => boolean) {
    this.#clock = clock;
    this.#wait = wait;
    this.#send = send;
  }

  set(value: T): void {
    this.#value = value;
    const wait = this.#sentAt + this.#wait - this.#clock.now();
    this.#timer?.();
    if (wait > 0) this.#timer = this.#clock.after(wait, () => this.#go());
    else this.#go();
  }

  /** The receiver does not know it any more. */
  again(): void {
    this.#sent = '';
    if (this.#value !== undefined) this.set(this.#value);
  }

  /** What waits is not sent. */
  stop(): void {
    this.#timer?.();
    this.#sent = '';
  }

  #go(): void {
    const text = JSON.stringify(this.#value);
    if (this.#value === undefined || text === this.#sent || !this.#send(this.#value)) return;
    this.#sent = text;
    this.#sentAt = this.#clock.now();
  }
}
