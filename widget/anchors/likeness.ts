/*
 * What an element and its surroundings are like, in a few short hashes: to be found again where the content is not the
 * same for everybody. It is loaded later than what names anchors, which does without until then.
 */
import { ANCHOR_LIKE } from '../../protocol/anchor.ts';
import { fnv } from './content-hash.ts';
import { isWrittenAlone, someWords, sketchOf, wordsIn } from './content-words.ts';
import type { HostContent } from './host-content.ts';
import { attribute, isPrivate, outerOf, reader } from './host-dom.ts';

/** For the search, which is loaded from here, and so shares no code with what loads this. */
export { runsOf, sketchOf, wordsIn } from './content-words.ts';
export const hostDom = {
  isPrivate,
  outerOf,
  shadowOf: (element: Element) => shadowIn(element),
  root: () => rootIn(document),
};
/** Most characters and nodes of a text that are read. */
const MAX_TEXT = 1200;
const MAX_NODES = 400;
/** Most characters of a text in which a word is sought. */
const MAX_WHOLE = 100_000;
/** Texts longer than `MAX_TEXT` are described around the pointer, in windows that begin each so many characters. */
const STEP = 800;
const ALONE_TEXT = 240;
const ALONE_STEP = 160;
/** Words that are sent of what is not pointed into. */
const MAX_WORDS = 40;
const MAX_ELEMENTS = 8;

/** Names what has no words, or tells it from others with the same. */
const NAMES = [
  'src',
  'data-src',
  'href',
  'xlink:href',
  'd',
  'points',
  'name',
  'type',
  'placeholder',
  'title',
  'role',
];

/** An element itself and what is around it. Numbers are hashes, 0 where there is nothing. */
export interface Description {
  /** Of addresses, fields' names, icons' shapes. */
  name: number;
  /** The words before and after the element. */
  before: number;
  after: number;
  /** Its first words. */
  lead: number;
  /** Of the two nearest elements around it that have more text. */
  sketches: [readonly number[], readonly number[]];
  /** The first words of elements around it, from the innermost outwards, where they differ. */
  leads: readonly number[];
  /** Its place among its siblings of the same kind, from 1, and how many those are. */
  nth: number;
  kin: number;
  /** Of its words. */
  codes: readonly number[];
}

/** What another visitor points at. */
export interface Like extends Description {
  /** Characters of its text. */
  length: number;
  /** How far it is from the beginning of each word to the next one. */
  steps: readonly number[];
  /** From which character of the text on the words were read. */
  start: number;
}

const INLINE =
  /^(a|abbr|b|bdi|bdo|cite|code|del|em|font|i|ins|kbd|mark|q|ruby|s|samp|small|span|strong|sub|sup|u|var|wbr)$/;
const LEADS = 4;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(DIGITS.split('').map((digit, value) => [digit, value]));
/** Digits of each number, in the order they are sent; the words follow. */
const HEAD = { name: 4, before: 2, after: 2, lead: 3, length: 3, nth: 1, kin: 1 } as const;
const NUMBERS = Object.keys(HEAD) as (keyof typeof HEAD)[];

const digitsOf = (value: number, count: number): string => {
  let digits = '';
  for (let left = count; left > 0; left--) {
    digits = (DIGITS[value % 64] ?? '') + digits;
    value = Math.floor(value / 64);
  }
  return digits;
};

/** A hash of so many digits; never 0, which is nothing. */
const hashOf = (text: string, digits: number): number => (text ? fnv(text) >>> (32 - digits * 6) || 1 : 0);

export function encodeLike(like: Like): string {
  const sketch = (of: readonly number[]): string => [0, 1, 2, 3].map((i) => digitsOf(of[i] ?? 0, 2)).join('');
  let text =
    NUMBERS.map((key) => digitsOf(Math.min(like[key], 64 ** HEAD[key] - 1), HEAD[key])).join('') +
    like.sketches.map(sketch).join('') +
    [0, 1, 2, 3].map((i) => digitsOf(like.leads[i] ?? 0, 3)).join('');
  const fits = Math.floor((ANCHOR_LIKE - text.length) / 2);
  like.codes.slice(0, fits).forEach((code, i) => {
    text += digitsOf(code, 1) + digitsOf(Math.min(like.steps[i] ?? 0, 63), 1);
  });
  return text;
}

