import type { Anchor } from '../../protocol/anchor.ts';
import type { Limits } from '../../protocol/limits.ts';
import { Slots } from './slots.ts';

/** An anchor under its id on the page, shared by all sessions that point at the same thing. */
export interface PageAnchor {
  readonly id: number;
  readonly anchor: Anchor;
  readonly key: string;
  /** Names that sessions have for it. */
  uses: number;
  /** Sessions of this generation or an earlier one have been sent the anchor; -1 before it is announced. */
  generation: number;
}

/** Higher ids do not fit into a cursor frame. */
const MAX_ANCHORS = 16_384;
/** Steps of the page's height in which two boxes of one anchor count as the same. */
const STEPS = 32;

/**
 * The anchors of a page. Many visitors read the same paragraphs: each is announced once, not once for every visitor
 * that points at it, so what anchors cost does not grow with the visitors.
 */
export class PageAnchors {
  readonly #ids: Slots;
  readonly #byKey = new Map<string, PageAnchor>();

  constructor({ slotMs, pageAnchors }: Limits) {
    this.#ids = new Slots(slotMs, Math.min(pageAnchors, MAX_ANCHORS));
  }

  /** @returns undefined while the page has too many; else the caller releases it once */
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
 * Senders with different layouts have different boxes for the same element. A box is the last resort and only roughly
 * right, so similar ones count as the same; one far off is another anchor, so that nobody can move what others point at.
 */
function keyOf({ box, ...anchor }: Anchor): string {
  return JSON.stringify([anchor, Math.round(box[1] * STEPS), Math.round(box[0] * 4)]);
}
