/**
 * Runs inside a page of the corpus: picks points at the sender, draws them at a receiver by three mappings, and judges
 * each. The right answers are worked out here, without the anchors' code.
 */
import { AnchorFinder } from '../../widget/anchors/anchor-finder.ts';
import { AnchorResolver } from '../../widget/anchors/anchor-resolver.ts';
import type { Place } from '../../widget/client/cursors/place.ts';
import { boxes, hitAt, inside, randomFrom, reveal, segmenter, walk, wordBoxes } from './dom.ts';
import { pointAt, receiveChanging, receiveDiffering } from './differing.ts';
import { pointInRows, receiveRows } from './row-window.ts';
import { vary } from './variations.ts';
import type { Variation } from './variations.ts';

/** A random point on a page, as its sender saw it. */
export interface SentPoint {
  place: Place;
  /** The innermost element hit, by its place in a walk through the document. */
  element: number;
  /** The word under the point: text nodes and the words in each are counted in the same walk. */
  word?: { text: number; from: number; to: number };
  /** For the mappings to compare with: fractions of the document and of the element's box. */
  inDocument: [number, number];
  inElement: [number, number];
}

/** One way of mapping one point. */
export type Verdict = 'right' | 'wrong';
export interface Mapped {
  element: Verdict;
  word?: Verdict;
}
export interface Received {
  /** Undefined where the element is not displayed at the receiver: hidden is then the only right answer. */
  ours?: Mapped & { hit: Verdict };
  document?: Mapped;
  path?: Mapped;
  /** What the anchor said. */
  hidden: boolean;
  certain: boolean;
  /** Displayed, and not clipped where it is drawn. */
  seen: boolean;
  note: string;
}

function wordAt(hit: Element, indexes: Map<Node, number>, x: number, y: number): SentPoint['word'] {
  for (const text of Reflect.get(Node.prototype, 'childNodes', hit) as NodeList) {
    if (!(text instanceof Text) || !wordBoxes(text, 0, text.length).some((box) => inside(box, x, y)))
      continue;
    for (const { segment, index: from, isWordLike } of segmenter.segment(text.data)) {
      if (!isWordLike) continue;
      const to = from + segment.length;
      const over = wordBoxes(text, from, to).some(
        (box) => x >= box.left && x < box.right && y >= box.top && y < box.bottom,
      );
      if (over) return { text: indexes.get(text) ?? -1, from, to };
    }
  }
  return undefined;
}

function send(count: number, seed: number): SentPoint[] {
  const { elements, texts } = walk();
  const indexes = new Map(
    [...elements.entries(), ...texts.entries()].map(([index, node]) => [node as Node, index]),
  );
  const finder = new AnchorFinder();
  const random = randomFrom(seed);
  const points: SentPoint[] = [];
  const root = document.documentElement;
  for (let tries = 0; points.length < count && tries < count * 50; tries++) {
    const documentY = random() * root.scrollHeight;
    const [x, y] = reveal(random() * root.clientWidth, documentY);
    const innermost = hitAt(x, y);
    // Inside of what is private nothing is pointed at.
    const hit = innermost?.closest('[data-presence-private]') ?? innermost;
    // Bare ground is nobody's content.
    if (!hit || hit === root || hit === document.body) continue;
    const box = Element.prototype.getBoundingClientRect.call(hit);
    const place = finder.at(x, y);
    if (!place) throw new Error(`no place at ${x}, ${documentY}`);
    const word = wordAt(hit, indexes, x, y);
    points.push({
      place,
      element: indexes.get(hit) ?? -1,
      ...(word && { word }),
      inDocument: [(x + scrollX) / root.scrollWidth, (y + scrollY) / root.scrollHeight],
      inElement: [(x - box.left) / box.width, (y - box.top) / box.height],
    });
  }
  return points;
}