/** @returns undefined if it is none, whatever was sent */
export function decodeLike(text: unknown, start = 0): Like | undefined {
  if (typeof text !== 'string' || text.length > ANCHOR_LIKE) return undefined;
  let at = 0;
  const next = (digits: number): number => {
    let value = 0;
    for (let left = digits; left > 0; left--) value = value * 64 + (VALUES.get(text[at++] ?? '') ?? NaN);
    return value;
  };
  const several = (count: number, digits: number): number[] => {
    const values: number[] = [];
    for (let left = count; left > 0; left--) values.push(next(digits));
    return values.filter(Boolean);
  };
  const [name = 0, before = 0, after = 0, lead = 0, length = 0, nth = 0, kin = 0] = NUMBERS.map((key) =>
    next(HEAD[key]),
  );
  const sketches: Like['sketches'] = [several(4, 2), several(4, 2)];
  const leads = several(LEADS, 3);
  const codes: number[] = [];
  const steps: number[] = [];
  while (at < text.length) {
    codes.push(next(1));
    steps.push(next(1));
  }
  const like = { name, before, after, lead, length, nth, kin, sketches, leads, codes, steps, start };
  return at !== text.length || /[^\w-]/.test(text) ? undefined : like;
}

// Readers of its own: each binding that is shared makes the script larger that loads this one.
const shadowIn = reader(() => Element, 'shadowRoot');
const rootIn = reader(() => Document, 'documentElement');
const tagOf = reader(() => Element, 'localName');
const parentOf = reader(() => Node, 'parentNode');
const beforeOf = reader(() => Node, 'previousSibling');
const afterOf = reader(() => Node, 'nextSibling');

/** Describes elements of the page as it is now. Each is read once. */
export class Likeness {
  readonly #content: HostContent;
  readonly #texts = new WeakMap<Element, string>();
  readonly #codes = new WeakMap<Element, readonly number[]>();
  readonly #sketches = new WeakMap<Element, readonly number[]>();
  readonly #encoded = new WeakMap<Element, { start: number | undefined; like: string }>();
  readonly #likes = new WeakMap<Element, Description>();

  constructor(content: HostContent) {
    this.#content = content;
  }

  /** Where the window around a character of an element's text begins. */
  windowAt(element: Element, at: number): number {
    const text = this.text(element);
    const [size, step] = isWrittenAlone(text) ? [ALONE_TEXT, ALONE_STEP] : [MAX_TEXT, STEP];
    return text.length < size ? 0 : Math.max(0, Math.floor((at - (size - step) / 2) / step) * step);
  }

  /** @param start of the window that the pointer is in; undefined if it does not point at a character */
  encode(element: Element, start: number | undefined): string {
    let known = this.#encoded.get(element);
    if (known?.start !== start || !known) {
      known = { start, like: this.#encode(element, start) };
      this.#encoded.set(element, known);
    }
    return known.like;
  }

  #encode(element: Element, start: number | undefined): string {
    const like = { ...this.of(element), length: this.whole(element).length, steps: [], start: 0 };
    if (start === undefined) return encodeLike({ ...like, codes: like.codes.slice(0, MAX_WORDS) });
    const text = this.#read(element, start);
    const words = wordsIn(text);
    const first = words[0]?.start ?? 0;
    const codes: number[] = [];
    const steps: number[] = [];
    // Long gaps are divided, as the first one is: a step has 6 bits.
    const add = (code: number, step: number): void => {
      for (; step > 63; step -= 63, code = 0) {
        codes.push(code);
        steps.push(63);
      }
      codes.push(code);
      steps.push(step);
    };
    if (first) add(0, first);
    words.forEach(({ code, start: from }, i) => add(code, (words[i + 1]?.start ?? text.length) - from));
    return encodeLike({ ...like, codes, steps, start });
  }

  of(element: Element): Description {
    let like = this.#likes.get(element);
    if (!like) {
      const codes = this.codes(element);
      like = {
        ...this.#around(element),
        name: this.name(element),
        lead: this.lead(element),
        codes,
        ...this.#place(element),
      };
      this.#likes.set(element, like);
    }
    return like;
  }

  /** The beginning of an element's text. */
  text(element: Element): string {
    let text = this.#texts.get(element);
    if (text === undefined) this.#texts.set(element, (text = this.#read(element, 0, MAX_TEXT, ' ').trim()));
    return text;
  }

  codes(element: Element): readonly number[] {
    let codes = this.#codes.get(element);
    if (!codes) this.#codes.set(element, (codes = wordsIn(this.text(element)).map(({ code }) => code)));
    return codes;
  }

