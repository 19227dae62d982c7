/**
 * How often a page sends cursors a second, and each of its clients one frame: they send right before the tick that is
 * to carry it. 0 while nobody else is there to see a cursor.
 */
export type Pace = number;

export const SILENT: Pace = 0;
/** Ticks a second of the quickest pace. */
export const MAX_TICKS = 30;

/**
 * Quick while few move and slower the more do, so that what one visitor receives stays bounded. Where bytes begin to
 * count (second step), fewer ticks with more samples each cost less.
 */
const PACES: readonly Pace[] = [MAX_TICKS, 12, 10, 8, 5];
/** Most movers of the page at each pace but the last. */
const BY_PAGE = [40, 100, 3_500, 3_500];
/** Most movers on other pages of the process: with many small rooms each frame costs, however short it is. */
const BY_OTHERS = [120, 300, 400];

/** The pace rises again below this share of a step's bound, so that it does not flap around the bound. */
const HYSTERESIS = 0.75;

/**
 * @param movers of the page
 * @param others movers of all other pages of the process
 * @param before the current pace
 */
export function paceFor(movers: number, others: number, before: Pace): Pace {
  const slowest = (share: number): number =>
    Math.max(step(BY_PAGE, movers / share), step(BY_OTHERS, others / share));
  const wanted = slowest(1);
  const now = PACES.indexOf(before);
  return PACES[now < 0 || wanted >= now ? wanted : Math.min(now, slowest(HYSTERESIS))] ?? SILENT;
}

function step(bounds: readonly number[], movers: number): number {
  const index = bounds.findIndex((most) => movers <= most);
  return index < 0 ? bounds.length : index;
}
