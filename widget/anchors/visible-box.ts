import { boxOf, isShown, layoutParentOf, partsOf, rootOf } from './host-dom.ts';

/** Edges in document coordinates. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The area that an element's ancestors leave visible. */
export interface Clip extends Box {
  /** Some of the rest can be scrolled into view. */
  scrolls: boolean;
}

export const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(value, high));

export const contains = (box: Box, x: number, y: number, slack = 0): boolean =>
  x >= box.left - slack && x <= box.right + slack && y >= box.top - slack && y <= box.bottom + slack;

/** A plain object: reading a DOMRect's properties costs as much as getting it. */
export function toDocument({ left, top, right, bottom }: DOMRect): Box {
  const [x, y] = [scrollX, scrollY];
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}

/** The boxes of elements and what clips them now; each is read once. */
export class VisibleBoxes {
  readonly #boxes = new Map<Element, readonly Box[]>();
  readonly #around = new Map<Element, Clip>();
  readonly #inside = new Map<Element, Clip>();

  /** The box around an element, then its boxes per line or column; none if it is not shown. */
  of(element: Element): readonly Box[] {
    return once(this.#boxes, element, () => {
      const parts = [...partsOf(element)];
      return parts.length && isShown(element) ? [boxOf(element), ...parts].map(toDocument) : [];
    });
  }

  /** The area in which an element itself is visible. */
  around(element: Element): Clip {
    return once(this.#around, element, () => {
      const { position, overflowX } = getComputedStyle(element);
      const right = scrollX + innerWidth;
      if (position === 'fixed')
        return { left: scrollX, top: scrollY, right, bottom: scrollY + innerHeight, scrolls: false };
      let parent = layoutParentOf(element);
      // An absolutely positioned element is clipped by its containing block, not by what lies between.
      while (position === 'absolute' && parent && layoutParentOf(parent) && isStatic(parent))
        parent = layoutParentOf(parent);
      if (parent) return this.inside(parent);
      // A document does not extend beyond its beginning, whichever side that is.
      const fits = clips(overflowX);
      // Which that is, the body decides, where there is one.
      const body = document.body as HTMLElement | null;
      const isLeftward = getComputedStyle(body ?? element).direction === 'rtl';
      return {
        left: isLeftward && !fits ? -Infinity : 0,
        top: 0,
        right: isLeftward || fits ? right : Infinity,
        bottom: Infinity,
        scrolls: false,
      };
    });
  }

  /** The area in which an element's content is visible. */
  inside(element: Element): Clip {
    return once(this.#inside, element, () => {
      const around = this.around(element);
      const { overflowX, overflowY, contentVisibility } = getComputedStyle(element);
      if (contentVisibility === 'hidden') return { ...around, right: -Infinity };
      const root = rootOf();
      if (element === root) return around;
      // The body's overflow applies to the viewport.
      if (layoutParentOf(element) === root && !clips(getComputedStyle(root).overflowX)) {
        return /hidden|clip/.test(overflowX) ? { ...around, left: 0, right: scrollX + innerWidth } : around;
      }
      const box = toDocument(boxOf(element));
      const clip = { ...around, scrolls: around.scrolls || /auto|scroll/.test(overflowX + overflowY) };
      if (clips(overflowX)) {
        clip.left = Math.max(clip.left, box.left);
        clip.right = Math.min(clip.right, box.right);
      }
      if (clips(overflowY)) {
        clip.top = Math.max(clip.top, box.top);
        clip.bottom = Math.min(clip.bottom, box.bottom);
      }
      return clip;
    });
  }
}

const clips = (overflow: string): boolean => overflow !== 'visible';
const isStatic = (element: Element): boolean => getComputedStyle(element).position === 'static';

function once<T>(known: Map<Element, T>, element: Element, make: () => T): T {
  let value = known.get(element);
  if (!value) known.set(element, (value = make()));
  return value;
}
