/** Runs inside a page: points at words and things, then looks where they are drawn once the page differs. */
import { AnchorFinder } from '../../widget/anchors/anchor-finder.ts';
import { AnchorResolver } from '../../widget/anchors/anchor-resolver.ts';
import { loadLikeness, loadSearch } from '../../widget/anchors/load-likeness.ts';
import type { Place } from '../../widget/client/cursors/place.ts';
import { change, differ, textsOf } from './differences.ts';
import type { Change, Difference, Marked } from './differences.ts';
import {
  blockAround,
  boxes,
  childrenOf,
  hitAt,
  inside,
  parentOf,
  randomFrom,
  reveal,
  segmenter,
  walk,
  wordBoxes,
} from './dom.ts';

const THINGS = 'img, svg, input, select, textarea, button, video, canvas, iframe, meter, progress';

/** What a sender pointed at, by its number in a walk through the page. */
export interface Pointed {
  kind: 'word' | 'thing';
  place: Place;
  element: number;
  word?: { text: number; from: number; to: number };
  /** For comparison: fractions of the document, child indexes from the root, fractions of the element's box. */
  inDocument: [number, number];
  path: number[];
  inElement: [number, number];
}

export interface Drawn {
  kind: 'word' | 'thing';
  /** The element is on the page and displayed. */
  there: boolean;
  element: boolean;
  word?: boolean;
  certain: boolean;
  hidden: boolean;
  byFraction: { element: boolean; word?: boolean };
  byPath: { element: boolean; word?: boolean };
  note: string;
}

const indexPath = (element: Element): number[] => {
  const path: number[] = [];
  for (let at = element, parent = parentOf(at); parent; at = parent, parent = parentOf(at))
    path.unshift(childrenOf(parent).indexOf(at));
  return path;
};
const byIndexPath = (path: readonly number[]): Element | undefined => {
  let at: Element | undefined = document.documentElement;
  for (const index of path) at = at && childrenOf(at)[index];
  return at;
};
const isDisplayed = (element: Element): boolean =>
  element.isConnected &&
  element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
  boxes(element).length > 0;

/** Random words, and random things, that can be seen and pointed at. */
export async function pointAt(words: number, things: number, seed: number): Promise<Pointed[]> {
  await loadLikeness();
  const { elements, texts } = walk();
  const finder = new AnchorFinder();
  const random = randomFrom(seed);
  const found: Pointed[] = [];
  const root = document.documentElement;
  const add = (kind: Pointed['kind'], target: Element, box: DOMRect, word?: Pointed['word']): boolean => {
    const at: [number, number] = kind === 'word' ? [0.5, 0.5] : [0.2 + 0.6 * random(), 0.2 + 0.6 * random()];
    const [x, y] = reveal(box.left + scrollX + at[0] * box.width, box.top + scrollY + at[1] * box.height);
    const hit = hitAt(x, y);
    if (!hit || (hit !== target && !target.contains(hit))) return false;
    const place = finder.at(x, y);
    if (!place) return false;
    const own = target.getBoundingClientRect();
    found.push({
      kind,
      place,
      element: elements.indexOf(target),
      ...(word && { word }),
      inDocument: [(x + scrollX) / root.scrollWidth, (y + scrollY) / root.scrollHeight],
      path: indexPath(target),
      inElement: [(x - own.left) / own.width, (y - own.top) / own.height],
    });
    return true;
  };
  const shuffled = <T>(from: readonly T[]): T[] =>
    from
      .map((each) => [random(), each] as const)
      .sort(([a], [b]) => a - b)
      .map(([, each]) => each);
  const isPublic = (element: Element): boolean =>
    !element.closest('[data-presence-private]') && isDisplayed(element);
  const all = textsOf().flatMap((text) =>
    [...segmenter.segment(text.data)]
      .filter(({ isWordLike }) => isWordLike)
      .map(({ segment, index }) => ({ text, from: index, to: index + segment.length })),
  );
  for (const { text, from, to } of shuffled(all)) {
    if (found.length >= words) break;
    const parent = text.parentElement;
    const [box] = wordBoxes(text, from, to);
    if (parent && box?.width && isPublic(parent))
      add('word', parent, box, { text: texts.indexOf(text), from, to });
  }
  let left = things;
  for (const thing of shuffled([...document.body.querySelectorAll(THINGS)])) {
    if (!left) break;
    const box = thing.getBoundingClientRect();
    if (box.width && box.height && isPublic(thing) && add('thing', thing, box)) left--;
  }
  scrollTo(0, 0);
  return found;
}

