import type { Anchor } from '../../protocol/anchor.ts';
import { alignWords } from './word-alignment.ts';
import { ContentIndex, keyOf, runKey } from './content-index.ts';
import type { Found } from './found.ts';
import type * as LikenessModule from './likeness.ts';
import type { Like, Likeness } from './likeness.ts';
import type { PageReading } from './page-reading.ts';

/** Candidates that are compared in full. */
const MAX_COMPARED = 12;
/** Characters and runs of words that are unlikely to be on a page twice. */
const TELLING = 32;
/** So far around an element its row is sought. */
const MAX_LEVELS = 5;

/** How telling it is that a text has the same words, by how many they are. */
const FEW_WORDS = [0, 0.45, 0.75, 0.9];

/** How much an element is like what is sought, each from 0 to 1. */
interface Match {
  element: Element;
  /** Itself. */
  content: number;
  /** What is around it. */
  context: number;
  /** The nearest of that. */
  near: number;
  /** Texts further out are the same. */
  texts: boolean;
  total: number;
}

interface Sought {
  anchor: Anchor;
  like: Like;
  /** 24 bits. */
  text: number;
  kind: number;
  runs: readonly number[];
  sketch: readonly number[];
}

/** Finds what an anchor names in a page with other content: the element that is clearly most like it. */
export class LikenessSearch {
  readonly #index: ContentIndex;
  readonly #sought = new WeakMap<Anchor, Sought>();
  readonly #module: typeof LikenessModule;
  #likeness!: Likeness;
  #page!: PageReading;

  constructor(module: typeof LikenessModule, page: PageReading) {
    this.#module = module;
    this.#index = new ContentIndex(module);
    this.forget(page);
  }

  /** The page has changed. */
  forget(page: PageReading): void {
    this.#page = page;
    this.#likeness = new this.#module.Likeness(page.content);
    this.#index.forget(page, this.#likeness);
  }

  goOn(): void {
    this.#index.goOn();
  }

  get unfinished(): boolean {
    return this.#index.unfinished;
  }

