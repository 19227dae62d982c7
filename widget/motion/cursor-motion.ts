import { MAX_AGE } from '../../protocol/cursor-frame.ts';
import type { MotionClock } from './motion-clock.ts';

/** Duration of a fade in one direction, in ms. */
const FADE = 100;
/** Most samples kept per cursor: two seconds at the usual spacing. */
const MAX_SAMPLES = 64;
/** A cursor may be this late, in ms, after a stall; where it would be more, it fades to where it belongs. */
const MAX_LAG = 500;
/** Lost time is made up for in half of it, by running at first this much faster than usual, then less and less. */
const CATCH_UP = 4;
/** A cursor without samples for this long, in ms, has rested. */
const REST = 400;
/** Ticks that come within this many ms of each other were held up together. */
const BURST = 4;
/** What a cursor can go by between two samples, in px, and in px/ms: no hand goes further. */
const NEAR = 200;
const FAST = 7;

export interface Point {
  x: number;
  y: number;
}

/** Where a cursor is drawn. */
export interface DrawnCursor<P> extends Readonly<Point> {
  /** 0–1 */
  readonly opacity: number;
  /** The sample that it goes to, or fades from. */
  readonly place: P | undefined;
}

interface Sample<P> extends Point {
  /** On the clock's scale, in ms. */
  time: number;
  /** undefined: the cursor is gone. */
  place: P | undefined;
  /** When the way to here begins: at the sample before, or later where the cursor rested there. */
  from: number;
  /** Came when the way to the sample before had begun already, whose end is not bent any more. */
  late: boolean;
  /** The way to here is faded, not travelled; undefined until it begins. */
  cut: boolean | undefined;
  /** Velocity here in px/ms; NaN until needed, as are the pixels. */
  vx: number;
  vy: number;
}

type Resolve<P> = (place: P) => Readonly<Point> | undefined;

/**
 * One cursor's way through its samples: a cubic Hermite spline over time that passes through each of them, with
 * velocities so limited that it never goes past a sample it turns or stops at.
 *
 * What is drawn depends on the time and the samples, not on how often it is drawn. `P` is whatever a position is to
 * the caller; it is resolved to pixels anew in each frame, as layouts change.
 */
export class CursorMotion<P> implements DrawnCursor<P> {
  x = 0;
  y = 0;
  opacity = 0;
  place: P | undefined;
  /** Nothing will change until the next `push`, unless the layout does. */
  settled = true;
  readonly #clock: MotionClock;
  readonly #reached: ((place: P) => void) | undefined;
  readonly #samples: Sample<P>[] = [];
  /** Index of the last sample that has been reached; the one before it is kept too. */
  #at: 0 | 1 = 0;
  /** How far behind the clock this cursor was at `#lagAt`, as its samples had been late. */
  #lag = 0;
  #lagAt = 0;
  /** When the newest sample came. */
  #pushed = 0;
  /** From `#fadeAt` on it fades out here, then in where it is; or only in. */
  #ghost: Sample<P> | undefined;
  #fadeAt = 0;

  /** @param reached called with each place when the cursor gets there: a press shows then, not on arrival */
  constructor(clock: MotionClock, reached?: (place: P) => void) {
    this.#clock = clock;
    this.#reached = reached;
  }

