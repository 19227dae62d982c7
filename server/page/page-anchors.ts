import type { Anchor } from '../../protocol/anchor.ts';
import type { Limits } from '../../protocol/limits.ts';
import { Slots } from './slots.ts';

/** An anchor under its number, shared by all who point at the same thing. */
export interface PageAnchor {
  readonly id: number;
  readonly anchor: Anchor;
  readonly key: string;
  /** Sessions that have named it. */
  uses: number;
  /** Sessions that came at this generation of the page or before know it; -1: nobody does yet. */
  generation: number;
}

/** Ids of more bits do not fit into a cursor frame. */
const MOST = 16_384;
/** Steps of the page's height in which two boxes of one anchor count as the same. */
const STEPS = 32;

/**
 * The anchors of a page. A crowd reads the same paragraphs: each is told to everybody once, not once for each
 * visitor that points at it, so what anchors cost does not grow with the crowd.
 */
export class PageAnchors {
  readonly #ids: Slots;
  readonly #byKey = new Map<string, PageAnchor>();

  constructor({ slotMs, pageAnchors }: Limits) {
    this.#ids = new Slots(slotMs, Math.min(pageAnchors, MOST));
  }

  /** @returns undefined where the page has too many; else it is to be let go once */
  acquire(anchor: Anchor, now: number): PageAnchor | undefined {
    const key = keyOf(anchor);
    let entry = this.#byKey.get(key);
    if (!entry) {
      const id = this.#ids.acquire(now);
      if (id === undefined) return undefined;
      this.#byKey.set(key, (entry = { id, anchor, key, uses: 0, generation: -1 }));
    }
    entry.uses++;
    return entry;
  }

  release(entry: PageAnchor, now: number): void {
    if (--entry.uses > 0) return;
    this.#byKey.delete(entry.key);
    this.#ids.release(entry.id, now);
  }
}

/**
 * Two senders with other layouts have other boxes for the same element; a box is the last resort and only roughly
 * right anyway. One far off is another anchor, so that nobody can move what others point at.
 */
function keyOf({ box, ...anchor }: Anchor): string {
  return JSON.stringify([anchor, Math.round(box[1] * STEPS), Math.round(box[0] * 4)]);
}