  sketch(element: Element): readonly number[] {
    let sketch = this.#sketches.get(element);
    if (!sketch) {
      const hashes = wordsIn(this.text(element)).map(({ hash }) => hash);
      sketch = sketchOf(hashes).map((run) => run >>> 20);
      this.#sketches.set(element, sketch);
    }
    return sketch;
  }

  lead(element: Element): number {
    return hashOf(someWords(this.text(element).slice(0, 100), 3), HEAD.lead);
  }

  name(element: Element): number {
    let left = MAX_ELEMENTS;
    const look = (at: Element): string => {
      if (isPrivate(at) || left-- < 0) return '';
      const own = NAMES.map((name) => shorten(attribute(at, name) ?? '')).join(' ');
      if (/\S/.test(own)) return own;
      for (const child of this.#content.children(at)) {
        const inner = look(child);
        if (inner) return inner;
      }
      return '';
    };
    // What has neither is one of its kind.
    return hashOf(look(element) || (this.codes(element).length ? '' : tagOf(element)), HEAD.name);
  }

  #place(element: Element): Pick<Description, 'nth' | 'kin'> {
    const parent = parentOf(element);
    const kin = parent ? this.#content.children(parent).filter((each) => tagOf(each) === tagOf(element)) : [];
    return { nth: Math.min(63, kin.indexOf(element) + 1), kin: Math.min(63, kin.length) };
  }

  #around(element: Element): Pick<Description, 'before' | 'after' | 'sketches' | 'leads'> {
    const sketches: (readonly number[])[] = [];
    const leads: number[] = [];
    let size = this.text(element).length;
    let last = this.lead(element);
    for (let at = outerOf(element); at && leads.length < LEADS; at = outerOf(at)) {
      const lead = this.lead(at);
      if (lead && lead !== last) leads.push((last = lead));
      const { length } = this.text(at);
      if (sketches.length < 2 && length > size) {
        size = length;
        sketches.push(this.sketch(at));
      }
    }
    return {
      before: this.#near(element, true),
      after: this.#near(element, false),
      sketches: [sketches[0] ?? [], sketches[1] ?? []],
      leads,
    };
  }

  /** Of the two words before or after an element. */
  #near(element: Element, back: boolean): number {
    let text = '';
    let left = MAX_NODES;
    const isEnough = (): boolean => text.length > 40 || left < 0;
    const read = (node: Node): void => {
      if (isEnough()) return;
      left--;
      if (node instanceof Text)
        text = back ? `${node.data.slice(-80)} ${text}` : `${text} ${node.data.slice(0, 80)}`;
      else if (node instanceof Element) {
        const nodes = [...this.#content.nodes(node)];
        for (const each of back ? nodes.reverse() : nodes) read(each);
      }
    };
    for (let at: Node | undefined = element; at && !isEnough();) {
      const next: Node | null = back ? beforeOf(at) : afterOf(at);
      left--;
      if (!next) {
        const outer = parentOf(at);
        at = outer instanceof Element ? outer : undefined;
        continue;
      }
      at = next;
      if (this.#content.has(at)) read(at);
    }
    return hashOf(someWords(text, back ? -2 : 2), 2);
  }

  /** All of an element's text, to a bound. */
  whole(element: Element): string {
    return this.#read(element, 0, MAX_WHOLE);
  }

  /**
   * A text from a character on, as `BlockText` counts them.
   * @param gap is put around what begins a line of its own: cells without space between them are no one word
   */
  #read(element: Element, from: number, size = MAX_TEXT, gap = ''): string {
    let text = '';
    let skip = from;
    let left = MAX_NODES + from + size - MAX_TEXT;
    const read = (parent: Node): void => {
      for (const node of this.#content.nodes(parent)) {
        if (text.length > size || left-- < 0) return;
        if (node instanceof Text) {
          text += node.data.slice(skip, skip + size);
          skip = Math.max(0, skip - node.length);
        } else {
          const around = INLINE.test(tagOf(node)) ? '' : gap;
          text += around;
          read(node);
          text += around;
        }
      }
    };
    read(element);
    if (!/\S/.test(text) && !from) {
      const shadow = shadowIn(element);
      if (shadow) read(shadow);
    }
    return text.slice(0, size === MAX_TEXT && isWrittenAlone(text) ? ALONE_TEXT : size);
  }
}

/** Addresses without the site, and without the versions and sizes that follow. */
function shorten(value: string): string {
  return value
    .replace(/^\w+:\/\/[^/]*/, '')
    .replace(/(?!^)\?.*/, '')
    .slice(0, 200);
}
