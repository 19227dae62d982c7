import { CursorMotion } from '../../../widget/motion/cursor-motion.ts';
import type { Point } from '../../../widget/motion/spline.ts';
import { MotionClock } from '../../../widget/motion/motion-clock.ts';

/** Position of a hand that reaches from 0 to 600 px within 1000–1600 ms, rests, and goes back in 2200–2700 ms. */
export function reaching(time: number): Point {
  const eased = (from: number, to: number): number => {
    const t = Math.min(1, Math.max(0, (time - from) / (to - from)));
    return t * t * t * (10 - 15 * t + 6 * t * t);
  };
  const s = eased(1000, 1600) - eased(2200, 2700);
  return { x: 600 * s, y: 200 + 150 * s };
}

export interface Tick {
  /** Sent, on the server's clock. */
  time: number;
  /** Arrives, on the receiver's clock. */
  at: number;
  samples: { age: number; place: Point | undefined }[];
}

/** Ticks of a moving pointer: two samples in each, sent every `interval` ms, silent while it rests. */
export function ticks(
  path: (time: number) => Point,
  end: number,
  interval = 66,
  delay: (sent: number) => number = () => 0,
): Tick[] {
  const made: Tick[] = [];
  let before: Point | undefined;
  let arrival = 0;
  for (let time = interval; time < end; time += interval) {
    const samples: Tick['samples'] = [];
    for (let age = interval - 33; age >= 0; age -= 33) {
      const place = path(time - age);
      if (before && before.x === place.x && before.y === place.y) continue;
      before = place;
      samples.push({ age, place });
    }
    if (samples.length === 0) continue;
    arrival = Math.max(arrival, time + delay(time));
    made.push({ time, at: arrival, samples });
  }
  return made;
}

/** A screen that draws one cursor, with a clock of its own. */
export class Screen {
  readonly clock = new MotionClock();
  readonly reached: Point[] = [];
  readonly motion = new CursorMotion<Point>(this.clock, (place) => this.reached.push(place));
  readonly #ticks: Tick[];
  /** The layout. */
  resolve: (place: Point) => Point | undefined = (place) => place;
  now = 0;

  constructor(made: Tick[] = []) {
    this.#ticks = [...made];
  }

  /** How far behind what is shown is, where the first tick took no time. */
  get delay(): number {
    return this.now - this.clock.played(this.now);
  }

  receive(tick: Tick): void {
    this.clock.receive(tick.time, tick.at);
    for (const { age, place } of tick.samples) this.motion.push(age, place);
  }

  /** One tick that arrives `now` with one sample. */
  sample(place: Point | undefined, now: number, age = 0): void {
    this.now = now;
    this.receive({ time: now, at: now, samples: [{ age, place }] });
  }

  draw(now: number): { x: number; y: number; opacity: number } | undefined {
    this.now = now;
    for (let tick; (tick = this.#ticks[0]) && tick.at <= now; this.#ticks.shift()) this.receive(tick);
    const drawn = this.motion.at(now, this.resolve);
    return drawn && { x: drawn.x, y: drawn.y, opacity: drawn.opacity };
  }

  /** Everything drawn from `from` until `to`. */
  film(from: number, to: number, fps = 60): { now: number; x: number; y: number; opacity: number }[] {
    const film = [];
    for (let i = Math.ceil((from * fps) / 1000); (i * 1000) / fps <= to; i++) {
      const drawn = this.draw((i * 1000) / fps);
      if (drawn) film.push({ now: (i * 1000) / fps, ...drawn });
    }
    return film;
  }
}

/** The same numbers in each run. */
export function seeded(seed: number): () => number {
  return () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
}

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** A pointer that circles without rest, 3 px per ms. */
export const circling = (time: number): Point => ({
  x: 500 + 300 * Math.cos(time / 100),
  y: 400 + 300 * Math.sin(time / 100),
});
