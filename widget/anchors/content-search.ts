import type { Anchor } from '../../protocol/anchor.ts';
import { ContentHash, kindOf } from './content-hash.ts';
import { ElementPath } from './element-path.ts';
import type { HostContent } from './host-content.ts';
import { isPrivate, outermostPrivate, rootOf, shadowOf } from './host-dom.ts';

/** Elements that are looked at in one go: a large page must not stand still meanwhile. */
const MAX_ELEMENTS = 500;
/** On the way through the page again, so many times fewer. */
const AGAIN = 3;
const MAX_CANDIDATES = 500;
/** A text of so many characters is unlikely to be there twice; so is a shorter one where the path leads. */
const TELLING = 32;
const TELLING_IN_PLACE = 8;

export interface Found {
  /** What the anchor names, or its nearest ancestor that was found. */
  element: Element | undefined;
  certain: boolean;
}

type ByHash = Map<number, Element[]>;

/** A walk through the document for all elements of a kind. */
interface Walk {
  /** What was on the page when it began. */
  of?: HostContent;
  /** What it has yet to look at; undefined once it has been through. */
  left?: Element[] | undefined;
  /** What it has found so far, and what the one before it found, as it was then. */
  next: ByHash;
  known?: ByHash;
}

/**
 * Finds what an anchor names: the element that its path leads to, if the content is the same; otherwise the one in the
 * document that has that content.
 */
export class ContentSearch {
  /** The last answers may be better after `goOn`. */
  unfinished = false;
  #content!: HostContent;
  #hashes!: ContentHash;
  #paths!: ElementPath;
  #walks = new Map<number, Walk>();
  #before = this.#walks;
  #left = 0;

  /** The document has changed. Walks go on in it: where it changes all the time they would never end otherwise. */
  forget(content: HostContent): void {
    this.#content = content;
    this.#hashes = new ContentHash(content);
    this.#paths = new ElementPath(content);
    this.#before = this.#walks;
    this.#walks = new Map();
    this.goOn();
  }

  goOn(): void {
    this.#left = MAX_ELEMENTS;
    this.unfinished = false;
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
    const [hash = 0] = hashes;
    const { known, next } = this.#walk(hash >>> 24);
    for (const candidate of (known ?? next).get(hash)?.slice(0, MAX_CANDIDATES) ?? []) {
      const matches = this.#matches(candidate, hashes);
      if (matches < best || !candidate.isConnected) continue;
      if (matches > best) rivals = 0;
      if (matches > best || !found) found = candidate;
      best = matches;
      rivals++;
    }
    if (!found) return { element, certain: false };
    return {
      element: found,
      certain:
        !!known &&
        rivals === 1 &&
        this.#size(found, best) >= (found === element ? TELLING_IN_PLACE : TELLING),
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

  /** As far as it may go now. */
  #walk(kind: number): Walk {
    const walk: Walk = this.#walks.get(kind) ?? this.#before.get(kind) ?? { next: new Map() };
    this.#walks.set(kind, walk);
    if (!walk.left && walk.of !== this.#content) {
      walk.of = this.#content;
      walk.left = [rootOf()];
      walk.next = new Map();
    }
    while (walk.left) {
      if ((this.#left -= walk.known ? AGAIN : 1) <= 0) {
        this.unfinished = true;
        break;
      }
      const element = walk.left.pop();
      if (!element) {
        walk.left = undefined;
        walk.known = walk.next;
        break;
      }
      if (kindOf(element) === kind) add(walk.next, this.#hashes.of(element).hash, element);
      if (isPrivate(element)) continue;
      // The last is the next one.
      for (const tree of [element, shadowOf(element)])
        if (tree) walk.left.push(...[...this.#content.children(tree)].reverse());
    }
    return walk;
  }
}

function add(to: ByHash, key: number, element: Element): void {
  const same = to.get(key);
  if (same) same.push(element);
  else to.set(key, [element]);
}
