/** Hand movements as they are known from reaching experiments: minimum-jerk reaches with rests between them. */

export interface Point {
  x: number;
  y: number;
}

export interface Reach {
  from: Point;
  to: Point;
  /** ms */
  start: number;
  end: number;
  /** How far the way is bowed to the side in its middle, in px. */
  bow: number;
}

/** Where the hand is at any time, in ms and px. */
export class Hand {
  readonly reaches: readonly Reach[];
  readonly end: number;

  readonly #starts: readonly number[];

  constructor(reaches: readonly Reach[]) {
    this.reaches = reaches;
    this.#starts = reaches.map((reach) => reach.start);
    this.end = Math.max(...reaches.map((reach) => reach.end)) + 1000;
  }

  at(time: number): Point {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? Infinity) <= time) low = middle;
      else high = middle - 1;
    }
    const reach = this.reaches[low];
    return reach ? along(reach, time) : { x: 0, y: 0 };
  }
}

/** mulberry32: the same seed gives the same numbers everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Reaches between random points of a 1440 × 900 window, for `duration` ms. Their durations follow Fitts' law
 * (100 ms + 110 ms per bit); two of five are bowed, one of three ends short and is mended by a small second one, and
 * between them lie rests of 250–900 ms.
 */
export function makeHand(seed: number, duration: number): Hand {
  const random = seeded(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const reaches: Reach[] = [];
  let here: Point = { x: 720, y: 450 };
  let time = 500;
  const reach = (to: Point, width: number, bowed: boolean): void => {
    const distance = Math.hypot(to.x - here.x, to.y - here.y);
    const bits = Math.log2(distance / width + 1);
    const end = time + 100 + 110 * bits * between(0.9, 1.2);
    reaches.push({ from: here, to, start: time, end, bow: bowed ? distance * between(-0.3, 0.3) : 0 });
    here = to;
    time = end;
  };
  while (time < duration) {
    const target = pixel(between(40, 1400), between(40, 860));
    const width = 2 ** between(4, 6.5);
    const bowed = random() < 0.4;
    if (random() < 1 / 3) {
      const short = between(0.85, 0.96);
      const aside = between(-0.04, 0.04);
      const x = target.x - here.x;
      const y = target.y - here.y;
      reach(pixel(here.x + x * short - y * aside, here.y + y * short + x * aside), width, bowed);
      time += between(20, 90);
      reach(target, width / 2, false);
    } else {
      reach(target, width, bowed);
    }
    time += between(250, 900);
  }
  return new Hand(reaches);
}

/** Pointers stop at whole pixels. */
function pixel(x: number, y: number): Point {
  return { x: Math.round(x), y: Math.round(y) };
}

function along(reach: Reach, time: number): Point {
  const t = Math.min(1, Math.max(0, (time - reach.start) / (reach.end - reach.start)));
  const s = t * t * t * (10 - 15 * t + 6 * t * t);
  const x = reach.to.x - reach.from.x;
  const y = reach.to.y - reach.from.y;
  const length = Math.hypot(x, y) || 1;
  const aside = (reach.bow * 4 * s * (1 - s)) / length;
  return { x: reach.from.x + x * s - y * aside, y: reach.from.y + y * s + x * aside };
}
