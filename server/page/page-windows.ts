import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { Position } from './page-session.ts';

/**
 * The page's height is cut into bands, and windows are laid over them: the whole page, halves, quarters and so on,
 * each half overlapping the next. A session sees through the smallest window that holds what it has on screen.
 */
export const BANDS = 64;
/** Bands of the smallest window; each larger one is twice as high. */
const SMALLEST = 2;

/**
 * @param top fraction of the page's height, as is `bottom`
 * @returns the number of the smallest window that holds both; 0 is the whole page
 */
export function windowOf(top: number, bottom: number): number {
  const first = Math.min(BANDS - 1, Math.floor(top * BANDS));
  const last = Math.max(first, Math.min(BANDS - 1, Math.ceil(bottom * BANDS) - 1));
  for (let height = SMALLEST; height < BANDS; height *= 2) {
    const start = first - (first % (height / 2));
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
