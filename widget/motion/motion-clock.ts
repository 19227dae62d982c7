import { MAX_AGE } from '../../protocol/cursor-frame.ts';

/** A tick this far off the measured clock, in ms, is a restarted server or a machine that slept. */
const RESYNC = 2000;
/** The shift is moved at once when it is this far off, in ms. */
const LEAP = 500;
/** How much the smallest transit time may grow per tick, in ms: clocks drift, routes change. */
const DRIFT = 0.02;
/** Senders keep their samples at least this far apart, in ms; closer ones are not to be learnt from. */
const MIN_SPACING = 33;
/** Width in ms and number of the histogram's bins: needs of 0–640 ms. */
const BIN = 8;
const BINS = 80;
/** What a tick leaves of the weight of what was measured before it: about 100 ticks are remembered. */
const KEEP = 0.99;
/** Share of the waits that the delay covers. Rare ones, as stalls, are not worth delaying everything for. */
const ON_TIME = 0.86;
/** Play-out slows down or speeds up by this share while the delay is adapted. */
const PACE = 0.1;

/**
 * The time that all cursors of one connection are played by.
 *
 * It maps the server's clock to the receiver's, measures how long a cursor waits for the next piece of its way (the
 * wait for the tick and the jitter of its arrival alike), and shows everything so much later that 86 % of these waits
 * are not noticed. The delay changes by running at most 10 % slower or faster, never by a leap that could be seen.
 */
export class MotionClock {
  /** For `prefers-reduced-motion`: cursors jump to their newest position. */
  still = false;
  /** Usual time between two samples of a moving cursor, in ms. */
  spacing = 40;
  /** Receiver's time of the latest tick's arrival. */
  arrival = 0;
  /** The latest tick's time on the receiver's clock, had it taken as long as the first one. */
  #time = NaN;
  #server = 0;
  /** Smallest transit time lately, as against the first tick's. */
  #least = 0;
  /** How many waits were how long, the older the less. It starts with a guess of 100 ms. */
  #waits = new Float64Array(BINS).fill(1, 12, 13);
  /** How far behind the receiver's clock play-out is: at `arrival`, and where it goes from there. */
  #shift = 0;
  #wanted = 0;

  /**
   * To be called for each tick, before its samples are pushed.
   * @param server the tick's time: the server's ms modulo 2^32
   * @param at receiver's time of its arrival, in ms
   */
  receive(server: number, at: number): void {
    const step = (server - this.#server) | 0;
    const shift = at - this.played(at);
    let time = this.#time + step;
    // Also true of the first tick, when there is no time yet.
    const lost = !(step >= 0 && Math.abs(at - time) < RESYNC);
    if (lost) time = Math.max(at, this.#time || at);
    this.#server = server;
    this.#time = time;
    this.arrival = at;
    this.#least = lost ? at - time : Math.min(this.#least + DRIFT, at - time);
    this.#wanted = this.#least + this.#enough();
    this.#shift = !lost && Math.abs(this.#wanted - shift) < LEAP ? shift : this.#wanted;
  }

  /** The time of one of the latest tick's samples on the receiver's clock; nonsense counts as age 0. */
  sampled(age: number): number {
    return this.#time - (age > 0 ? Math.min(age, MAX_AGE) : 0);
  }

  /** Learns that a piece of way that starts at `from` and is `gap` ms long could be played from now on. */
  learn(from: number, gap: number): void {
    this.spacing += (Math.max(MIN_SPACING, gap) - this.spacing) / 16;
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((this.arrival - from - this.#least) / BIN)));
    this.#waits[bin] = 1 + (this.#waits[bin] ?? 0);
  }

  /** The moment that is shown at `now`, on the scale of `sampled`. */
  played(now: number): number {
    const most = Math.max(0, now - this.arrival) * PACE;
    return now - this.#shift - Math.max(-most, Math.min(most, this.#wanted - this.#shift));
  }

  /** What covers as many waits as it should, in ms. Forgets a little. */
  #enough(): number {
    const waits = (this.#waits = this.#waits.map((count) => count * KEEP));
    let late = waits.reduce((sum, count) => sum + count) * (1 - ON_TIME);
    let bin = BINS;
    for (;;) {
      const count = waits[--bin] ?? 1;
      if (late < count) return (bin + 1 - late / count) * BIN;
      late -= count;
    }
  }
}
