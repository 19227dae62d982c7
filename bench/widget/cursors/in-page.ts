/** Runs inside the measured page: says what is under given points, and counts the updates of the widget's elements. */
import type { Place } from '../../../widget/client/place.ts';
import { isOwn } from '../../../widget/anchors/is-own.ts';
import { AnchorFinder } from '../../../widget/anchors/anchor-finder.ts';

export interface WayPoint {
  /** In CSS px from the document's edge. */
  x: number;
  y: number;
}

/** Needs a window in which nothing has to be scrolled. */
function places(ways: readonly (readonly WayPoint[])[]): (Place | undefined)[][] {
  const finder = new AnchorFinder(document, { isOwn });
  return ways.map((way) => way.map(({ x, y }) => finder.at(x, y)));
}

let updates = 0;

/** From now on counts how often any of our elements is rendered by Lit. */
function countUpdates(): void {
  let type = customElements.get('live-presence')?.prototype as object | null;
  while (type && !Object.hasOwn(type, 'performUpdate')) type = Object.getPrototypeOf(type) as object | null;
  if (!type) throw new Error('no Lit element is defined');
  const owner = type as { performUpdate(): void };
  const { performUpdate } = owner;
  owner.performUpdate = function (this: unknown) {
    updates++;
    performUpdate.call(this);
  };
}

const bench = { places, countUpdates, updates: (): number => updates };
export type Bench = typeof bench;
Object.assign(globalThis, { bench });
