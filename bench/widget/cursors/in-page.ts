/** Runs inside the measured page: finds the places at given points, and counts the updates of the widget's elements. */
import type { Place } from '../../../widget/client/cursors/place.ts';
import { AnchorFinder } from '../../../widget/anchors/anchor-finder.ts';

export interface WayPoint {
  /** In CSS px from the document's edge. */
  x: number;
  y: number;
}

/** The places along each way; the window has to show all of them without scrolling. */
function places(ways: readonly (readonly WayPoint[])[]): (Place | undefined)[][] {
  const finder = new AnchorFinder();
  return ways.map((way) => way.map(({ x, y }) => finder.at(x, y)));
}

let updates = 0;

/** Counts from now on how often Lit updates any of the widget's elements. */
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
