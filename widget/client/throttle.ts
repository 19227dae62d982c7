import type { Clock } from '../../protocol/clock.ts';
import { toJson } from './connection/json.ts';

/** Sends the newest of a value that changes often, no more often than allowed. */
export class Throttle<T> {
  readonly #clock: Clock;
  readonly #wait: number;
  readonly #send: (value: T) => boolean;
  #value: T | undefined;
  #sent = '';
  #sentAt = -Infinity;
  #timer: (() => void) | undefined;

  /**
   * @param wait shortest time between two sends, in ms
   * @param send returns whether it was sent; what was not waits for the next change, or for `resend`
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
    if (wait > 0) this.#timer = this.#clock.after(wait, () => this.#flush());
    else this.#flush();
  }

  /** The receiver no longer has the value. */
  resend(): void {
    this.#sent = '';
    if (this.#value !== undefined) this.set(this.#value);
  }

  /** Cancels what is waiting. */
  stop(): void {
    this.#timer?.();
    this.#sent = '';
  }

  #flush(): void {
    const text = toJson(this.#value);
    if (this.#value === undefined || text === this.#sent || !this.#send(this.#value)) return;
    this.#sent = text;
    this.#sentAt = this.#clock.now();
  }
}
