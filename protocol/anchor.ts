/**
 * Where on the content a cursor is: a key that each receiver resolves in its own document.
 *
 * The server only checks its shape; resolving it takes a DOM. No field is ever used to build a selector.
 */
export interface Anchor {
  /** Where the path starts; absent: at the document's root element. */
  from?: AnchorRoot;
  /** Child indexes from there, counting only content elements; -1 steps into an open shadow root. */
  path: number[];
  /**
   * 32-bit hashes of the content as the sender saw it, to detect different content: of the element itself, then of up
   * to three elements around it, each with more text than the one before.
   */
  hash?: number[];
  /**
   * Short hashes of what the element and its surroundings are like, to find it where the content differs. README.md
   * tells what each of its digits, `A–Z a–z 0–9 - _`, means.
   */
  like?: string;
  /** Over a long text: a sample's offset counts from here, in UTF-16 units. */
  start?: number;
  /**
   * The pointer was next to the element, inside its ancestor this many levels up. The x and y of samples are then
   * encoded by `encodeBeside`.
   */
  beside?: number;
  /** The element shows a plane of the site's own; x and y of samples count steps from a point of it. */
  at?: MappedTile;
  /** The element's box at the sender in fractions of the document: x, y, width, height. A last resort. */
  box: [number, number, number, number];
}

/** An element that can be found by name. */
export interface AnchorRoot {
  /** `mark` for `data-presence-anchor`, `id` for an id. */
  by: 'mark' | 'id';
  name: string;
}

/** A place on the content of a page, in the terms of a cursor sample. */
export interface Spot {
  anchor: Anchor;
  /** `SAMPLE.text` or 0. */
  flags: number;
  /** 0–65535, as in a cursor frame. */
  x: number;
  y: number;
}

/** A part of a plane that only the site knows, such as a map or a drawing board. */
export interface MappedTile {
  /** Where it begins, in the site's own unit. */
  x: number;
  y: number;
  /** A step of a sample's x and y, in the site's own unit. */
  unit: number;
  /** What the plane is, such as a layer. */
  key?: string;
}

/** Longest `key` of a plane. */
export const ANCHOR_KEY = 64;
/** Longest path and longest name of an anchor, its maximum number of hashes, and its longest `like`. */
export const ANCHOR_PATH = 64;
export const ANCHOR_NAME = 256;
export const ANCHOR_HASHES = 4;
export const ANCHOR_LIKE = 600;

const BEFORE = 0x4000;
const AFTER = 0xc000;
const STEPS_PER_PIXEL = 8;

/**
 * One coordinate of a point next to a box, as 16 bits: the lowest quarter for up to 2,048 px before the box, in
 * eighths of a pixel; the middle half for a fraction of its extent; the highest quarter for px after it.
 *
 * @param at the point, and the box's `start` and `size`, in CSS px
 */
export function encodeBeside(at: number, start: number, size: number): number {
  const before = start - at;
  const after = at - start - size;
  if (before > 0) return BEFORE - Math.min(BEFORE, Math.ceil(before * STEPS_PER_PIXEL));
  if (after > 0) return AFTER + Math.min(BEFORE - 1, Math.floor(after * STEPS_PER_PIXEL));
  return BEFORE + Math.round((size && (at - start) / size) * (AFTER - BEFORE - 1));
}

/** @returns px before the box (negative) or after it, and the fraction of its extent that they count from */
export function decodeBeside(value: number): { fraction: number; px: number } {
  if (value < BEFORE) return { fraction: 0, px: (value - BEFORE) / STEPS_PER_PIXEL };
  if (value >= AFTER) return { fraction: 1, px: (value - AFTER) / STEPS_PER_PIXEL };
  return { fraction: (value - BEFORE) / (AFTER - BEFORE - 1), px: 0 };
}
