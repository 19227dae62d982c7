import type * as LikenessModule from './likeness.ts';
import type { Likeness } from './likeness.ts';
import type { PageReading } from './page-reading.ts';

/** Elements that are looked at in one go: a large page must not stand still meanwhile. */
const MAX_ELEMENTS = 300;
/** On the way through the page again, so many times fewer. */
const AGAIN = 3;
/** Most elements that are kept for one key: what so many have in common tells nothing. */
const MAX_SAME = 500;

type Keys = Map<number, Element[]>;

/** Numbers of different kinds do not meet. */
export const keyOf = (kind: 'text' | 'name' | 'lead', value: number): number =>
  value + { text: 1, name: 2, lead: 3 }[kind] * 2 ** 32;
/** The key of a run of three words. */
export const runKey = (run: number): number => run;

/** The page's elements by what they have in common with others, read bit by bit. */
export class ContentIndex {
  /** There is more to read before the answers are complete. */
  unfinished = false;
  readonly #dom: (typeof LikenessModule)['hostDom'];
  readonly #sketch: (typeof LikenessModule)['sketchOf'];
  #page!: PageReading;
  #likeness!: Likeness;
  /** The page when the walk began. */
  #of: PageReading | undefined;
  #ahead: Element[] | undefined;
  #next: Keys = new Map();
  #known: Keys | undefined;
  #left = 0;

  constructor({ hostDom, sketchOf }: typeof LikenessModule) {
    this.#dom = hostDom;
    this.#sketch = sketchOf;
  }

  /** The page has changed. A walk goes on in it: where it changes all the time it would never end otherwise. */
  forget(page: PageReading, likeness: Likeness): void {
    this.#page = page;
    this.#likeness = likeness;
    this.goOn();
  }

  goOn(): void {
    this.#left = MAX_ELEMENTS;
    this.unfinished = false;
  }

  /** Whether the whole page has been read: as it was, and as it is. */
  get complete(): boolean {
    return this.#known !== undefined;
  }
  get fresh(): boolean {
    return this.complete && !this.#ahead && this.#of === this.#page;
  }

  of(key: number): Iterable<Element> {
    this.#read();
    const found = new Set(this.#next.get(key));
    for (const element of this.#known?.get(key) ?? []) if (element.isConnected) found.add(element);
    return found;
  }

  /** As far as it may go now. */
  #read(): void {
    if (!this.#ahead && this.#of !== this.#page) {
      this.#of = this.#page;
      this.#ahead = [this.#dom.root()];
      this.#next = new Map();
    }
    while (this.#ahead) {
      if ((this.#left -= this.#known ? AGAIN : 1) <= 0) {
        this.unfinished = true;
        return;
      }
      const element = this.#ahead.pop();
      if (!element) {
        this.#ahead = undefined;
        this.#known = this.#next;
        return;
      }
      this.#add(element);
      if (this.#dom.isPrivate(element)) continue;
      // The last is the next one.
      for (const tree of [element, this.#dom.shadowOf(element)])
        if (tree) this.#ahead.push(...[...this.#page.content.children(tree)].reverse());
    }
  }

  #add(element: Element): void {
    const likeness = this.#likeness;
    const keys = new Set<number>();
    if (likeness.text(element)) {
      keys.add(keyOf('text', this.#page.hashes.of(element).hash & 0xffffff));
      keys.add(keyOf('lead', likeness.lead(element)));
      for (const run of this.#sketch(likeness.codes(element))) keys.add(runKey(run));
    }
    const name = likeness.name(element);
    if (name) keys.add(keyOf('name', name));
    for (const key of keys) {
      const same = this.#next.get(key);
      if (!same) this.#next.set(key, [element]);
      else if (same.length < MAX_SAME) same.push(element);
    }
  }
}
