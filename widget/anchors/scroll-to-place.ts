import type { Anchor } from '../../protocol/anchor.ts';
import type { AnchorResolver } from './anchor-resolver.ts';
import { boxOf, layoutParentOf, rootOf } from './host-dom.ts';

/** A place at least this share of a scroller's size away from its edges need not be scrolled to. */
const MARGIN = 0.15;
/** Scrolling has arrived, or can go no further, when nothing has moved for so long, in ms. */
const ARRIVED_MS = 300;
/** A glide that stands still for so long, in ms, is over; if it ended short of the place, another one follows. */
const STALLED_MS = 100;
/** On a page that never comes to rest, in ms. */
const GIVE_UP_MS = 5_000;
/** The visitor takes over. */
const TAKEOVER = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/** Somewhere on the content. */
export interface AnchoredPoint {
  anchor: Anchor;
  flags: number;
  x: number;
  y: number;
}

/** Ends the scroll that is under way: a page scrolls to one place at a time. */
let cancel: (() => void) | undefined;

/**
 * Scrolls the page, and the scrollers inside it around the place, until the place can be seen.
 *
 * The way there may change while scrolling, as images load and sections with `content-visibility: auto` are rendered.
 * So the place is looked up again in each frame until it has arrived, or until the visitor scrolls.
 *
 * @param smooth whether the window glides there
 */
export function scrollToPlace(resolver: AnchorResolver, place: AnchoredPoint, smooth: boolean): void {
  cancel?.();
  const abort = new AbortController();
  const { signal } = abort;
  cancel = () => abort.abort();
  for (const type of TAKEOVER) addEventListener(type, cancel, { signal, passive: true, capture: true });
  const end = performance.now() + GIVE_UP_MS;
  let movedAt = end;
  let seen = '';
  /** Where the window was last scrolled to: both coordinates in one number. */
  let goal = NaN;

  const step = (now: number): void => {
    if (signal.aborted) return;
    scrollContainers(resolver, place);
    const { x, y } = pointInWindow(resolver, place) ?? {};
    const sees = String([scrollX, scrollY, x, y]);
    if (sees !== seen) movedAt = now;
    seen = sees;
    if (x === undefined || y === undefined || now > movedAt + ARRIVED_MS || now > end) {
      abort.abort();
      return;
    }
    const dx = distance(x, 0, innerWidth);
    const dy = distance(y, 0, innerHeight);
    const next = dx + scrollX + dy + scrollY;
    // A glide to the same goal goes on by itself.
    if ((dx || dy) && (now > movedAt + STALLED_MS || !(Math.abs(next - goal) < 2))) {
      window.scrollBy({ left: dx, top: dy, behavior: smooth ? 'smooth' : 'instant' });
      goal = next;
    }
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** Brings the place into view in each scroller around it, from the innermost outwards. */
function scrollContainers(resolver: AnchorResolver, place: AnchoredPoint): void {
  const root = rootOf();
  let at = resolver.element(place.anchor);
  while (at && (at = layoutParentOf(at)) && at !== root && at !== document.body) {
    if (!/auto|scroll/.test(getComputedStyle(at).overflow)) continue;
    const point = pointInWindow(resolver, place);
    if (!point) return;
    const { left, top, width, height } = boxOf(at);
    at.scrollBy({
      left: distance(point.x, left, width),
      top: distance(point.y, top, height),
      behavior: 'instant',
    });
  }
}

function pointInWindow(
  resolver: AnchorResolver,
  { anchor, flags, x, y }: AnchoredPoint,
): { x: number; y: number } | undefined {
  // A list that renders what is in view may have replaced it.
  if (resolver.element(anchor)?.isConnected === false) resolver.forget();
  else resolver.invalidate();
  const point = resolver.point(anchor, flags, x, y);
  return point && { x: point.x - scrollX, y: point.y - scrollY };
}

/** How far to scroll to bring a point to the middle; 0 where it is well inside. */
function distance(point: number, start: number, size: number): number {
  const fromMiddle = point - start - size / 2;
  return Math.abs(fromMiddle) < size * (0.5 - MARGIN) ? 0 : fromMiddle;
}
