import type { Anchor } from '../../protocol/anchor.ts';
import type { AnchorResolver } from './anchor-resolver.ts';
import { layoutParentOf, rootOf } from './host-dom.ts';

/** What is not nearer to the edges than this share of a scroller's size need not be scrolled to. */
const MARGIN = 0.15;

/** Somewhere on the content. */
export interface AnchoredPoint {
  anchor: Anchor;
  flags: number;
  x: number;
  y: number;
}

/**
 * Scrolls the page, and what scrolls inside it around the place, until the place can be seen.
 *
 * @param smooth whether the window glides there
 */
export function scrollToPlace(resolver: AnchorResolver, place: AnchoredPoint, smooth: boolean): void {
  const { anchor, flags, x, y } = place;
  const root = rootOf(document);
  const pointNow = (): { x: number; y: number } | undefined => {
    resolver.invalidate();
    const point = resolver.point(anchor, flags, x, y);
    return point && { x: point.x - scrollX, y: point.y - scrollY };
  };
  let at = resolver.element(anchor);
  while (at && (at = layoutParentOf(at)) && at !== root && at !== document.body) {
    const point = pointNow();
    if (!point || !scrolls(at)) continue;
    const box = at.getBoundingClientRect();
    at.scrollBy({
      left: way(point.x, box.left, box.width),
      top: way(point.y, box.top, box.height),
      behavior: 'instant',
    });
  }
  const point = pointNow();
  if (!point) return;
  scrollBy({
    left: way(point.x, 0, innerWidth),
    top: way(point.y, 0, innerHeight),
    behavior: smooth ? 'smooth' : 'instant',
  });
}

function scrolls(element: Element): boolean {
  return (
    (element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth) &&
    /auto|scroll/.test(getComputedStyle(element).overflow)
  );
}

/** How far to scroll to the middle; 0 where the point is well inside. */
function way(point: number, start: number, size: number): number {
  const inside = (point - start) / size;
  return inside > MARGIN && inside < 1 - MARGIN ? 0 : point - start - size / 2;
}
