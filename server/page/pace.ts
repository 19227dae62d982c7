/** How quickly a page is told of its cursors. */
export interface Pace {
  /** Ticks a second; 0: nobody is there to be told. */
  readonly ticks: number;
  /** Frames a second that each client should send. */
  readonly frames: number;
}

export const SILENT: Pace = { ticks: 0, frames: 0 };

/**
 * Quick while few move, slower in crowds, so that one visitor's downstream stays bounded whatever the crowd. Where
 * bytes begin to count (second step), fewer ticks with more samples each cost less, while clients still send each
 * sample as soon as they have it: what waits twice is old.
 */
const PACES: readonly Pace[] = [
  { ticks: 30, frames: 30 },
  { ticks: 15, frames: 20 },
  { ticks: 10, frames: 10 },
  { ticks: 8, frames: 8 },
  { ticks: 5, frames: 5 },
];
/** Most movers of the page at each of them but the last. */
const BY_PAGE = [40, 100, 3_500, 3_500];
/** Most movers on other pages of the process: in many small rooms each frame costs, however little is in it. */
const BY_OTHERS = [120, 300, 400];

/** Speeding up again needs this share of a step's bound, so that the pace does not flap around it. */
const HYSTERESIS = 0.75;

/**
 * @param movers sessions of the page whose cursor moved in the last second
 * @param others those of all other pages of the process
 * @param before the pace until now
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
