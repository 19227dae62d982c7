import type { Clock } from '../../protocol/clock.ts';

/** The server's time, whatever the device's own clock says, and when that is set. */
export class ServerClock {
  readonly #clock: Clock;
  /** Server's time less the clock's. */
  #offset: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** In milliseconds since 1970; the device's time before the first welcome. */
  now(): number {
    return this.#offset === undefined ? this.#clock.date() : this.#clock.now() + this.#offset;
  }

  /** @param at the server's time just now; older servers don't send it */
  set(at: number | undefined): void {
    // Measured on the monotonic clock: the device's time may be set while the page is open.
    if (at !== undefined) this.#offset = at - this.#clock.now();
  }
}
