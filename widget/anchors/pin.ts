import type { Pin } from '../../protocol/chat.ts';
import { SAMPLE } from '../../protocol/sample-flags.ts';
import { AnchorFinder } from './anchor-finder.ts';
import { AnchorResolver } from './anchor-resolver.ts';
import { loadScroll } from './load-scroll.ts';

/**
 * The place on the content under a point of the window, for a message to point at.
 * @returns undefined over the widget's own elements and outside the content
 */
export function pinAt(x: number, y: number): Omit<Pin, 'page'> | undefined {
  const place = new AnchorFinder().at(x, y);
  return place && { anchor: place.anchor, flags: place.flags & SAMPLE.text, x: place.x, y: place.y };
}

/**
 * Scrolls to the place that a message points at.
 * @param smooth whether the window glides there
 * @returns where the place is in the window when called; undefined while it can't be seen
 */
export function scrollToPin(pin: Pin, smooth: boolean): () => { x: number; y: number } | undefined {
  const resolver = new AnchorResolver();
  loadScroll().then(
    ({ scrollToPlace }) => scrollToPlace(resolver, pin, smooth),
    () => undefined,
  );
  return () => {
    resolver.invalidate();
    const point = resolver.point(pin.anchor, pin.flags, pin.x, pin.y);
    return point && !point.hidden ? { x: point.x - scrollX, y: point.y - scrollY } : undefined;
  };
}
