import type { WayPoint } from './in-page.ts';
import { seeded } from '../motion/hand.ts';

/** A pointer that is somewhere else 20 times a second is back after so many steps: 6 s. */
const STEPS = 120;
/** How far a way reaches from its middle, in px. */
const REACH_X = 250;
const REACH_Y = 120;

/** Closed ways for so many pointers, as eights that lie anywhere in an area; speeds are about 100–500 px/s. */
export function ways(count: number, width: number, height: number, seed = 1): WayPoint[][] {
  const random = seeded(seed);
  const between = (reach: number, size: number): number => reach + random() * Math.max(0, size - 2 * reach);
  return Array.from({ length: count }, () => {
    const x = between(REACH_X, width);
    const y = between(REACH_Y, height);
    const [start, turn] = [random() * 2 * Math.PI, random() * 2 * Math.PI];
    return Array.from({ length: STEPS }, (_, step) => {
      const angle = (step / STEPS) * 2 * Math.PI;
      return { x: x + REACH_X * Math.sin(angle + start), y: y + REACH_Y * Math.sin(2 * angle + turn) };
    });
  });
}
