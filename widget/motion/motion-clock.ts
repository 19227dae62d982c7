import { MAX_AGE } from '../../protocol/cursor-frame.ts';

/** A tick this far off the measured clock, in ms, means that the server restarted or a machine slept. */
const RESYNC = 2000;
/** The shift is moved at once when it is this far off, in ms. */
const LEAP = 500;
/** How much the smallest transit time may grow per tick, in ms: clocks drift, routes change. */
const DRIFT = 0.02;
/** Senders keep samples at least this far apart, in ms; closer ones do not count for `spacing`. */
const MIN_SPACING = 33;
/** Width in ms and number of the histogram's bins, for waits of 0–640 ms. */
const BIN = 8;
const BINS = 80;
/** Decay of the histogram per tick: it covers about the last 100 ticks. */
const KEEP = 0.99;
/** Share of the waits that the delay covers. Rare ones, such as stalls, are not worth delaying everything. */
const ON_TIME = 0.86;
/** Playback slows down or speeds up by this share while the delay adapts. */
const PACE = 0.1;

/**
 * The playback time of all cursors of a connection.
 *
 * It maps the server's clock to the receiver's, and measures how long cursors wait for the next segment of their path:
 * for the tick, and for its jitter. Playback is delayed enough to hide 86 % of these waits. The delay adapts by
 * running up to 10 % slower or faster, never by a visible leap.
 */
export class MotionClock {
  /** For `prefers-reduced-motion`: cursors jump to their newest position. */
  still = false;
  /** Average time between two samples of a moving cursor, in ms. */
  spacing = 40;
  /** Receiver's time of the latest tick's arrival. */
  arrival = 0;
  /** The latest tick's time on the receiver's clock, as if it had travelled as long as the first one. */
  #time = NaN;
  #server = 0;
  /** Smallest recent transit time, relative to the first tick's. */
  #least = 0;
  /** Histogram of waits, older ones with less weight. It starts with a guess of 100 ms. */
  #waits = new Float64Array(BINS).fill(1, 12, 13);
  /** How far playback is behind the receiver's clock: at `arrival`, and the value that it approaches. */
  #shift = 0;
  #wanted = 0;

  /**
   * Receives a tick; its samples are pushed afterwards.
   * @param server the tick's time: the server's ms modulo 2^32
   * @param at its arrival on the receiver's clock, in ms
   */
  receive(server: number, at: number): void {
    const step = (server - this.#server) | 0;
    const shift = at - this.played(at);
    let time = this.#time + step;
    // Also true for the first tick, as `time` is NaN.
    const lost = !(step >= 0 && Math.abs(at - time) < RESYNC);
    if (lost) time = Math.max(at, this.#time || at);
    this.#server = server;
    this.#time = time;
    this.arrival = at;
    this.#least = lost ? at - time : Math.min(this.#least + DRIFT, at - time);
    this.#wanted = this.#least + this.#neededDelay();
    this.#shift = !lost && Math.abs(this.#wanted - shift) < LEAP ? shift : this.#wanted;
  }

  /** The time of one of the latest tick's samples on the receiver's clock; an invalid age counts as 0. */
  sampled(age: number): number {
    return this.#time - (age > 0 ? Math.min(age, MAX_AGE) : 0);
  }

  /** Records that the segment from `from`, `gap` ms long, can be played from now on. */
  learn(from: number, gap: number): void {
    this.spacing += (Math.max(MIN_SPACING, gap) - this.spacing) / 16;
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((this.arrival - from - this.#least) / BIN)));
    this.#waits[bin] = 1 + (this.#waits[bin] ?? 0);
  }

  /** The playback time at `now`, on the scale of `sampled`. */
  played(now: number): number {
    const most = Math.max(0, now - this.arrival) * PACE;
    return now - this.#shift - Math.max(-most, Math.min(most, this.#wanted - this.#shift));
  }

  /** The delay in ms that covers the share of waits that it should; lets the histogram decay. */
  #neededDelay(): number {
    const waits = (this.#waits = this.#waits.map((count) => count * KEEP));
    // Not `reduce`: old libraries replace it.
    let late = 0;
    for (const count of waits) late += count * (1 - ON_TIME);
    let bin = BINS;
    for (;;) {
      const count = waits[--bin] ?? 1;
      if (late < count) return (bin + 1 - late / count) * BIN;
      late -= count;
    }
  }
}
