import type { Anchor } from '../../protocol/anchor.ts';
import { decodeBeside } from '../../protocol/anchor.ts';
import { SAMPLE } from '../../protocol/sample-flags.ts';
import type { TextSpot } from './block-text.ts';
import { characterBox } from './character-box.ts';
import type { Found } from './found.ts';
import { elementsAt, layoutParentOf, outerOf, parentOf, partsOf, rootOf } from './host-dom.ts';
import { isOwn } from './is-own.ts';
import type { MappedPlaces } from './mapped-places.ts';
import type { LikenessSearch } from './likeness-search.ts';
import { loadSearch, newSearch } from './load-likeness.ts';
import { PageReading } from './page-reading.ts';
import { VisibleBoxes, clamp, contains, toDocument } from './visible-box.ts';
import type { Box, Clip } from './visible-box.ts';

const MAX_16 = 0xffff;
/** A place beside something stays so far inside the surroundings, in px. */
const INSET = 1;
/** Most points between two calls of `invalidate`; on a page that never changes, nothing else limits the cache. */
const MAX_POINTS = 5_000;

/** Where to draw a cursor. */
export interface DrawnPoint {
  /** Document coordinates in CSS px: client coordinates and what is scrolled. */
  x: number;
  y: number;
  /** The content is the one that the sender pointed at. */
  certain: boolean;
  /** It cannot be seen: not displayed, or scrolled out of view inside a container. */
  hidden: boolean;
}

interface TextBox {
  box: Box;
  clip: Clip;
}

/** Finds in this document what another visitor points at, and where it is now. */
export class AnchorResolver {
  #search: LikenessSearch | undefined;
  /** Something was to be searched for before that was loaded. */
  #waiting = false;
  #page!: PageReading;
  #boxes!: VisibleBoxes;
  readonly #found = new WeakMap<Anchor, Found & { round: object }>();
  /** What was found in another one may be out of date. */
  #round!: object;
  #characters!: Map<Element, Map<number, TextBox | undefined>>;
  #points = 0;
  /** Set if the site maps some elements itself. */
  mapped: MappedPlaces | undefined;

  constructor() {
    this.forget();
  }

  /** The layout has changed, or something was scrolled. */
  invalidate(): void {
    this.#boxes = new VisibleBoxes();
    this.#characters = new Map();
    this.#points = 0;
  }

  /** The DOM has changed: what was found before is looked at again. */
  forget(): void {
    this.#round = this.#page = new PageReading();
    this.#search?.forget(this.#page);
    this.invalidate();
  }

  /** What was looked for has not been found so far, and may be with `searchOn`. */
  get searching(): boolean {
    return this.#waiting || !!this.#search?.unfinished;
  }

  searchOn(): void {
    this.#search?.goOn();
    this.#waiting = false;
    this.#round = {};
    this.invalidate();
  }

