import type { Place } from '../../../widget/client/cursors/place.ts';
import { AnchorFinder } from '../../../widget/anchors/anchor-finder.ts';
import { AnchorResolver } from '../../../widget/anchors/anchor-resolver.ts';
import type { DrawnPoint } from '../../../widget/anchors/anchor-resolver.ts';
import { loadSearch } from '../../../widget/anchors/load-likeness.ts';

export let host: HTMLElement;
export let finder: AnchorFinder;
export let resolver: AnchorResolver;

before(loadSearch);
beforeEach(() => {
  host = document.createElement('div');
  host.style.cssText = 'position: relative; width: 600px; font: 16px/1.5 monospace';
  document.body.append(host);
  finder = new AnchorFinder();
  resolver = new AnchorResolver();
});
afterEach(() => {
  host.remove();
  scrollTo(0, 0);
});

/** Fills the page; the finder and the resolver forget the old one. */
export function page(html: string): void {
  host.innerHTML = html;
  changed();
}
export function changed(): void {
  finder.forget();
  resolver.forget();
}
export function get(selector: string): HTMLElement {
  const element = host.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}
export function placeAt(x: number, y: number): Place {
  const place = finder.at(x, y);
  if (!place) throw new Error(`no place at ${x}, ${y}`);
  return place;
}
export function middleOf(element: Element): [number, number] {
  const { left, top, width, height } = Element.prototype.getBoundingClientRect.call(element);
  return [left + width / 2, top + height / 2];
}
export function wordBox(text: Node, word: string): DOMRect {
  const range = document.createRange();
  const from = (text.textContent ?? '').indexOf(word);
  range.setStart(text, from);
  range.setEnd(text, from + word.length);
  return range.getBoundingClientRect();
}
export function placeOn(text: Node, word: string): Place {
  const { left, top, width, height } = wordBox(text, word);
  return placeAt(left + width / 2, top + height / 2);
}
export function draw({ anchor, flags, x, y }: Place): DrawnPoint {
  resolver.invalidate();
  const point = resolver.point(anchor, flags, x, y);
  if (!point) throw new Error('nothing drawn');
  return point;
}
export function isIn({ x, y }: DrawnPoint, box: DOMRect): boolean {
  const [left, top] = [x - scrollX, y - scrollY];
  return left >= box.left - 0.5 && left <= box.right + 0.5 && top >= box.top - 0.5 && top <= box.bottom + 0.5;
}
export function within(point: DrawnPoint, element: Element): boolean {
  return [...element.getClientRects()].some((box) => isIn(point, box));
}

export const LONG =
  'The quick brown fox jumps over the lazy dog while seven wizards watch from a distant hill in Norway.';
