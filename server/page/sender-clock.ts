/**
 * Puts a client's samples on the server's clock with their true spacing, although frames arrive with jitter.
 *
 * A frame says the sender's clock (modulo 65,536 ms). The quickest frame of late tells how the two clocks relate;
 * a frame that took longer on its way is dated by that, not by its arrival. No clock is trusted: only differences
 * between one sender's frames are used, and a sample is never dated after its arrival.
 */
export class SenderClock {
  #last: number | undefined;
  #unwrapped = 0;
  #offset = 0;
  #at = 0;

  /**
   * @param clock what the frame says, 0–65535
   * @param now arrival on the server's clock, ms
   * @returns when the frame was sent on the server's clock (plus the quickest way of late)
   */
  sentAt(clock: number, now: number): number {
    const silent = now - this.#at;
    this.#at = now;
    if (this.#last === undefined || silent > RESTART) {
      this.#unwrapped = clock;
      this.#offset = now - clock;
    } else {
      this.#unwrapped += (clock - this.#last) & 0xffff;
      // Clocks drift and ways get longer: a quick frame of long ago counts a little less each second.
      this.#offset = Math.min(this.#offset + silent * DRIFT, now - this.#unwrapped);
    }
    this.#last = clock;
    // A sender whose clock ran backwards or jumped looks like one that is very late: start over.
    if (now - (this.#unwrapped + this.#offset) > LATE) this.#offset = now - this.#unwrapped;
    return this.#unwrapped + this.#offset;
  }
}

/** After so long a silence the clock may have gone round: start over. */
const RESTART = 30_000;
/** Later than this a frame is not: a stall of the network is shorter, and ages end at 510 ms. */
const LATE = 2_000;
/** 2 ms a second: faster than any quartz drifts, slow enough to keep the quickest frame of some seconds. */
const DRIFT = 0.002;
