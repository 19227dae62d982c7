export interface Point {
  x: number;
  y: number;
}

/** A control point of a cursor's path, and the segment that leads to it. */
export interface Sample<P> extends Point {
  /** On the clock's scale, in ms. */
  time: number;
  /** Undefined if the cursor is gone. */
  place: P | undefined;
  /** When the segment to here begins: at the previous sample, or later if the cursor stood still there. */
  from: number;
  /** Arrived after the segment to the previous sample had begun; that one's end velocity stays as it was. */
  late: boolean;
  /** The cursor fades to here instead of moving; undefined until the segment begins. */
  cut: boolean | undefined;
  /** Velocity in px/ms; NaN until needed, like `x` and `y`. */
  vx: number;
  vy: number;
}

export type Resolve<P> = (place: P) => Readonly<Point> | undefined;

/** Finds the pixels of a sample's place. @returns whether it has any */
export function locate<P>(sample: Sample<P>, resolve: Resolve<P>): boolean {
  const point = sample.place === undefined ? undefined : resolve(sample.place);
  sample.x = point ? point.x : NaN;
  sample.y = point ? point.y : NaN;
  return point !== undefined;
}

/** Gives `b` a velocity between those of the segments to it and from it, if the latter is known. */
export function setVelocity(
  a: Sample<unknown> | undefined,
  b: Sample<unknown>,
  c: Sample<unknown> | undefined,
): void {
  b.vx = b.vy = 0;
  const open = !c || c.late;
  if (!a || isNaN(a.x) || b.cut || (!open && (c.from > b.time || isNaN(c.x)))) return;
  const past = b.time - b.from;
  const coming = open ? 0 : c.time - b.time;
  // The velocity of the parabola through all three.
  const weight = open ? 1 : coming / (past + coming);
  b.vx = ((b.x - a.x) / past) * weight;
  b.vy = ((b.y - a.y) / past) * weight;
  if (open) return;
  b.vx += ((c.x - b.x) / coming) * (1 - weight);
  b.vy += ((c.y - b.y) / coming) * (1 - weight);
  limitVelocity(b, a, b);
  limitVelocity(b, b, c);
}

/** Limits a sample's velocity so that the segment from `a` to `b` neither starts backwards nor overshoots. */
export function limitVelocity(sample: Sample<unknown>, a: Sample<unknown>, b: Sample<unknown>): void {
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
