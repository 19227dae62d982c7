/** Reads a page of the corpus without the anchors' code. */

const TOLERANCE = 0.6;
export const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

export interface Walk {
  elements: Element[];
  texts: Text[];
}

export function walk(): Walk {
  const found: Walk = { elements: [], texts: [] };
  const visit = (node: Node): void => {
    if (node instanceof Element) {
      found.elements.push(node);
      if (node.shadowRoot) visit(node.shadowRoot);
    } else if (node instanceof Text) found.texts.push(node);
    Reflect.get(Node.prototype, 'childNodes', node).forEach(visit);
  };
  visit(document.documentElement);
  return found;
}

export function hitAt(x: number, y: number): Element | null {
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit || inner.getRootNode() !== hit.shadowRoot) break;
    hit = inner;
  }
  return hit;
}

export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const inside = (box: DOMRect, x: number, y: number): boolean =>
  x >= box.left - TOLERANCE &&
  x <= box.right + TOLERANCE &&
  y >= box.top - TOLERANCE &&
  y <= box.bottom + TOLERANCE;

export function boxes(element: Element): DOMRect[] {
  return [...Element.prototype.getClientRects.call(element)];
}

export function wordBoxes(text: Text, from: number, to: number): DOMRect[] {
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, to);
  return [...range.getClientRects()];
}

/** Puts a document point into the viewport and returns it in client coordinates. */
export function reveal(x: number, y: number): [number, number] {
  if (y - scrollY < 0 || y - scrollY >= innerHeight) scrollTo(0, y - innerHeight / 2);
  return [x - scrollX, y - scrollY];
}

const read = (from: object, name: string, node: Node): unknown => Reflect.get(from, name, node) as unknown;

/** In a form, fields may be named like properties. */
export const childrenOf = (element: Element): Element[] => [
  ...(read(Element.prototype, 'children', element) as Iterable<Element>),
];
export const parentOf = (node: Node): Element | null =>
  read(Node.prototype, 'parentElement', node) as Element | null;

/** The paragraph, cell, heading … that a text is part of. */
export function blockAround(text: Text): Element {
  let at = parentOf(text)!;
  while (/^(inline|contents|ruby.*)$/.test(getComputedStyle(at).display)) at = parentOf(at) ?? document.body;
  return at;
}
