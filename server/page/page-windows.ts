import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { Position } from './page-session.ts';

/**
 * The page's height is cut into bands, and windows of some heights are laid over them, densely. A session sees through
 * the smallest window that holds what it has on screen: little that it does not see takes bytes from what it sees, and
 * yet many share a window, whose cursors are encoded once.
 */
export const BANDS = 64;
/** In bands; the whole page besides. */
const HEIGHTS = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48];
/** Windows of one height begin an eighth of it apart. */
const STEPS = 8;

/**
 * @param top fraction of the page's height, as is `bottom`
 * @returns the number of the smallest window that holds both; 0 is the whole page
 */
export function windowOf(top: number, bottom: number): number {
  const first = Math.min(BANDS - 1, Math.floor(top * BANDS));
  const last = Math.max(first, Math.min(BANDS - 1, Math.ceil(bottom * BANDS) - 1));
  for (const height of HEIGHTS) {
    const start = first - (first % Math.max(1, height / STEPS));
    if (last < start + height) return height * BANDS + Math.min(start, BANDS - height);
  }
  return 0;
}

/** @returns the first band of a window, and the one after its last */
export function bandsOf(window: number): [number, number] {
  const height = Math.floor(window / BANDS) || BANDS;
  const start = window % BANDS;
  return [start, start + height];
}

/** @returns the band that a cursor is in; -1 once it has gone */
export function bandOf({ anchor, flags, y }: Position): number {
  if (!anchor) return -1;
  const [, top, , height] = anchor.anchor.box;
  const inside = flags & SAMPLE.text || anchor.anchor.beside ? 0.5 : y / 0xffff;
  return Math.min(BANDS - 1, Math.floor((top + height * inside) * BANDS));
}