  /**
   * @param flags of the sample, as are `x` and `y`
   * @returns undefined only in an empty document
   */
  point(anchor: Anchor, flags: number, x: number, y: number): DrawnPoint | undefined {
    if (++this.#points > MAX_POINTS) this.invalidate();
    const found = this.#find(anchor);
    const { element } = found;
    const point = this.#point(anchor, flags, x, y, found);
    if (!element || !point || point.hidden) return point;
    // Asking what is above is slow on large pages, and most points are only on a cursor's way.
    let hidden: boolean | undefined;
    return {
      ...point,
      get hidden() {
        return (hidden ??= isCovered(element, point));
      },
    };
  }

  #point(
    anchor: Anchor,
    flags: number,
    x: number,
    y: number,
    { element, certain, offset, absent }: Found,
  ): DrawnPoint | undefined {
    if (absent && element) return { ...this.#roughly(anchor, flags, x, y, element), hidden: true };
    if (!element) return this.#roughly(anchor, flags, x, y, rootOf());
    const box = this.#boxes.of(element)[0];
    if (anchor.at) {
      const spot = box && this.mapped?.point(element, anchor.at, x, y);
      if (spot) return { ...spot, certain };
      // Somewhere on it: only the site knows where.
      x = y = MAX_16 / 2;
      flags = 0;
      certain = false;
    }
    if (flags & SAMPLE.text) {
      const character = this.#character(element, offset?.(x) ?? (anchor.start ?? 0) + x);
      if (character) return { ...onCharacter(character.box, y, box), certain, hidden: isOutside(character) };
    }
    if (anchor.beside) {
      const ground = this.#ground(element, anchor.beside);
      const around = this.#boxes.of(ground)[0];
      if (around && box) return this.#seen({ ...beside(box, around, x, y), certain }, ground);
      if (around) return this.#roughly(anchor, flags, x, y, ground);
    }
    if (!box) return { ...this.#roughly(anchor, flags, x, y, element), certain, hidden: true };
    return this.#seen({ ...this.#onParts(element, box, flags, x, y), certain }, element);
  }

  /** The element that an anchor names; undefined if this document has nothing like it. */
  element(anchor: Anchor): Element | undefined {
    return this.#find(anchor).element;
  }

  /** The character that a sample names; undefined if it is not certain which one. */
  character(anchor: Anchor, x: number): TextSpot | undefined {
    const { element, certain, offset, absent } = this.#find(anchor);
    if (!element || !certain || absent) return undefined;
    return this.#page.texts.at(element, offset?.(x) ?? (anchor.start ?? 0) + x);
  }

  #find(anchor: Anchor): Found {
    let found = this.#found.get(anchor);
    // A page that renders again and again is read less often than that.
    if (found?.round !== this.#round || found.element?.isConnected === false)
      this.#found.set(anchor, (found = { ...this.#look(anchor, found), round: this.#round }));
    return found;
  }

  /** The element that the path leads to, if the content is the same; otherwise what is most like it. */
  #look(anchor: Anchor, before: Found | undefined): Found {
    const { element, whole } = this.#page.paths.resolve(anchor);
    const own = element && whole ? this.#page.hashes.levels(element) : [];
    if (whole && (anchor.hash ?? []).every((hash, i) => hash === own[i])) return { element, certain: true };
    this.#search ??= newSearch?.(this.#page);
    this.#waiting = !this.#search;
    if (this.#waiting) loadSearch().catch(() => (this.#waiting = false));
    return this.#search?.find(anchor, before) ?? { element, certain: false };
  }

  /** The same fraction of the document, kept inside the nearest ancestor that is displayed. */
  #roughly(anchor: Anchor, flags: number, x: number, y: number, around: Element): DrawnPoint {
    const root = rootOf();
    const [left, top, width, height] = anchor.box;
    const inBox = !(flags & SAMPLE.text) && !anchor.beside;
    // A hostile box may give NaN.
    const fraction = (value: number): number => clamp(value, 0, 1) || 0;
    const point = {
      x: fraction(left + width * (inBox ? x / MAX_16 : 0.5)) * root.scrollWidth,
      y: fraction(top + height * (inBox ? y / MAX_16 : 0.5)) * root.scrollHeight,
      certain: false,
      hidden: false,
    };
    for (let at: Element | undefined = around; at && at !== root; at = layoutParentOf(at)) {
      const box = this.#boxes.of(at)[0];
      if (box) return this.#seen({ ...into(box, point), certain: false }, at);
    }
    return point;
  }

  #onParts(element: Element, box: Box, flags: number, x: number, y: number): { x: number; y: number } {
    const part = (value: number): number => (flags & SAMPLE.text ? 0.5 : value / MAX_16);
    const point = {
      x: box.left + (box.right - box.left) * part(x),
      y: box.top + (box.bottom - box.top) * part(y),
    };
    // An element broken over lines or columns does not fill the box around them.
    let least = Infinity;
    let nearest = point;
    for (const each of this.#boxes.of(element).slice(1)) {
      const inside = into(each, point);
      const far = Math.hypot(inside.x - point.x, inside.y - point.y);
      if (far < least) {
        least = far;
        nearest = inside;
      }
    }
    return nearest;
  }

