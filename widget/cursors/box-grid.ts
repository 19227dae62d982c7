import type { Box } from '../anchors/visible-box.ts';

/** About the size of a label, in px. */
const WIDTH = 128;
const HEIGHT = 32;
/** More boxes than this are not kept for a cell: what would stand there stands on something anyway. */
const MOST = 6;

/** Boxes by where they are, so that finding those that a box overlaps takes no longer among many. */
export class BoxGrid {
  readonly #cells = new Map<number, Box[]>();

  clear(): void {
    this.#cells.clear();
  }

  add(box: Box): void {
    for (const key of cellsOf(box)) {
      const cell = this.#cells.get(key);
      if (!cell) this.#cells.set(key, [box]);
      else if (cell.length < MOST) cell.push(box);
    }
  }

  /** The area that other boxes have in common with this one, in px²; those that lie in several cells count more. */
  overlap(box: Box): number {
    let area = 0;
    for (const key of cellsOf(box))
      for (const other of this.#cells.get(key) ?? []) area += commonArea(box, other);
    return area;
  }
}

export function commonArea(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function cellsOf({ left, top, right, bottom }: Box): number[] {
  const keys: number[] = [];
  for (let x = Math.floor(left / WIDTH); x * WIDTH < right; x++)
    for (let y = Math.floor(top / HEIGHT); y * HEIGHT < bottom; y++) keys.push(x * 0x100000 + y);
  return keys;
}
