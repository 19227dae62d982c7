import type { Anchor } from '../../protocol/anchor.ts';
import { ContentHash, kindOf } from './content-hash.ts';
import { ElementPath } from './element-path.ts';
import type { HostContent } from './host-content.ts';
import { isPrivate, outermostPrivate, rootOf, shadowOf } from './host-dom.ts';

const MAX_ELEMENTS = 20_000;
const MAX_CANDIDATES = 500;
/** A text of so many characters is unlikely to be there twice; so is a shorter one where the path leads. */
const TELLING = 32;
const TELLING_IN_PLACE = 8;

export interface Found {
  /** What the anchor names, or its nearest ancestor that was found. */
  element: Element | undefined;
  certain: boolean;
}

/**
 * Finds what an anchor names: the element that its path leads to, if the content is the same; otherwise the one in the
 * document that has that content.
 */
export class ContentSearch {
  readonly #content: HostContent;
  readonly #hashes: ContentHash;
  readonly #paths: ElementPath;
  /** All elements by kind, and those of a kind by hash; filled on demand. */
  #kinds: Map<number, Element[]> | undefined;
  readonly #byHash = new Map<number, Map<number, Element[]>>();

  constructor(content: HostContent) {
    this.#content = content;
    this.#hashes = new ContentHash(content);
    this.#paths = new ElementPath(content);
  }

  find(anchor: Anchor): Found {
    const { element, whole } = this.#paths.resolve(anchor);
    const hidden = element && outermostPrivate(element);
    if (hidden && hidden !== element) return { element: hidden, certain: false };
    const hashes = anchor.hash ?? [];
    let best = element && whole ? this.#matches(element, hashes) : 0;
    if (element && whole && best === hashes.length) return { element, certain: true };
    // Only what is around it has changed: no reason to read the whole page.
    if (element && best && this.#size(element, best) >= TELLING) return { element, certain: true };

    let found = best ? element : undefined;
    let rivals = 0;
    for (const candidate of this.#candidates(hashes[0] ?? 0)) {
      const matches = this.#matches(candidate, hashes);
      if (matches < best) continue;
      if (matches > best) rivals = 0;
      if (matches > best || !found) found = candidate;
      best = matches;
      rivals++;
    }
    if (!found) return { element, certain: false };
    return {
      element: found,
      certain: rivals === 1 && this.#size(found, best) >= (found === element ? TELLING_IN_PLACE : TELLING),
    };
  }

  /** How many characters the matching hashes were made from. */
  #size(element: Element, matches: number): number {
    return [...this.#hashes.levels(element)][matches - 1]?.size ?? 0;
  }

  /** How many of the hashes, from the element outwards, match. */
  #matches(element: Element, hashes: readonly number[]): number {
    let matches = 0;
    for (const { hash } of this.#hashes.levels(element)) {
      if (hash !== hashes[matches]) break;
      matches++;
    }
    return matches;
  }

  #candidates(hash: number): readonly Element[] {
    const kind = hash >>> 24;
    let byHash = this.#byHash.get(kind);
    if (!byHash) {
      this.#byHash.set(kind, (byHash = new Map<number, Element[]>()));
      this.#kinds ??= this.#collect();
      for (const element of this.#kinds.get(kind) ?? []) add(byHash, this.#hashes.of(element).hash, element);
    }
    return byHash.get(hash)?.slice(0, MAX_CANDIDATES) ?? [];
  }

  #collect(): Map<number, Element[]> {
    const kinds = new Map<number, Element[]>();
    let left = MAX_ELEMENTS;
    const visit = (element: Element): void => {
      if (left-- < 0) return;
      add(kinds, kindOf(element), element);
      if (isPrivate(element)) return;
      for (const tree of [shadowOf(element), element]) if (tree) this.#content.children(tree).forEach(visit);
    };
    visit(rootOf());
    return kinds;
  }
}

function add(to: Map<number, Element[]>, key: number, element: Element): void {
  const same = to.get(key);
  if (same) same.push(element);
  else to.set(key, [element]);
}
