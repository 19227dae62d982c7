import type { Spot } from '../../protocol/anchor.ts';
import { SAMPLE } from '../../protocol/sample-flags.ts';
import { AnchorFinder } from './anchor-finder.ts';
import { AnchorResolver } from './anchor-resolver.ts';
import { loadScroll } from './load-scroll.ts';

/**
 * The place on the content under a point of the window, for a message to point at.
 * @returns undefined over the widget's own elements and outside the content
 */
export function pinAt(x: number, y: number): Spot | undefined {
  const place = new AnchorFinder().at(x, y);
  return place && { anchor: place.anchor, flags: place.flags & SAMPLE.text, x: place.x, y: place.y };
}

/**
 * Scrolls to a place on the content.
 * @param smooth whether the window glides there; undefined: it stays where it is
 * @returns where the place is in the window when called; undefined while it can't be seen, unless `unseen` is set
 */
export function scrollToPin(
  pin: Spot,
  smooth?: boolean,
): (unseen?: boolean) => { x: number; y: number } | undefined {
  const resolver = new AnchorResolver();
  if (smooth !== undefined)
    loadScroll().then(
      ({ scrollToPlace }) => scrollToPlace(resolver, pin, smooth),
      () => undefined,
    );
  return (unseen) => {
    resolver.invalidate();
    const point = resolver.point(pin.anchor, pin.flags, pin.x, pin.y);
    return point && (unseen || !point.hidden) ? { x: point.x - scrollX, y: point.y - scrollY } : undefined;
  };
}
