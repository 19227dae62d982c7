import { MAX_AGE } from '../../protocol/cursor-frame.ts';
import type { MotionClock } from './motion-clock.ts';
import { limitVelocity, locate, setVelocity, type Point, type Resolve, type Sample } from './spline.ts';

/** Duration of a fade in one direction, in ms. */
const FADE = 100;
/** Most samples kept per cursor: two seconds at the usual spacing. */
const MAX_SAMPLES = 64;
/** After a stall a cursor may be this late, in ms; if it were later, it fades to where it belongs. */
const MAX_LAG = 500;
/** A cursor catches up in half of the time it lost, running this much faster at first, then less and less. */
const CATCH_UP = 4;
/** A cursor without samples for this long, in ms, stood still. */
const REST = 400;
/** Ticks that arrive within this many ms of each other were delayed together. */
const BURST = 4;
/** Most that a hand moves between two samples, in px, and in px/ms on top. */
const NEAR = 200;
const FAST = 7;

/** Where a cursor is drawn. */
export interface DrawnCursor<P> extends Readonly<Point> {
  /** 0–1 */
  readonly opacity: number;
  /** The place that it moves to, or fades from. */
  readonly place: P | undefined;
}

/**
 * One cursor's path through its samples: a cubic Hermite spline over time that passes through each of them, with
 * limited velocities, so that it never overshoots a sample where it turns or stops.
 *
 * The result depends on the time and the samples, not on the frame rate. `P` is the caller's notion of a position; it
 * is resolved to pixels in each frame, as layouts change.
 */
export class CursorMotion<P> implements DrawnCursor<P> {
  x = 0;
  y = 0;
  opacity = 0;
  place: P | undefined;
  /** Nothing changes until the next `push`, unless the layout does. */
  settled = true;
  readonly #clock: MotionClock;
  readonly #reached: ((place: P) => void) | undefined;
  readonly #samples: Sample<P>[] = [];
  /** Index of the last sample that was reached; the one before it is kept, too. */
  #at: 0 | 1 = 0;
  /** How far this cursor was behind the clock at `#lagAt`, because its samples were late. */
  #lag = 0;
  #lagAt = 0;
  /** When the newest sample arrived. */
  #pushed = 0;
  /** Where it fades out from `#fadeAt` on, before it fades in; undefined if it only fades in. */
  #ghost: Sample<P> | undefined;
  #fadeAt = 0;

  /** @param reached called with each place when the cursor gets there: a press is shown then, not on arrival */
  constructor(clock: MotionClock, reached?: (place: P) => void) {
    this.#clock = clock;
    this.#reached = reached;
  }

