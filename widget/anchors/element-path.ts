import { ANCHOR_NAME, ANCHOR_PATH } from '../../protocol/anchor.ts';
import type { Anchor, AnchorRoot } from '../../protocol/anchor.ts';
import type { HostContent } from './host-content.ts';
import { attribute, isPrivate, outermostPrivate, outerOf, parentOf, rootOf, shadowOf } from './host-dom.ts';

const MARK = 'data-presence-anchor';
const INTO_SHADOW = -1;
const MAX_INDEX = 0xffff;
const LONE_SURROGATE = /\p{Cs}/u;

/** Ids that libraries generate: React, Radix, Headless UI, MUI, Ember, Angular …; counters, hashes and UUIDs. */
const GENERATED =
  /[:«»]|^_r|^(radix|headlessui|react|mui|ember|ext-|yui|cdk|mat-|ng|chakra|rc|tippy|popper|select2|downshift|reach|uid|gen|auto|aria)|\d{4}|[\da-f]{8}|\d[a-z]+\d[a-z]|^.?\d+$/i;

export type AnchorPath = Pick<Anchor, 'from' | 'path'>;

/** Makes paths to elements from the nearest ancestor with a name, and follows them. */
export class ElementPath {
  readonly #content: HostContent;
  #marks: Map<string, Element> | undefined;

  constructor(content: HostContent) {
    this.#content = content;
  }

  /** @returns undefined if the path is too long to be sent, or the element is in no document */
  of(element: Element): AnchorPath | undefined {
    const path: number[] = [];
    const root = rootOf();
    for (let at = element; at !== root;) {
      const from = this.#nameOf(at);
      if (from) return { from, path };
      const parent = parentOf(at);
      const outer = outerOf(at);
      if (!parent || !outer || path.length > ANCHOR_PATH - 2) return undefined;
      let index = this.#content.children(parent).indexOf(at);
      // A page that renders again and again is read less often than that.
      if (index < 0) index = this.#content.children(parent, true).indexOf(at);
      if (index < 0 || index > MAX_INDEX) return undefined;
      path.unshift(index);
      if (parent instanceof ShadowRoot) path.unshift(INTO_SHADOW);
      at = outer;
    }
    return { path };
  }

  /** Follows a path as far as it leads. @returns `whole`: to its end; no element: not even its start was found */
  resolve(anchor: AnchorPath): { element: Element | undefined; whole: boolean } {
    const { from, path } = anchor;
    const named = from ? this.#named(from.by, from.name) : rootOf();
    let element = named && (outermostPrivate(named) ?? named);
    let parent: Node | null | undefined = element;
    for (const index of path) {
      if (!element || !parent || isPrivate(element)) return { element, whole: false };
      if (index === INTO_SHADOW) {
        parent = parent === element ? shadowOf(element) : null;
        continue;
      }
      let child: Element | undefined = this.#content.children(parent)[index];
      if (child && parentOf(child) !== parent) child = this.#content.children(parent, true)[index];
      if (!child) return { element, whole: false };
      parent = element = child;
    }
    return { element, whole: !!element && parent === element };
  }

  #nameOf(element: Element): AnchorRoot | undefined {
    if (isPrivate(element)) return undefined;
    for (const by of ['mark', 'id'] as const) {
      const name = attribute(element, by === 'id' ? by : MARK);
      if (!name || name.length > ANCHOR_NAME || LONE_SURROGATE.test(name)) continue;
      if (by === 'id' && GENERATED.test(name)) continue;
      if (this.#named(by, name) === element) return { by, name };
    }
    return undefined;
  }

  /** The first element with a name in the document, shadow trees excepted. */
  #named(by: string, name: string): Element | undefined {
    if (by !== 'mark') return Document.prototype.getElementById.call(document, name) ?? undefined;
    if (!this.#marks) {
      this.#marks = new Map();
      for (const element of rootOf().querySelectorAll(`[${MARK}]`)) {
        const mark = attribute(element, MARK) ?? '';
        if (!this.#marks.has(mark)) this.#marks.set(mark, element);
      }
    }
    return this.#marks.get(name);
  }
}
