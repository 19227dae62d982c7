/** A pointer's path as a hand moves it: slightly curved, fastest in the middle, sometimes overshooting. */
export interface Point {
  x: number;
  y: number;
}

/** A movement with a start and an end in time. */
export interface HandPath {
  /** When it ends, in ms, on the clock of `now`. */
  readonly end: number;
  at(now: number): Point;
}

/**
 * @param now when it starts, in ms
 * @param random 0 ≤ random() < 1
 * @param pace 1 for a goal-directed movement, more for a slower one, such as following a line of text
 */
export function handPath(from: Point, to: Point, now: number, random: () => number, pace = 1): HandPath {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const distance = Math.hypot(dx, dy);
  // Fitts's law: time grows with the logarithm of the distance.
  const duration = pace * (160 + 130 * Math.log2(1 + distance / 24)) * (0.85 + 0.4 * random());
  const bend = (random() - 0.5) * 0.32;
  const lean = 0.3 + 0.4 * random();
  const via = { x: from.x + dx * lean - dy * bend, y: from.y + dy * lean + dx * bend };
  const past = pace === 1 && distance > 220 && random() < 0.4 ? 1 + 14 / distance : 1;
  return {
    end: now + duration,
    at(time) {
      const part = Math.min(1, Math.max(0, (time - now) / duration));
      // The reach takes most of the time; the correction takes the rest.
      const reach = past > 1 ? Math.min(1, part / 0.82) : part;
      const back = past > 1 ? Math.max(0, (part - 0.82) / 0.18) : 0;
      const t = minimumJerk(reach) * past - minimumJerk(back) * (past - 1);
      return {
        x: quadratic(from.x, via.x, to.x, t),
        y: quadratic(from.y, via.y, to.y, t),
      };
    },
  };
}

function minimumJerk(t: number): number {
  return t * t * t * (10 - 15 * t + 6 * t * t);
}

function quadratic(a: number, b: number, c: number, t: number): number {
  return (1 - t) * (1 - t) * a + 2 * (1 - t) * t * b + t * t * c;
}
