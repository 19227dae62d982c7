/** The ways of drawing a remote cursor that are compared. */

import type { PerfectCursor as PerfectCursorType } from 'perfect-cursors';
import { CursorMotion } from '../../../widget/motion/cursor-motion.ts';
import { MotionClock } from '../../../widget/motion/motion-clock.ts';
import type { Point } from './hand.ts';
import type { Frame } from './link.ts';
import { VirtualTime } from './virtual-time.ts';

export interface Method {
  receive(frame: Frame, now: number): void;
  draw(now: number): Point | undefined;
}

export type MethodName = 'ours' | 'css' | 'spring' | 'perfect-cursors';
export interface Options {
  hz: number;
  /** Peers have no use for times: they get the newest position of a frame, or every one of them, on arrival. */
  every: boolean;
}

export const METHODS: Record<MethodName, (options: Options) => Method> = {
  ours: () => new Ours(),
  css: (options) => new CssTransition(options),
  spring: (options) => new Spring(options),
  'perfect-cursors': (options) => new Perfect(options),
};

class Ours implements Method {
  readonly clock = new MotionClock();
  readonly motion = new CursorMotion<Point>(this.clock);

  receive(frame: Frame, now: number): void {
    const time = Math.round(frame.sent);
    // As the wire has it: the server's clock in whole ms, ages in steps of 2 ms.
    this.clock.receive((time + 4_294_960_000) >>> 0, now);
    for (const sample of frame.samples) {
      this.motion.push(Math.min(510, Math.max(0, Math.round((time - sample.time) / 2) * 2)), sample);
    }
  }

  draw(now: number): Point | undefined {
    const drawn = this.motion.at(now, (place) => place);
    return drawn && { x: drawn.x, y: drawn.y };
  }
}

/** `transition: transform <interval> ease`, restarted from where it is by each new position. */
class CssTransition implements Method {
  readonly #options: Options;
  #from: Point | undefined;
  #to: Point = { x: 0, y: 0 };
  #start = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  receive(frame: Frame, now: number): void {
    for (const sample of positions(frame, this.#options.every)) {
      this.#from = this.draw(now) ?? sample;
      this.#to = sample;
      this.#start = now;
    }
  }

  draw(now: number): Point | undefined {
    if (!this.#from) return undefined;
    const eased = ease(Math.min(1, ((now - this.#start) * this.#options.hz) / 1000));
    return {
      x: this.#from.x + (this.#to.x - this.#from.x) * eased,
      y: this.#from.y + (this.#to.y - this.#from.y) * eased,
    };
  }
}

/** CSS's `ease`: cubic-bezier(0.25, 0.1, 0.25, 1). */
function ease(x: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 30; i++) {
    const t = (low + high) / 2;
    if (3 * (1 - t) * (1 - t) * t * 0.25 + 3 * (1 - t) * t * t * 0.25 + t * t * t < x) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  return 3 * (1 - t) * (1 - t) * t * 0.1 + 3 * (1 - t) * t * t + t * t * t;
}

/** Stiffness 170, damping 26, mass 1; one step of 1/60 s per frame, whatever the frame took. */
class Spring implements Method {
  readonly #options: Options;
  #target: Point | undefined;
  #at: Point = { x: 0, y: 0 };
  #velocity: Point = { x: 0, y: 0 };

  constructor(options: Options) {
    this.#options = options;
  }

  receive(frame: Frame): void {
    for (const sample of positions(frame, this.#options.every)) {
      if (!this.#target) this.#at = { x: sample.x, y: sample.y };
      this.#target = sample;
    }
  }

  draw(): Point | undefined {
    if (!this.#target) return undefined;
    for (const axis of ['x', 'y'] as const) {
      const force = -170 * (this.#at[axis] - this.#target[axis]) - 26 * this.#velocity[axis];
      this.#velocity[axis] += force / 60;
      this.#at[axis] += this.#velocity[axis] / 60;
    }
    return { ...this.#at };
  }
}

const time = new VirtualTime();
time.install();
const { PerfectCursor } = (await import('perfect-cursors')) as { PerfectCursor: typeof PerfectCursorType };

/** The package itself, with its timers and frames run by the simulation. */
class Perfect implements Method {
  readonly #options: Options;
  readonly #cursor: PerfectCursorType;
  #at: Point | undefined;

  constructor(options: Options) {
    this.#options = options;
    time.reset();
    this.#cursor = new PerfectCursor(([x = NaN, y = NaN]) => {
      this.#at = { x, y };
    });
  }

  receive(frame: Frame, now: number): void {
    time.advance(now);
    for (const sample of positions(frame, this.#options.every)) this.#cursor.addPoint([sample.x, sample.y]);
  }

  draw(now: number): Point | undefined {
    time.advance(now);
    time.frame();
    return this.#at;
  }
}

function positions(frame: Frame, every: boolean): Point[] {
  return every ? frame.samples : frame.samples.slice(-1);
}
