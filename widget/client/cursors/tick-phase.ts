import type { CursorTick } from '../../../protocol/cursor-frame.ts';

/** How long before its tick a frame leaves, at least, in ms: timers are late, and networks have jitter. */
const LEAST_LEAD = 4;
/** And at most, of the interval: what leaves earlier is hardly younger than without a plan. */
const MOST_LEAD = 0.4;
/** In ms, of the slowest ticks. */
const SLOWEST = 200;
/** A frame that misses its tick makes the next ones leave earlier by this; each that does not, later again. In ms. */
const MISSED = 4;
const CAUGHT = 0.03;
/** More than the error of an estimate, and less than an interval of ticks, in ms. */
const TOLERANCE = 8;
/** Frames whose samples may still come back. */
const MAX_SENT = 16;
/** After as many intervals without a tick, the next one comes as soon as somebody moves. */
const STALE = 4;

/**
 * When a frame has to leave so that it reaches the server right before the page's next tick. Its samples are young
 * then, and frames of many clients cost the server much less if they come together.
 *
 * Nothing is asked of the server for this: a tick brings one's own samples, too, with their ages, which count from
 * when the quickest recent frame would have brought them. So jitter does not blur when the ticks are, only whether a
 * frame is in time.
 */
export class TickPhase {
  readonly #maxAge: number;
  /** By position, the newest sample of each recent frame: its time, and the tick that the frame was for. */
  readonly #sent = new Map<number, { time: number; due: number }>();
  /** From the server's clock to ours, minus the way there. Unknown before a sample has come back. */
  #offset: number | undefined;
  /** When a frame had to be on its way for the newest tick, and when that came. */
  #last = 0;
  #heardAt = 0;
  #lead = LEAST_LEAD;
  /** The tick that the next frame is for. */
  #due = Infinity;

  /** @param maxAge samples of this age may be older */
  constructor(maxAge: number) {
    this.#maxAge = maxAge;
  }

  /**
   * @param free when the rate allows a frame, on our clock
   * @param interval of frames and ticks, in ms
   * @returns when to send it: then, or right before a tick if the ticks are known
   */
  next(free: number, now: number, interval: number): number {
    if (this.#offset === undefined || now > this.#heardAt + STALE * interval) return free;
    // One frame for each tick, although neither timers nor ticks are exact.
    const ticks = Math.ceil((Math.max(now, free - interval / 2) - this.#last) / interval);
    this.#due = this.#last + ticks * interval;
    return this.#due - Math.min(this.#lead, interval * MOST_LEAD);
  }

  /** A frame has left. @param x of its newest sample, as `y` @param time of that sample */
  sent(x: number, y: number, time: number): void {
    this.#sent.delete(keyOf(x, y));
    this.#sent.set(keyOf(x, y), { time, due: this.#due });
    this.#due = Infinity;
    for (const key of this.#sent.keys()) {
      if (this.#sent.size > MAX_SENT) this.#sent.delete(key);
    }
  }

  /** A tick has come. @param slot our own @param now on our clock */
  heard({ time, tracks }: CursorTick, slot: number | undefined, now: number): void {
    const own = tracks.find((track) => track.slot === slot)?.samples.at(-1);
    const sent = own && own.age < this.#maxAge && this.#sent.get(keyOf(own.x, own.y));
    if (sent) {
      const due = sent.time + own.age;
      const change = due > sent.due + TOLERANCE ? MISSED : -CAUGHT;
      this.#lead = Math.min(SLOWEST * MOST_LEAD, Math.max(LEAST_LEAD, this.#lead + change));
      this.#offset = due - time;
    }
    this.#last = time + (this.#offset ?? 0);
    this.#heardAt = now;
  }

  /** Another page or connection. */
  clear(): void {
    this.#sent.clear();
    this.#offset = undefined;
    this.#lead = LEAST_LEAD;
  }
}

function keyOf(x: number, y: number): number {
  return x * 0x10000 + y;
}