  /** A box that is cut off is pointed at in its visible part, unless scrolling would bring the rest into view. */
  #seen({ x, y, certain }: { x: number; y: number; certain: boolean }, element: Element): DrawnPoint {
    const clip = this.#boxes.around(element);
    if (contains(clip, x, y))
      return { x, y, certain, hidden: clip.left >= clip.right || clip.top >= clip.bottom };
    const box = this.#boxes.of(element)[0] ?? clip;
    const visible = {
      left: Math.max(clip.left, box.left),
      top: Math.max(clip.top, box.top),
      right: Math.min(clip.right, box.right),
      bottom: Math.min(clip.bottom, box.bottom),
    };
    const hidden = clip.scrolls || visible.left >= visible.right || visible.top >= visible.bottom;
    return { ...(hidden ? { x, y } : into(visible, { x, y })), certain, hidden };
  }

  /** The ancestor that the pointer was on when it was beside an element. */
  #ground(element: Element, levels: number): Element {
    let ground = element;
    for (let left = levels; left > 0; left--) {
      const outer = outerOf(ground);
      if (!outer) break;
      ground = outer;
    }
    return ground;
  }

  #character(element: Element, offset: number): TextBox | undefined {
    let known = this.#characters.get(element);
    if (!known) this.#characters.set(element, (known = new Map<number, TextBox | undefined>()));
    if (known.has(offset)) return known.get(offset);
    const spot = this.#page.texts.at(element, offset);
    const parent = spot && parentOf(spot.node);
    let found: TextBox | undefined;
    // A space at a line break has no box, but its neighbours have.
    for (const step of spot ? [0, -1, 1] : []) {
      const near = step ? this.#page.texts.at(element, Math.max(0, offset + step)) : spot;
      const box = near && characterBox(near);
      if (!box || !(parent instanceof Element)) continue;
      if (this.#boxes.of(parent).length || this.#boxes.of(element).length)
        found = { box: toDocument(box), clip: this.#boxes.inside(parent) };
      break;
    }
    known.set(offset, found);
    return found;
  }
}

/** Whether something else, such as a dialog, is above an element at a point of it, or the element is clipped there. */
function isCovered(element: Element, point: DrawnPoint): boolean {
  const [x, y] = [point.x - scrollX, point.y - scrollY];
  const hits = elementsAt(x, y).filter((hit) => !isOwn(hit));
  // One that is there only by its pseudo-element, as a link that fills its card, covers nothing.
  const top = hits.find(
    (hit) => hit === element || [...partsOf(hit)].some((part) => contains(part, x, y, 1)),
  );
  const covered = !!top && !element.contains(top) && !top.contains(element);
  if (hits.includes(element)) return covered;
  // Outside the window nothing is hit, and what is in shadow trees not from here. What is inert never is: it may be
  // seen, as a page behind a drawer is, or be one of several slides or tabs in the same place.
  return (
    hits.length > 0 &&
    element.getRootNode() === document &&
    (isClipped(element) || (covered && !!Element.prototype.closest.call(element, '[inert]')))
  );
}

/** Whether it, or something around it, has a shape to be seen through. */
function isClipped(element: Element): boolean {
  if (getComputedStyle(element).pointerEvents === 'none') return false;
  for (let at: Element | undefined = element; at; at = layoutParentOf(at)) {
    const style = getComputedStyle(at);
    if (style.getPropertyValue('clip') !== 'auto' || style.clipPath !== 'none') return true;
  }
  return false;
}

function into(box: Box, { x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x: clamp(x, box.left, box.right), y: clamp(y, box.top, box.bottom) };
}

/** The high byte of `y` goes across a character, the low one down, both from -0.5 to 1.5. */
function onCharacter(
  { left, top, right, bottom }: Box,
  y: number,
  block: Box | undefined,
): { x: number; y: number } {
  const across = (y >> 8) / 127.5 - 0.5;
  const down = (y & 0xff) / 127.5 - 0.5;
  const point = { x: left + (right - left) * across, y: top + (bottom - top) * down };
  // The paragraph may have less room here between its lines and at its edges.
  return block && contains(block, (left + right) / 2, (top + bottom) / 2) ? into(block, point) : point;
}

function isOutside({ box, clip }: TextBox): boolean {
  return !contains(clip, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
}

function beside(box: Box, ground: Box, x: number, y: number): { x: number; y: number } {
  const along = (value: number, start: number, end: number, low: number, high: number): number => {
    const { fraction, px } = decodeBeside(value);
    return clamp(start + (end - start) * fraction + px, low + INSET, high - INSET);
  };
  return {
    x: along(x, box.left, box.right, ground.left, ground.right),
    y: along(y, box.top, box.bottom, ground.top, ground.bottom),
  };
}
