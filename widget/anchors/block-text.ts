import type { HostContent } from './host-content.ts';
import { outerOf, parentOf } from './host-dom.ts';

/** A character's position: a text node and an offset in it. */
export interface TextSpot {
  node: Text;
  offset: number;
}

interface Piece {
  node: Text;
  start: number;
}

/** An element's text nodes as one text, so that links and emphasis in a paragraph make no difference. */
export class BlockText {
  readonly #content: HostContent;
  readonly #pieces = new WeakMap<Element, readonly Piece[]>();

  constructor(content: HostContent) {
    this.#content = content;
  }

  /** The offset of a text node in an element's text; undefined if it is not part of it. */
  startOf(element: Element, node: Text): number | undefined {
    return this.#of(element).find((piece) => piece.node === node)?.start;
  }

  /** The character at an offset, or the nearest one; undefined in an element without text. */
  at(element: Element, offset: number): TextSpot | undefined {
    const pieces = this.#of(element);
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = pieces[low];
    if (!piece) return undefined;
    const { node, start } = piece;
    return { node, offset: Math.max(0, Math.min(offset - start, node.length - 1)) };
  }

  #of(element: Element): readonly Piece[] {
    let pieces = this.#pieces.get(element);
    // Text may be rewritten more often than the page is read again.
    if (!pieces || pieces.some(({ node }) => !node.isConnected)) {
      const found: Piece[] = [];
      let start = 0;
      const read = (parent: Element): void => {
        for (const node of this.#content.nodes(parent)) {
          if (node instanceof Element) read(node);
          else if (node.length) {
            found.push({ node, start });
            start += node.length;
          }
        }
      };
      read(element);
      this.#pieces.set(element, (pieces = found));
    }
    return pieces;
  }
}

/** The paragraph, cell, heading … that a text node belongs to. */
export function blockOf(node: Text): Element | undefined {
  let element = outerOf(node);
  while (element && /^(inline|contents|ruby.*)$/.test(getComputedStyle(element).display)) {
    const parent = parentOf(element);
    if (!(parent instanceof Element)) break;
    element = parent;
  }
  return element;
}
