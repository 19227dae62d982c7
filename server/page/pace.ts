/** How often a page sends cursors, and its clients do. */
export interface Pace {
  /** Ticks a second; 0 while nobody else is there to see a cursor. */
  readonly ticks: number;
  /** Cursor frames a second that each client should send. */
  readonly frames: number;
}

export const SILENT: Pace = { ticks: 0, frames: 0 };
/** Ticks a second of the quickest pace. */
export const MAX_TICKS = 30;

/**
 * Quick while few move and slower the more do, so that what one visitor receives stays bounded. Where bytes begin to
 * count (second step), fewer ticks with more samples each cost less; clients still send each sample as soon as they
 * have it, as one that waits twice is old when it arrives.
 */
const PACES: readonly Pace[] = [
  { ticks: MAX_TICKS, frames: 30 },
  { ticks: 15, frames: 20 },
  { ticks: 10, frames: 10 },
  { ticks: 8, frames: 8 },
  { ticks: 5, frames: 5 },
];
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