function receive(points: SentPoint[]): Received[] {
  const { elements, texts } = walk();
  const resolver = new AnchorResolver();
  const root = document.documentElement;
  return points.map((point) => {
    scrollTo(0, 0);
    resolver.invalidate();
    const element = elements[point.element]!;
    const first = resolver.point(point.place.anchor, point.place.flags, point.place.x, point.place.y);
    if (!first) throw new Error('nothing to draw on');
    reveal(first.x, first.y);
    // What is fixed or sticky is elsewhere now.
    resolver.invalidate();
    const drawn = resolver.point(point.place.anchor, point.place.flags, point.place.x, point.place.y)!;
    const { hidden, certain } = drawn;
    const wordAt = point.word
      ? wordBoxes(texts[point.word.text]!, point.word.from, point.word.to).filter(
          (b) => b.width > 0 && b.height > 0,
        )
      : [];
    const judge = (toX: number, toY: number): Mapped => {
      const word = wordAt.length ? wordAt.some((b) => inside(b, toX, toY)) : undefined;
      return {
        element:
          boxes(element).some((box) => inside(box, toX, toY)) ||
          isShownText(element, toX, toY) ||
          // What it draws before or after itself may lie outside its boxes.
          hitAt(toX, toY) === element
            ? 'right'
            : 'wrong',
        ...(word !== undefined && { word: word ? 'right' : 'wrong' }),
      };
    };
    const shown =
      element.checkVisibility({ visibilityProperty: true }) &&
      (boxes(element).length > 0 || isContents(element));
    const note = `${element.localName}.${element.getAttribute('class') ?? ''} ${point.word ? texts[point.word.text]!.data.slice(point.word.from, point.word.to) : ''} ${JSON.stringify(point.place)} → ${drawn.x.toFixed(1)},${drawn.y.toFixed(1)} ${JSON.stringify(boxes(element)[0])}`;
    const target = wordAt.length ? wordAt : undefined;
    // Scrolled out or cut off here: to be hidden is right.
    const cut =
      hidden &&
      !(target
        ? target.some((b) => seenAt(element, (b.left + b.right) / 2, (b.top + b.bottom) / 2))
        : seenAt(element, drawn.x - scrollX, drawn.y - scrollY));
    if (!shown || cut) return { hidden, certain, seen: false, note };
    const [clientX, clientY] = [drawn.x - scrollX, drawn.y - scrollY];
    const box = Element.prototype.getBoundingClientRect.call(element);
    const hit = hitAt(clientX, clientY);
    return {
      hidden,
      certain,
      seen: true,
      ours: { ...judge(clientX, clientY), hit: hit === element ? 'right' : 'wrong' },
      document: judge(
        point.inDocument[0] * root.scrollWidth - scrollX,
        point.inDocument[1] * root.scrollHeight - scrollY,
      ),
      path: judge(box.left + point.inElement[0] * box.width, box.top + point.inElement[1] * box.height),
      note,
    };
  });
}

const isContents = (element: Element): boolean => getComputedStyle(element).display === 'contents';

/** An element without a box of its own shows its texts. */
function isShownText(element: Element, x: number, y: number): boolean {
  if (!isContents(element)) return false;
  const range = document.createRange();
  range.selectNodeContents(element);
  return [...range.getClientRects()].some((box) => inside(box, x, y));
}

function seenAt(element: Element, x: number, y: number): boolean {
  return stackAt(...reveal(x + scrollX, y + scrollY)).includes(element);
}

function stackAt(x: number, y: number): Element[] {
  const stack = document.elementsFromPoint(x, y);
  for (const element of stack) {
    if (element.shadowRoot) {
      for (const inner of element.shadowRoot.elementsFromPoint(x, y))
        if (!stack.includes(inner)) stack.push(inner);
    }
  }
  return stack;
}

/** Makes all text larger and nothing else, as browsers' text zoom does. */
function enlargeText(factor: number): void {
  const sizes = walk().elements.map(
    (element) => [element, parseFloat(getComputedStyle(element).fontSize)] as const,
  );
  for (const [element, size] of sizes) {
    if (element instanceof HTMLElement)
      element.style.setProperty('font-size', `${size * factor}px`, 'important');
  }
}

/** Resolves points in a document that has changed since they were picked. */
function receiveVaried(points: SentPoint[], variation: Variation, seed: number): VariedVerdict[] {
  const { elements } = walk();
  const { changed } = vary(variation, randomFrom(seed));
  const resolver = new AnchorResolver();
  return points.map(({ place, element: index }) => {
    const element = elements[index]!;
    scrollTo(0, 0);
    resolver.invalidate();
    const drawn = resolver.point(place.anchor, place.flags, place.x, place.y)!;
    const [x, y] = reveal(drawn.x, drawn.y);
    const right =
      element.isConnected &&
      (boxes(element).some((box) => inside(box, x, y)) || hitAt(x, y) === element) &&
      !changed.has(element);
    return {
      right,
      certain: drawn.certain && !drawn.hidden,
      there: element.isConnected && !changed.has(element),
      note: `${element.localName}.${element.getAttribute('class') ?? ''} ${element.textContent.slice(0, 40)} ${JSON.stringify(place)}`,
    };
  });
}
export interface VariedVerdict {
  right: boolean;
  certain: boolean;
  /** The element is there, with what it said. */
  there: boolean;
  note: string;
}

const corpus = {
  send,
  receive,
  receiveVaried,
  enlargeText,
  pointAt,
  receiveDiffering,
  receiveChanging,
  pointInRows,
  receiveRows,
};
export type Corpus = typeof corpus;
Object.assign(globalThis, { corpus });