class Judge {
  readonly elements: Element[];
  readonly marks: Marked[];
  readonly #sizes: number[];
  readonly #points: readonly Pointed[];
  readonly resolver = new AnchorResolver();

  constructor(points: readonly Pointed[]) {
    const { elements, texts } = walk();
    this.#points = points;
    this.elements = points.map(({ element }) => elements[element]!);
    this.marks = points.flatMap(({ word }) =>
      word ? [{ text: texts[word.text]!, from: word.from, to: word.to }] : [],
    );
    this.#sizes = points.map(({ word }) =>
      word ? fractionOf(texts[word.text]!, (word.from + word.to) / 2) : 0,
    );
  }

  look(proportional = false): Drawn[] {
    const { resolver } = this;
    resolver.forget();
    const draw = ({ place: { anchor, flags, x, y } }: Pointed) => resolver.point(anchor, flags, x, y);
    this.#points.forEach(draw);
    for (let left = 2_000; resolver.searching && left; left--) {
      resolver.searchOn();
      this.#points.forEach(draw);
    }
    let mark = 0;
    return this.#points.map((point, i) => {
      const word = point.word && this.marks[mark++];
      const element = this.elements[i]!;
      // Where an element was renamed, its text has another one around it.
      const own = !element.isConnected && word?.text.isConnected ? word.text.parentElement! : element;
      return this.#judge(point, own, word, proportional ? this.#sizes[i] : undefined);
    });
  }

  #judge(point: Pointed, element: Element, word: Marked | undefined, proportion: number | undefined): Drawn {
    const { anchor, flags, x, y } = point.place;
    scrollTo(0, 0);
    this.resolver.invalidate();
    const first = this.resolver.point(anchor, flags, x, y)!;
    reveal(first.x, first.y);
    this.resolver.invalidate();
    const drawn = this.resolver.point(anchor, flags, x, y)!;
    const { certain, hidden } = drawn;
    const there = isDisplayed(element) && !(hidden && !canBeSeen(element, word));
    const isOn = (toX: number, toY: number): { element: boolean; word?: boolean } => {
      const onElement =
        there && (boxes(element).some((box) => inside(box, toX, toY)) || hitAt(toX, toY) === element);
      if (!word || !there || (word.from === word.to && proportion === undefined))
        return { element: onElement };
      if (proportion !== undefined)
        return { element: onElement, word: this.#near(word.text, proportion, toX, toY) };
      // A highlight may have divided the word.
      const parts = wordParts(word);
      return { element: onElement, word: parts.some((box) => inside(box, toX, toY)) };
    };
    const root = document.documentElement;
    const ours = isOn(drawn.x - scrollX, drawn.y - scrollY);
    const target = byIndexPath(point.path)?.getBoundingClientRect();
    const result: Drawn = {
      kind: point.kind,
      there,
      element: ours.element && !hidden,
      ...(ours.word !== undefined && { word: ours.word && !hidden }),
      certain,
      hidden,
      byFraction: isOn(
        point.inDocument[0] * root.scrollWidth - scrollX,
        point.inDocument[1] * root.scrollHeight - scrollY,
      ),
      byPath: target
        ? isOn(
            target.left + point.inElement[0] * target.width,
            target.top + point.inElement[1] * target.height,
          )
        : { element: false, ...(ours.word !== undefined && { word: false }) },
      note: `${point.kind} ${element.localName}.${element.getAttribute('class') ?? ''} «${element.textContent.trim().slice(0, 40)}» there=${String(there)} el=${String(ours.element)} word=${String(ours.word)} certain=${String(certain)} hidden=${String(hidden)} got=${describe(this.resolver.element(anchor))}`,
    };
    return result;
  }

  /** Whether a point is on about the same fraction of a block. */
  #near(text: Text, fraction: number, x: number, y: number): boolean {
    const texts = textsIn(blockAround(text));
    const size = texts.reduce((sum, { length }) => sum + length, 0);
    const slack = Math.max(15, size * 0.06);
    let start = fraction * size - slack;
    let end = fraction * size + slack;
    for (const each of texts) {
      const [from, to] = [Math.max(0, Math.floor(start)), Math.min(each.length, Math.ceil(end))];
      if (from < to && wordBoxes(each, from, to).some((box) => inside(box, x, y))) return true;
      start -= each.length;
      end -= each.length;
    }
    return false;
  }
}

