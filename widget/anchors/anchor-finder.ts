/*
 * How a cursor keeps its place on the content, whatever the layout.
 *
 * At the sender, `AnchorFinder` finds what is below the pointer, and makes an anchor: the element's path
 * (`ElementPath`), hashes of its content and of what is around it (`ContentHash`), and its box as a fraction of the
 * document. Over text the sample's x and y count characters (`BlockText`, `characterAt`); on bare ground they are
 * relative to the nearest content (`nearestElement`); otherwise they are fractions of the element's box.
 *
 * At the receiver, `AnchorResolver` follows the path, and works out the point on the element as it is laid out and
 * clipped there (`VisibleBoxes`). Where the content on the path is another one, what is most like it is looked for
 * (`LikenessSearch`, which loads then), by what `Likeness` has described at the sender; where nothing is like it, the
 * cursor is drawn at the same fraction of the document, and as uncertain. What a site maps itself is a
 * `MappedPlaces`' business.
 *
 * Nothing inside `data-presence-private` is named or hashed; the pointer is then put on its edge.
 */
import type { Anchor } from '../../protocol/anchor.ts';
import { encodeBeside } from '../../protocol/anchor.ts';
import { SAMPLE } from '../../protocol/sample-flags.ts';
import { toJson } from '../client/connection/json.ts';
import type { Place } from '../client/cursors/place.ts';
import { blockOf, type TextSpot } from './block-text.ts';
import { characterAt } from './character-box.ts';
import { boxOf, elementsAt, outermostPrivate, outerOf, partsOf, rootOf, shadowOf } from './host-dom.ts';
import { isOwn } from './is-own.ts';
import type { Likeness } from './likeness.ts';
import { likeness, loadLikeness } from './load-likeness.ts';
import type { MappedPlaces } from './mapped-places.ts';
import { nearestElement } from './nearest-element.ts';
import { PageReading } from './page-reading.ts';
import { clamp, contains } from './visible-box.ts';

const MAX_16 = 0xffff;

type Name = Pick<Anchor, 'from' | 'path' | 'hash'>;

/** Finds the place on the content below a pointer, so that it can be resolved in any other layout of that content. */
export class AnchorFinder {
  #page!: PageReading;
  #names!: WeakMap<Element, Name | undefined>;
  #likeness: Likeness | undefined;
  /** Set if the site maps some elements itself. */
  mapped: MappedPlaces | undefined;

  constructor() {
    this.forget();
  }

  /** The DOM has changed: nothing found before is reused. */
  forget(): void {
    this.#page = new PageReading();
    this.#names = new WeakMap();
    this.#likeness = likeness && new likeness.Likeness(this.#page.content);
    if (!likeness)
      loadLikeness()
        .then(() => this.forget())
        .catch(() => undefined);
  }

  /**
   * @param x in CSS px from the viewport's edge, as in pointer events
   * @returns undefined over the widget's own elements and outside the content
   */
  at(x: number, y: number): Place | undefined {
    const hit = this.#hit(x, y);
    if (!hit) return undefined;
    const hidden = outermostPrivate(hit);
    if (hidden) return this.#atEdge(hidden, x, y);
    const mapped = this.mapped?.find(hit, x, y);
    if (mapped) return this.#place(mapped.element, { at: mapped.at }, 0, mapped.x, mapped.y);
    return this.#onText(hit, x, y) ?? this.#beside(hit, x, y) ?? this.#on(hit, x, y);
  }

