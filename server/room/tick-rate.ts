/**
 * How many cursor frames a second a page gets: quick while few move, slower in crowds, so that one visitor's
 * downstream stays bounded whatever the crowd.
 */
const STEPS = [
  { movers: 40, hz: 30 },
  { movers: 100, hz: 20 },
  { movers: 200, hz: 10 },
  { movers: Infinity, hz: 5 },
] as const;

/** Speeding up again needs this share of the step's bound, so that the rate does not flap around it. */
const HYSTERESIS = 0.75;

/**
 * @param movers sessions whose cursor moved in the last second
 * @param before the rate until now, 0 for none
 * @returns frames per second
 */
export function tickRate(movers: number, before: number): number {
  const fits = (share: number) => STEPS.find((step) => movers <= step.movers * share)?.hz ?? 5;
  const wanted = fits(1);
  return before === 0 || wanted <= before ? wanted : Math.max(before, fits(HYSTERESIS));
}