function textsIn(element: Element): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  return found;
}

/** Which fraction of its block's text lies before a character. */
function fractionOf(text: Text, offset: number): number {
  let before = 0;
  let all = 0;
  for (const each of textsIn(blockAround(text))) {
    if (each === text) before = all + offset;
    all += each.length;
  }
  return before / all;
}

/** Whether it is shown where it is, not scrolled away or cut off in a part of the page. */
function canBeSeen(element: Element, word: Marked | undefined): boolean {
  const [box] = word && word.from < word.to ? wordParts(word) : boxes(element);
  if (!box) return false;
  const [x, y] = reveal((box.left + box.right) / 2 + scrollX, (box.top + box.bottom) / 2 + scrollY);
  const hit = hitAt(x, y);
  return (
    !!hit &&
    (element.contains(hit) || hit.contains(element)) &&
    document.elementsFromPoint(x, y).includes(element)
  );
}

const describe = (element: Element | undefined): string =>
  element
    ? `${element.localName}.${element.getAttribute('class') ?? ''} «${element.textContent.trim().slice(0, 40)}»`
    : 'nothing';

/** A word's boxes, also where its text has been split since. */
function wordParts({ text, from, to }: Marked): DOMRect[] {
  if (to <= text.length) return wordBoxes(text, from, to);
  const found: DOMRect[] = [];
  let start = text.length;
  if (from < start) found.push(...wordBoxes(text, from, start));
  const rest = textsAfter(text);
  for (const next of rest) {
    if (start >= to) break;
    const [low, high] = [Math.max(from, start), Math.min(to, start + next.length)];
    if (low < high) found.push(...wordBoxes(next, low - start, high - start));
    start += next.length;
  }
  return found;
}

function textsAfter(text: Text): Text[] {
  const walker = document.createTreeWalker(text.getRootNode(), NodeFilter.SHOW_TEXT);
  walker.currentNode = text;
  const found: Text[] = [];
  for (let left = 60; left && walker.nextNode(); left--) found.push(walker.currentNode as Text);
  return found;
}

/** The page differs when the points arrive. */
export async function receiveDiffering(
  points: readonly Pointed[],
  how: Difference,
  seed: number,
): Promise<Drawn[]> {
  await loadSearch();
  const judge = new Judge(points);
  differ(how, randomFrom(seed), judge.marks);
  return judge.look(how === 'translated');
}

/** The page changes while the cursors rest. @returns what was drawn after each step */
export async function receiveChanging(
  points: readonly Pointed[],
  how: Change,
  seed: number,
): Promise<Drawn[][]> {
  await loadSearch();
  const judge = new Judge(points);
  return change(how, randomFrom(seed), new Set(judge.elements)).map((step) => {
    step();
    return judge.look();
  });
}