  /** The innermost element at a point. One that is there only by its pseudo-element gives way to what it covers. */
  #hit(x: number, y: number): Element | undefined {
    const top = Document.prototype.elementFromPoint.call(document, x, y);
    if (!top || isOwn(top)) return undefined;
    let first: Element | undefined;
    const hits = [top];
    for (let hit of hits) {
      if (isOwn(hit)) continue;
      for (let root = shadowOf(hit); root; root = shadowOf(hit)) {
        const inner = root.elementFromPoint(x, y);
        if (!inner || inner === hit || inner.getRootNode() !== root) break;
        hit = inner;
      }
      first ??= hit;
      // Browsers test whole pixels.
      const isInside = [...partsOf(hit)].some((part) => contains(part, x, y, 1));
      if (isInside || outermostPrivate(hit) || characterAt(hit, x, y, this.#page.content)) return hit;
      // Seldom needed, and slow. The topmost is not always among them: glyphs reach out of their boxes.
      if (hits.length < 2) hits.push(...elementsAt(x, y));
    }
    return first;
  }

  #onText(hit: Element, x: number, y: number): Place | undefined {
    const character = characterAt(hit, x, y, this.#page.content);
    if (!character) return undefined;
    const { box } = character;
    const byte = (part: number): number => clamp(Math.round((part + 0.5) * 127.5), 0, 255);
    return this.onCharacter(
      character,
      (byte((x - box.left) / box.width) << 8) | byte((y - box.top) / box.height),
    );
  }

  /**
   * @param y where on the character, as in a sample
   * @returns undefined outside the content
   */
  onCharacter({ node, offset }: TextSpot, y: number): Place | undefined {
    const block = blockOf(node);
    const from = block && this.#page.texts.startOf(block, node);
    if (!block || from === undefined) return undefined;
    const at = from + offset;
    const start = this.#likeness?.windowAt(block, at) ?? at - (at & MAX_16);
    return this.#place(block, start ? { start } : {}, SAMPLE.text, at - start, y);
  }

  #beside(hit: Element, x: number, y: number): Place | undefined {
    const { element, levels } = nearestElement(hit, x, y, this.#page.content) ?? {};
    if (!element || !levels) return undefined;
    const box = boxOf(element);
    // An element with `pointer-events: none` may be private, too.
    if (contains(box, x, y) && outermostPrivate(element)) return this.#atEdge(element, x, y);
    const { left, top, width, height } = box;
    return this.#place(
      element,
      { beside: levels },
      0,
      encodeBeside(x, left, width),
      encodeBeside(y, top, height),
    );
  }

  #on(element: Element, x: number, y: number): Place | undefined {
    const { left, top, width, height } = boxOf(element);
    const fraction = (part: number, whole: number): number =>
      clamp(Math.round((whole && part / whole) * MAX_16), 0, MAX_16);
    return this.#place(element, {}, 0, fraction(x - left, width), fraction(y - top, height));
  }

  #atEdge(element: Element, x: number, y: number): Place | undefined {
    const { left, top, right, bottom } = boxOf(element);
    const edgeX = x - left < right - x ? left : right;
    const edgeY = y - top < bottom - y ? top : bottom;
    return Math.abs(edgeX - x) < Math.abs(edgeY - y)
      ? this.#on(element, edgeX, y)
      : this.#on(element, x, edgeY);
  }

  #place(element: Element, more: Partial<Anchor>, flags: number, x: number, y: number): Place | undefined {
    const name = this.#name(element);
    // Nested too deeply for a path: the nearest ancestor that is not.
    if (!name) {
      const outer = outerOf(element);
      return outer && this.#on(outer, x, y);
    }
    const { scrollWidth, scrollHeight } = rootOf();
    const { left, top, width, height } = boxOf(element);
    const fraction = (part: number, whole: number): number =>
      clamp(Math.round((part / whole) * 1e5) / 1e5 || 0, 0, 1);
    const like = this.#likeness?.encode(element, flags ? (more.start ?? 0) : undefined);
    const key = { ...name, ...(like && { like }), ...more };
    const anchor: Anchor = {
      ...key,
      box: [
        fraction(left + scrollX, scrollWidth),
        fraction(top + scrollY, scrollHeight),
        fraction(width, scrollWidth),
        fraction(height, scrollHeight),
      ],
    };
    return { key: toJson(key), anchor, flags, x, y };
  }

  #name(element: Element): Name | undefined {
    if (!this.#names.has(element)) {
      const path = this.#page.paths.of(element);
      this.#names.set(element, path && { ...path, hash: this.#page.hashes.levels(element) });
    }
    return this.#names.get(element);
  }
}
