/** In ms: 20 samples a second follow a hand, and a page with a high rate has room for more. */
const MIN_SPACING_MS = 33;
const MAX_SPACING_MS = 50;

/**
 * How close together samples are sent, in ms, at `hz` frames a second; the newest and clicks are exempt. Less than a
 * frame's interval: the screen's refreshes don't coincide with it, and what is held back arrives late.
 */
export function sampleSpacing(hz = 0): number {
  return Math.max(MIN_SPACING_MS, Math.min(MAX_SPACING_MS, 750 / hz));
}

/** At most `count` items, evenly spread, the newest among them. */
export function thinned<T>(items: T[], count: number): T[] {
  if (items.length <= count) return items;
  const rank = (i: number) => Math.floor((i * count) / items.length);
  return items.filter((_, i) => rank(i + 1) > rank(i));
}