  /**
   * Adds a sample of the tick that the clock received last; within a tick, the oldest first.
   * @param age ms before the tick's time
   * @param place undefined where the cursor is gone
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
      // Nothing is overtaken on the way here, so this one is the newer, whatever its time says.
      last.place = place;
      return;
    } else if (place !== undefined && last.place !== undefined) {
      const gap = time - last.time;
      from = gap > 2 * clock.spacing ? time - clock.spacing : last.time;
      // What comes right behind another was waited for no longer: the rest of a tick, or of a stall's burst.
      if (gap < REST && age < MAX_AGE && now - this.#pushed > BURST) clock.learn(from, gap);
      const shown = this.#shown(now);
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
   * Where the cursor is, or undefined where it is not to be seen. The object is the same one each time.
   * @param now receiver's time in ms
   * @param resolve gives pixels for a place; called at most four times; may return the same object each time
   */
  at(now: number, resolve: Resolve<P>): DrawnCursor<P> | undefined {
    const samples = this.#samples;
    const start = samples[this.#at];
    if (!start) return undefined;
    const { still } = this.#clock;
    const shown = still ? Infinity : this.#shown(now);
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
    see(here, resolve);
    if (next && (shown < next.from || !see(next, resolve))) next = undefined;
    let target = next ?? here;
    // Frames may be further apart than samples: then the way before this one has begun since the last frame, too.
    const before = samples[this.#at - 1];
    const origin = here !== start && before ? before : here;
    if (first && origin !== here) see(origin, resolve);
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
      see(target, resolve);
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
      this.#bend(here, next, resolve);
      const back = (1 - u) * (1 - u) * (1 + 2 * u);
      // A cursor that has rested doesn't start with the velocity it came with.
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

  /** Fades from one sample to wherever the cursor is then; only in, where that one is nowhere. */
  #fade(from: Sample<P>, now: number, since: number): void {
    if (this.#ghost && now - this.#fadeAt < FADE) return;
    this.#ghost = from.place === undefined ? undefined : from;
    this.#fadeAt = since;
  }

  /** Sees to the velocities at both ends of the way to `next`. */
  #bend(here: Sample<P>, next: Sample<P>, resolve: Resolve<P>): void {
    const samples = this.#samples;
    const after = samples[this.#at + 2];
    // Known from the way before, unless a frame was so late that none was drawn on it.
    if (isNaN(here.vx)) turn(samples[this.#at - 1], here, next);
    if (isNaN(next.vx)) {
      if (after && !after.late) see(after, resolve);
      turn(here, next, after);
    }
    // Where the way on was not known, it may be shorter than was thought.
    limit(here, here, next);
  }

  /** The moment that this cursor shows. */
  #shown(now: number): number {
    const left = 1 - ((now - this.#lagAt) * CATCH_UP) / (2 * this.#lag);
    return this.#clock.played(now) - (left > 0 ? this.#lag * left * left : 0);
  }
}

function see<P>(sample: Sample<P>, resolve: Resolve<P>): boolean {
  const point = sample.place === undefined ? undefined : resolve(sample.place);
  sample.x = point ? point.x : NaN;
  sample.y = point ? point.y : NaN;
  return point !== undefined;
}

/** Gives `b` a velocity: between that of the way to it and that of the way from it, if that is known. */
function turn(a: Sample<unknown> | undefined, b: Sample<unknown>, c: Sample<unknown> | undefined): void {
  b.vx = b.vy = 0;
  const open = !c || c.late;
  if (!a || isNaN(a.x) || b.cut || (!open && (c.from > b.time || isNaN(c.x)))) return;
  const past = b.time - b.from;
  const coming = open ? 0 : c.time - b.time;
  // The velocity that a parabola through all three has there.
  const weight = open ? 1 : coming / (past + coming);
  b.vx = ((b.x - a.x) / past) * weight;
  b.vy = ((b.y - a.y) / past) * weight;
  if (open) return;
  b.vx += ((c.x - b.x) / coming) * (1 - weight);
  b.vy += ((c.y - b.y) / coming) * (1 - weight);
  limit(b, a, b);
  limit(b, b, c);
}

/** Limits a sample's velocity so that the way from `a` to `b` neither starts backwards nor goes past its end. */
function limit(sample: Sample<unknown>, a: Sample<unknown>, b: Sample<unknown>): void {
  const span = b.time - b.from;
  const dx = (b.x - a.x) / span;
  const dy = (b.y - a.y) / span;
  const back = Math.min(0, sample.vx * dx + sample.vy * dy) / (dx * dx + dy * dy || 1);
  sample.vx -= back * dx;
  sample.vy -= back * dy;
  const scale = (3 * Math.hypot(dx, dy)) / Math.hypot(sample.vx, sample.vy);
  if (scale < 1) {
    sample.vx *= scale;
    sample.vy *= scale;
  }
}
