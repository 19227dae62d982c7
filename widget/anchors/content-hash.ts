import { ANCHOR_HASHES } from '../../protocol/anchor.ts';
import type { HostContent } from './host-content.ts';
import { attribute, isPrivate, outerOf, parentOf, shadowOf, tagOf } from './host-dom.ts';

/** Most characters and nodes of an element that are read. */
const MAX_TEXT = 4096;
const MAX_NODES = 500;

/** The hash of an element's content, and how many characters it was made from. */
interface Hashed {
  /** 32 bits, the highest 8 from the element's kind. */
  hash: number;
  size: number;
}

/** The highest bits of the hashes of all elements of a kind. */
export const kindOf = (element: Element): number => fnv(tagOf(element)) >>> 24;

/**
 * Hashes of elements' content: text, and the names of images and controls. Layout, white space, images' addresses and
 * typed values do not count. Elements without text differ by their index among their kind.
 */
export class ContentHash {
  readonly #content: HostContent;
  readonly #hashes = new WeakMap<Element, Hashed>();

  constructor(content: HostContent) {
    this.#content = content;
  }

  of(element: Element): Hashed {
    let hashed = this.#hashes.get(element);
    if (!hashed) {
      const text = this.#text(element);
      const hash = (kindOf(element) << 24) | (fnv(text || this.#index(element)) & 0xffffff);
      this.#hashes.set(element, (hashed = { hash: hash >>> 0, size: text.length }));
    }
    return hashed;
  }

  /** The element's, then those of its nearest ancestors that have more text. */
  levels(element: Element): number[] {
    const levels: number[] = [];
    let most = -1;
    for (
      let at: Element | undefined = element;
      at && most < MAX_TEXT && levels.length < ANCHOR_HASHES;
      at = outerOf(at)
    ) {
      const { hash, size } = this.of(at);
      if (size > most) levels.push(hash);
      most = Math.max(most, size);
    }
    return levels;
  }

  #text(element: Element): string {
    let text = '';
    let left = MAX_NODES;
    const read = (parent: Node): void => {
      for (const node of this.#content.nodes(parent)) {
        if (text.length > MAX_TEXT || left-- < 0) return;
        if (node instanceof Text) text += node.data.slice(0, MAX_TEXT);
        else enter(node);
      }
    };
    const enter = (each: Element): void => {
      if (isPrivate(each)) return;
      text += (attribute(each, 'alt') ?? '') + (attribute(each, 'aria-label') ?? '');
      const shadow = shadowOf(each);
      if (shadow) read(shadow);
      read(each);
    };
    enter(element);
    return text.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT);
  }

  #index(element: Element): string {
    const kin = this.#content
      .children(parentOf(element) ?? element)
      .filter((each) => tagOf(each) === tagOf(element));
    return `${kin.indexOf(element)}/${kin.length}`;
  }
}

/** FNV-1a over UTF-16 units. */
export function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
