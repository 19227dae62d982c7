/** After a longer silence the sender's clock may have wrapped: it starts over, ms. */
const RESTART_MS = 30_000;
/** No frame is later than this: network stalls are shorter, and ages end at 510 ms. */
const LATE_MS = 2_000;
/** 2 ms a second: more than any quartz drifts, and little enough to keep the quickest frame for some seconds. */
const DRIFT = 0.002;

/**
 * Dates a client's samples on the server's clock with their true spacing, although frames arrive with jitter.
 *
 * A frame carries the sender's clock (modulo 65,536 ms). The quickest of the recent frames gives the offset between
 * the two clocks, and slower frames are dated by it rather than by their arrival. No clock is trusted: only
 * differences between one sender's frames are used, and no sample is dated after its arrival.
 */
export class SenderClock {
  #last: number | undefined;
  #unwrapped = 0;
  #offset = 0;
  #at = 0;

  /**
   * @param clock the sender's clock in the frame, 0–65535
   * @param now arrival on the server's clock, ms
   * @returns when the frame was sent, on the server's clock, plus the latency of the quickest recent frame
   */
  sentAt(clock: number, now: number): number {
    const silent = now - this.#at;
    this.#at = now;
    if (this.#last === undefined || silent > RESTART_MS) {
      this.#unwrapped = clock;
      this.#offset = now - clock;
    } else {
      this.#unwrapped += (clock - this.#last) & 0xffff;
      // Clocks drift and latency grows: a quick frame counts for a little less each second.
      this.#offset = Math.min(this.#offset + silent * DRIFT, now - this.#unwrapped);
    }
    this.#last = clock;
    // A clock that ran backwards or jumped looks like a frame that is very late.
    if (now - (this.#unwrapped + this.#offset) > LATE_MS) this.#offset = now - this.#unwrapped;
    return this.#unwrapped + this.#offset;
  }
}
