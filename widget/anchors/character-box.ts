import type { TextSpot } from './block-text.ts';
import type { HostContent } from './host-content.ts';
import { partsOf } from './host-dom.ts';

/** A point counts as on a character up to so far above and below it, in parts of its height: lines have gaps. */
const LEADING = 0.4;
const MAX_NODES = 500;

export interface PointedCharacter extends TextSpot {
  box: DOMRect;
}

/** The box of a character; undefined if it has none, as a space at the end of a line may. */
export function characterBox({ node, offset }: TextSpot): DOMRect | undefined {
  const from = isLowSurrogate(node, offset) ? offset - 1 : offset;
  return rects(node, from, from + (isLowSurrogate(node, from + 1) ? 2 : 1)).at(-1);
}

/**
 * The character at a point, in an element's own text and that of its inline elements.
 *
 * Bisects the text by the boxes of its ranges. `caretPositionFromPoint` would snap to the nearest text, does not see
 * into shadow trees in every browser, and not through what covers the text.
 */
export function characterAt(
  element: Element,
  x: number,
  y: number,
  content: HostContent,
): PointedCharacter | undefined {
  const vertical = !getComputedStyle(element).writingMode.startsWith('h');
  /** 0 inside one of the boxes; `Infinity` beside all of them. */
  const distance = (boxes: Iterable<DOMRect>): number => {
    let least = Infinity;
    for (const { left, top, right, bottom, width, height } of boxes) {
      const along = vertical ? y >= top && y < bottom : x >= left && x < right;
      const off = vertical ? Math.max(left - x, x - right) / width : Math.max(top - y, y - bottom) / height;
      if (along) least = Math.min(least, Math.max(0, off));
    }
    return least;
  };
  let best: Text | undefined;
  let least = LEADING;
  let left = MAX_NODES;
  const look = (parent: Element): void => {
    for (const node of content.nodes(parent)) {
      if (left-- < 0) return;
      if (node instanceof Text) {
        const far = distance(rects(node, 0, node.length));
        if (far >= least) continue;
        best = node;
        least = far;
      } else if (distance(partsOf(node)) < LEADING && getComputedStyle(node).display === 'inline') look(node);
    }
  };
  look(element);
  if (!best) return undefined;
  let from = 0;
  let to = best.length;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (distance(rects(best, from, middle)) <= distance(rects(best, middle, to))) to = middle;
    else from = middle;
  }
  const box = characterBox({ node: best, offset: from });
  return box && distance([box]) < LEADING ? { node: best, offset: from, box } : undefined;
}

function rects(node: Text, from: number, to: number): DOMRect[] {
  const range = new Range();
  range.setStart(node, Math.max(0, Math.min(from, node.length)));
  range.setEnd(node, Math.min(to, node.length));
  return [...range.getClientRects()].filter((box) => box.width && box.height);
}

function isLowSurrogate(node: Text, offset: number): boolean {
  return (node.data.charCodeAt(offset) & 0xfc00) === 0xdc00;
}