  /** @param before what was found for it the last time */
  find(anchor: Anchor, before: Found | undefined): Found {
    const { element: onPath, whole } = this.#page.paths.resolve(anchor);
    const sought = this.#of(anchor);
    const kept =
      before?.certain && before.element?.isConnected ? this.#compare(sought, before.element) : undefined;
    if (kept && kept.content >= 0.5 && (kept.near >= 0.3 || !this.#isInRow(kept.element)))
      return this.#found(sought, kept, true);
    const there = onPath && whole ? this.#compare(sought, onPath) : undefined;
    if (there && there.content >= 0.8 && there.context >= 0.75) return this.#found(sought, there, true);

    const matches = this.#candidates(sought, onPath && whole ? onPath : undefined)
      .map((element) => this.#compare(sought, element))
      .sort((a, b) => b.total - a.total);
    const [best] = matches;
    const rival =
      best &&
      matches.find(
        ({ element }) =>
          element !== best.element && !best.element.contains(element) && !element.contains(best.element),
      );
    if (best && this.#isLikely(sought, best, rival)) {
      return this.#found(sought, best, this.#isCertain(sought, best, rival));
    }
    if (!onPath) return { element: undefined, certain: false };
    const row = this.#rowAround(onPath);
    // In another language nothing is the same, and the path is all there is.
    const absent = row && (there?.near ?? 0) < 0.5 && (!there || there.texts);
    return absent
      ? { element: this.#module.hostDom.outerOf(row), certain: false, absent }
      : { element: onPath, certain: false };
  }

  /** How much a row is like the one that an element is in. */
  #inRow({ lead, leads, sketches }: Like, row: Element): number {
    const own = this.#likeness.lead(row);
    if (own === lead || leads.includes(own)) return 1;
    const common = Math.max(...sketches.map((sketch) => overlap(sketch, this.#likeness.sketch(row))));
    // With all but their beginning in common they may well be two rows.
    return common === 1 ? 1 : common * 0.8;
  }

  /** The same words in another row are other words. */
  #isNear({ element, near }: Match, least: number): boolean {
    return near >= (this.#isInRow(element) ? least : least < 0.5 ? 0 : 0.1);
  }

  #isInRow(element: Element): boolean {
    const outer = this.#module.hostDom.outerOf(element);
    return !!outer && !!this.#rowAround(outer);
  }

  /** Whether it is so much like what is sought that it is drawn there. */
  #isLikely(sought: Sought, best: Match, rival: Match | undefined): boolean {
    const telling = this.#isTelling(sought);
    if (!telling && !this.#isNear(best, isAlone(best, rival) ? 0.4 : 0.7)) return false;
    if (best.content >= 0.9 && isAlone(best, rival)) return true;
    return (
      (best.content >= 0.4 && best.context >= 0.35) ||
      (best.content >= 0.2 && best.context >= 0.7) ||
      (telling && best.content >= 0.5)
    );
  }

  #isCertain(sought: Sought, best: Match, rival: Match | undefined): boolean {
    const telling = this.#isTelling(sought);
    const alone = isAlone(best, rival);
    const ahead = best.total - (rival?.total ?? 0);
    // What has changed may not have been read yet.
    const { complete, fresh } = this.#index;
    const unmistakable = best.context >= 0.5 || (telling && alone && best.content >= 0.9);
    if (!complete || (!fresh && !unmistakable)) return false;
    if (!this.#isNear(best, 0.7) && !(telling && alone)) return false;
    const enough = telling ? 0.12 : alone ? (sought.like.codes.length ? 0.2 : 0.3) : 0.4;
    return (
      ahead >= (telling ? 0.05 : 0.07) &&
      ((best.content >= 0.5 && best.context >= enough) || (best.content >= 0.2 && best.context >= 0.7))
    );
  }

  /** The row of a list or a table that an element is in, or is. */
  #rowAround(element: Element): Element | undefined {
    let left = MAX_LEVELS;
    for (let at: Element | undefined = element; at && left; at = this.#module.hostDom.outerOf(at), left--) {
      if (/^(tr|li|option)$/.test(at.localName)) return at;
      if (
        /^(div|article|section|a)$/.test(at.localName) &&
        at.childElementCount > 1 &&
        this.#likeness.of(at).kin > 2
      )
        return at;
    }
    return undefined;
  }

  #of(anchor: Anchor): Sought {
    let sought = this.#sought.get(anchor);
    if (!sought) {
      const [hash = 0] = anchor.hash ?? [];
      const like = this.#module.decodeLike(anchor.like, anchor.start) ?? NOTHING;
      const codes = like.codes;
      sought = {
        anchor,
        like,
        text: hash & 0xffffff,
        kind: hash >>> 24,
        runs: this.#module.runsOf(codes, 2),
        sketch: this.#module.sketchOf(codes),
      };
      this.#sought.set(anchor, sought);
    }
    return sought;
  }

  #isTelling({ like }: Sought): boolean {
    return like.length >= TELLING && like.codes.length > 0;
  }

  #found(sought: Sought, { element }: Match, certain: boolean): Found {
    const { like } = sought;
    const same = (this.#page.hashes.of(element).hash & 0xffffff) === sought.text;
    return {
      element,
      certain,
      ...(!same && like.codes.length > 0 && { offset: this.#aligned(like, this.#likeness.whole(element)) }),
    };
  }

  /** Once for each place in the text. */
  #aligned(like: Like, text: string): (x: number) => number {
    const known = new Map<number, number>();
    return (x) => {
      let offset = known.get(x);
      if (offset === undefined) known.set(x, (offset = alignWords(this.#module, like, x, text)));
      return offset;
    };
  }

  #candidates({ like, text, sketch }: Sought, onPath: Element | undefined): Element[] {
    const votes = new Map<Element, number>();
    const vote = (key: number, weight: number): void => {
      for (const element of this.#index.of(key)) votes.set(element, (votes.get(element) ?? 0) + weight);
    };
    vote(keyOf('text', text), 4);
    for (const run of sketch) vote(runKey(run), 1);
    if (like.name) vote(keyOf('name', like.name), 3);
    if (like.lead) vote(keyOf('lead', like.lead), 1);
    if (onPath) votes.set(onPath, (votes.get(onPath) ?? 0) + 2);
    const ordered = [...votes].sort(([, a], [, b]) => b - a);
    if (ordered.length <= MAX_COMPARED) return ordered.map(([element]) => element);
    const rough = ordered.map(([element, weight]): [Element, number] => [
      element,
      weight + 4 * this.#inSame(like, element),
    ]);
    return rough
      .sort(([, a], [, b]) => b - a)
      .slice(0, MAX_COMPARED)
      .map(([element]) => element);
  }

  /** Roughly, whether the nearest element around it with more text is the same. */
  #inSame(like: Like, element: Element): number {
    const size = this.#likeness.text(element).length;
    for (
      let at = this.#module.hostDom.outerOf(element), left = 4;
      at && left;
      at = this.#module.hostDom.outerOf(at), left--
    )
      if (this.#likeness.text(at).length > size) return overlap(like.sketches[0], this.#likeness.sketch(at));
    return 0;
  }

  #compare(sought: Sought, element: Element): Match {
    const content = this.#content(sought, element);
    const around = this.#context(sought, element);
    return { element, content, ...around, total: (content + around.context) / 2 };
  }

  #content({ like, text, kind, runs }: Sought, element: Element): number {
    if (this.#isHidden(element)) return 0;
    const likeness = this.#likeness;
    const sameKind = this.#page.hashes.of(element).hash >>> 24 === kind;
    const name = likeness.name(element);
    let content: number;
    const codes = likeness.codes(element);
    if (codes.length && (this.#page.hashes.of(element).hash & 0xffffff) === text) content = 1;
    else if (like.codes.length) {
      if (!codes.length) return 0;
      const others = new Map<number, number>();
      const has = this.#module.runsOf(codes, 2);
      for (const run of has) others.set(run, (others.get(run) ?? 0) + 1);
      let common = 0;
      for (const run of runs) {
        const left = others.get(run) ?? 0;
        if (left) common++;
        others.set(run, left - 1);
      }
      const recall = Math.max(common / Math.max(1, runs.length), 0.85 * this.#within(like.codes, codes));
      const precision = common / Math.max(1, Math.min(has.length, like.start ? runs.length : Infinity));
      // A word has few bits.
      content = recall * (0.75 + 0.25 * precision) * (FEW_WORDS[like.codes.length] ?? 1);
    } else if (codes.length) content = 0;
    else content = 0.4;
    if (like.name && name)
      content =
        like.name === name
          ? Math.max(content, like.codes.length ? 0.6 : 1)
          : content * (like.codes.length ? 0.85 : 0.5);
    else if (like.name || name) content *= 0.8;
    return sameKind ? content : content * 0.9;
  }

  /** How much of a short text is part of another one. */
  #within(codes: readonly number[], others: readonly number[]): number {
    if (codes.length > 11) return 0;
    if (codes.length === 1) return others[0] === codes[0] ? 0.7 : 0;
    const pairs = new Set(others.map((code, i) => code * 64 + (others[i + 1] ?? 0)));
    let common = 0;
    for (let i = 1; i < codes.length; i++)
      if (pairs.has((codes[i - 1] ?? 0) * 64 + (codes[i] ?? 0))) common++;
    return common / (codes.length - 1);
  }

  #isHidden(element: Element): boolean {
    const { isPrivate, outerOf } = this.#module.hostDom;
    for (let at = outerOf(element); at; at = outerOf(at)) if (isPrivate(at)) return true;
    return false;
  }

  #context({ anchor, like }: Sought, element: Element): Pick<Match, 'context' | 'near' | 'texts'> {
    const other = this.#likeness.of(element);
    let sum = 0;
    let all = 0;
    const weigh = (weight: number, value: number): void => {
      sum += weight * value;
      all += weight;
    };
    like.sketches.forEach((sketch, i) => {
      if (sketch.length) weigh(3 - i, Math.max(...other.sketches.map((each) => overlap(sketch, each))));
    });
    weigh(1, Number(like.before === other.before));
    weigh(1, Number(like.after === other.after));
    like.leads.forEach((lead, i) => weigh(1 / (i + 1), Number(other.leads.includes(lead))));
    const outermost = like.leads.at(-1);
    const texts = outermost !== undefined && other.leads.includes(outermost);
    const [before, after] = [like.before === other.before, like.after === other.after];
    const outer = this.#module.hostDom.outerOf(element);
    const row = outer && this.#rowAround(outer);
    const neighbours = before && after ? 1 : before || after ? 0.4 : 0;
    const near = row
      ? Math.max(this.#inRow(like, row), Math.min(0.4, neighbours))
      : Math.max(
          overlap(like.sketches[0], other.sketches[0]),
          Number(like.leads.length > 0 && like.leads[0] === other.leads[0]),
          neighbours,
        );
    if (like.nth) weigh(1.5, like.nth !== other.nth ? 0 : like.kin === other.kin ? 1 : 0.5);
    const path = this.#page.paths.of(element);
    if (path) weigh(1, alike(anchor.path, path.path, anchor.from?.name === path.from?.name));
    return { context: all ? sum / all : 0, near, texts };
  }
}

const isAlone = (best: Match, rival: Match | undefined): boolean =>
  best.content >= 0.5 && !(rival && rival.content > best.content - 0.3);

const NOTHING: Like = {
  name: 0,
  before: 0,
  after: 0,
  lead: 0,
  length: 0,
  sketches: [[], []],
  leads: [],
  nth: 0,
  kin: 0,
  codes: [],
  steps: [],
  start: 0,
};

function overlap(some: readonly number[], others: readonly number[]): number {
  return some.filter((run) => others.includes(run)).length / Math.max(1, some.length);
}

/** How many of the steps, from the end, are the same. */
function alike(some: readonly number[], others: readonly number[], fromSame: boolean): number {
  const count = Math.min(some.length, others.length);
  if (fromSame && !count) return some.length === others.length ? 1 : 0;
  let same = 0;
  for (let i = 1; i <= count; i++) if (some.at(-i) === others.at(-i)) same++;
  return same / Math.max(1, fromSame ? Math.max(some.length, others.length) : count);
}
