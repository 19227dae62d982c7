/**
 * How many cursor frames a second a page gets: quick while few move, slower in crowds, so that one visitor's
 * downstream stays bounded whatever the crowd.
 */
const BY_PAGE = [
  { movers: 40, hz: 30 },
  { movers: 100, hz: 15 },
  { movers: 2_500, hz: 10 },
  { movers: Infinity, hz: 5 },
] as const;

/**
 * In many small rooms, receiving is what costs: there the movers of the whole process count, and a slower pace,
 * with more samples in each frame, halves it.
 */
const BY_PROCESS = [
  { movers: 120, hz: 30 },
  { movers: 300, hz: 15 },
  { movers: Infinity, hz: 10 },
] as const;

/** Speeding up again needs this share of a step's bound, so that the rate does not flap around it. */
const HYSTERESIS = 0.75;

/**
 * @param movers sessions of the page whose cursor moved in the last second
 * @param all those of all pages of the process
 * @param before the rate until now, 0 for none
 * @returns frames per second
 */
export function tickRate(movers: number, all: number, before: number): number {
  const fits = (share: number): number =>
    Math.min(step(BY_PAGE, movers / share), step(BY_PROCESS, all / share));
  const wanted = fits(1);
  return before === 0 || wanted <= before ? wanted : Math.max(before, fits(HYSTERESIS));
}

function step(steps: readonly { movers: number; hz: number }[], movers: number): number {
  return steps.find((each) => movers <= each.movers)?.hz ?? 5;
}