  /**
   * Adds a sample of the latest tick, the oldest first.
   * @param age ms before the tick's time
   * @param place undefined if the cursor is gone
   */
  push(age: number, place: P | undefined): void {
    const clock = this.#clock;
    const samples = this.#samples;
    const now = clock.arrival;
    const time = clock.sampled(age);
    const last = samples.at(-1);
    let from = time;
    let late = false;
    this.settled = false;
    if (!last) this.#fadeAt = now;
    else if (time <= last.time) {
      // The connection keeps the order, so this sample is the newer one, whatever its time.
      last.place = place;
      return;
    } else if (place !== undefined && last.place !== undefined) {
      const gap = time - last.time;
      from = gap > 2 * clock.spacing ? time - clock.spacing : last.time;
      // A sample right behind another, in a tick or in the burst after a stall, caused no wait of its own.
      if (gap < REST && age < MAX_AGE && now - this.#pushed > BURST) clock.learn(from, gap);
      const shown = this.#playedTime(now);
      late = shown > last.from;
      if (shown > from) {
        this.#lag = clock.played(now) - from;
        this.#lagAt = now;
        if (this.#lag > MAX_LAG) {
          this.#lag = 0;
          this.#fade(last, now, now);
        }
      }
    }
    this.#pushed = now;
    samples.push({ time, place, from, late, cut: undefined, x: NaN, y: NaN, vx: NaN, vy: NaN });
    if (samples.length > MAX_SAMPLES) samples.shift();
  }

  /**
   * Where the cursor is; undefined if it is not visible. Returns the same object each time.
   * @param now the receiver's time in ms
   * @param resolve finds the pixels of a place; called at most four times, may return the same object each time
   */
  at(now: number, resolve: Resolve<P>): DrawnCursor<P> | undefined {
    const samples = this.#samples;
    const start = samples[this.#at];
    if (!start) return undefined;
    const { still } = this.#clock;
    const shown = still ? Infinity : this.#playedTime(now);
    let first: Sample<P> | undefined;
    let next: Sample<P> | undefined;
    while ((next = samples[this.#at + 1]) && shown >= next.from) {
      if (next.cut === undefined) {
        next.cut = false;
        first ??= next;
        const here = samples[this.#at] ?? start;
        if (here.place === undefined || next.place === undefined)
          this.#fade(here, now, now - shown + next.from);
      }
      if (shown < next.time) break;
      if (this.#at) samples.shift();
      this.#at = 1;
      if (next.place !== undefined) this.#reached?.(next.place);
    }
    const ended = !next;
    const here = samples[this.#at] ?? start;
    locate(here, resolve);
    if (next && (shown < next.from || !locate(next, resolve))) next = undefined;
    let target = next ?? here;
    // Frames may be further apart than samples: then the previous segment began after the last frame, too.
    const before = samples[this.#at - 1];
    const origin = here !== start && before ? before : here;
    if (first && origin !== here) locate(origin, resolve);
    if (
      first &&
      Math.hypot(target.x - origin.x, target.y - origin.y) > NEAR + FAST * (target.time - first.from)
    ) {
      target.cut = true;
      this.#fade(origin, now, now - shown + first.from);
    }

    let opacity = still ? 2 : Math.max(0, now - this.#fadeAt) / FADE;
    if (this.#ghost && opacity < 1) {
      target = this.#ghost;
      locate(target, resolve);
      opacity = 1 - opacity;
    } else {
      if (this.#ghost) opacity--;
      if (opacity >= 1) {
        opacity = 1;
        this.#ghost = undefined;
        this.settled = ended;
      }
    }
    let { x, y } = target;
    if (target === next && !next.cut && !isNaN(here.x)) {
      const span = next.time - next.from;
      const u = (shown - next.from) / span;
      this.#setVelocities(here, next, resolve);
      const back = (1 - u) * (1 - u) * (1 + 2 * u);
      // A cursor that stood still does not start with the velocity it arrived with.
      const starting = next.from > here.time ? 0 : u * (1 - u) * (1 - u) * span;
      const ending = u * u * (u - 1) * span;
      x += (here.x - x) * back + here.vx * starting + next.vx * ending;
      y += (here.y - y) * back + here.vy * starting + next.vy * ending;
    }
    this.x = x;
    this.y = y;
    this.opacity = opacity;
    this.place = target.place;
    return isNaN(x) ? undefined : this;
  }

  /** Fades from one sample to wherever the cursor is then; only in, if that sample has no place. */
  #fade(from: Sample<P>, now: number, since: number): void {
    if (this.#ghost && now - this.#fadeAt < FADE) return;
    this.#ghost = from.place === undefined ? undefined : from;
    this.#fadeAt = since;
  }

  /** Sets the velocities at both ends of the segment to `next`. */
  #setVelocities(here: Sample<P>, next: Sample<P>, resolve: Resolve<P>): void {
    const samples = this.#samples;
    const after = samples[this.#at + 2];
    // Known from the previous segment, unless no frame was drawn on it.
    if (isNaN(here.vx)) setVelocity(samples[this.#at - 1], here, next);
    if (isNaN(next.vx)) {
      if (after && !after.late) locate(after, resolve);
      setVelocity(here, next, after);
    }
    // While this segment was unknown, it was taken for longer.
    limitVelocity(here, here, next);
  }

  /** The playback time of this cursor. */
  #playedTime(now: number): number {
    const left = 1 - ((now - this.#lagAt) * CATCH_UP) / (2 * this.#lag);
    return this.#clock.played(now) - (left > 0 ? this.#lag * left * left : 0);
  }
}
