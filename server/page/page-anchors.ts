import type { Anchor } from '../../protocol/anchor.ts';
import type { Limits } from '../../protocol/limits.ts';
import { Slots } from './slots.ts';

/** An anchor of the page, shared by all sessions that point at the same thing. */
export interface PageAnchor {
  /** In cursor frames; -1 before it is announced. */
  id: number;
  readonly anchor: Anchor;
  readonly key: string;
  /** Names that sessions have for it. */
  uses: number;
  /** Cursors that are on it now. */
  shown: number;
  /** Sessions of this generation or an earlier one have been sent the anchor; -1 before it is announced. */
  generation: number;
}

/** Higher ids do not fit into a cursor frame. */
const MAX_ANCHORS = 16_384;
/** From this share of the ids on, each new one takes that of an idle anchor, so that there are always rested ones. */
const FULL_SHARE = 3 / 4;
/** Steps of the page's height in which two boxes of one anchor count as the same. */
const STEPS = 32;

/**
 * The anchors of a page. Many visitors read the same paragraphs: each is announced once, not once for every visitor
 * that points at it, so what anchors cost does not grow with the visitors.
 *
 * An anchor gets its id when it is announced, so naming anchors uses up nothing. Where ids become scarce, the anchor
 * without a cursor that has been idle longest gives up its own, and is announced again when a cursor returns to it.
 */
export class PageAnchors {
  readonly #ids: Slots;
  readonly #most: number;
  readonly #byKey = new Map<string, PageAnchor>();
  /** Announced ones without a cursor, idle longest first. */
  readonly #idle = new Set<PageAnchor>();
  /** Ids in use. */
  #used = 0;

  constructor({ slotMs, pageAnchors }: Limits) {
    const count = Math.min(pageAnchors, MAX_ANCHORS);
    this.#ids = new Slots(slotMs, count);
    this.#most = Math.ceil(count * FULL_SHARE);
  }

  /** The caller releases it once. */
  acquire(anchor: Anchor): PageAnchor {
    const key = keyOf(anchor);
    let entry = this.#byKey.get(key);
    if (!entry) this.#byKey.set(key, (entry = { id: -1, anchor, key, uses: 0, shown: 0, generation: -1 }));
    entry.uses++;
    return entry;
  }

  release(entry: PageAnchor, now: number): void {
    entry.uses--;
    this.#removeUnused(entry, now);
  }

  /** A cursor has moved from one anchor to another, or appeared, or gone. */
  move(from: PageAnchor | undefined, to: PageAnchor | undefined, now: number): void {
    if (from === to) return;
    if (to) {
      to.shown++;
      this.#idle.delete(to);
    }
    if (!from) return;
    from.shown--;
    if (from.shown === 0 && from.id >= 0) this.#idle.add(from);
    this.#removeUnused(from, now);
  }

  /** Gives an anchor that is about to be announced its id. @returns false while there is none */
  assignId(entry: PageAnchor, now: number): boolean {
    if (this.#used >= this.#most) this.#evict(now);
    const id = this.#ids.acquire(now);
    if (id === undefined) return false;
    this.#used++;
    entry.id = id;
    if (entry.shown === 0) this.#idle.add(entry);
    return true;
  }

  #evict(now: number): void {
    const [oldest] = this.#idle;
    if (!oldest) return;
    this.#freeId(oldest, now);
    oldest.id = oldest.generation = -1;
  }

  #removeUnused(entry: PageAnchor, now: number): void {
    if (entry.uses > 0 || entry.shown > 0) return;
    this.#byKey.delete(entry.key);
    // Its samples may still be due; their id is not given again for a while.
    if (entry.id >= 0) this.#freeId(entry, now);
  }

  #freeId(entry: PageAnchor, now: number): void {
    this.#idle.delete(entry);
    this.#ids.release(entry.id, now);
    this.#used--;
  }
}

/**
 * Senders with different layouts have different boxes for the same element. A box is the last resort and only roughly
 * right, so similar ones count as the same; one far off is another anchor, so that nobody can move what others point at.
 */
function keyOf({ box, ...anchor }: Anchor): string {
  return JSON.stringify([anchor, Math.round(box[1] * STEPS), Math.round(box[0] * 4)]);
}
