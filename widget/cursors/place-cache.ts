import type { Anchor } from '../../protocol/anchor.ts';
import { AnchorResolver, type DrawnPoint } from '../anchors/anchor-resolver.ts';

/** On a page that changes all the time its content is read again no more often than this, in ms. */
const REREAD_MS = 500;
/** A large page is searched bit by bit, and so long lies between two of them, in ms. */
const SEARCH_MS = 100;
/** What was there a moment ago may only be rendered again: its place is kept for so long, in ms. */
const KEEP_MS = 1_000;

/** Where on the content another visitor's cursor was. */
export interface CursorPlace {
  anchor: Anchor;
  flags: number;
  x: number;
  y: number;
  /** When the sample was received, by the clock. */
  at: number;
  /** The point last found for it, and the cache's epoch then. */
  point?: DrawnPoint | undefined;
  epoch?: number;
  /** Until when that point is kept though its content is gone. */
  keep?: number | undefined;
}

/** The points of places on the page: each is looked up once, and again only when the page has changed. */
export class PlaceCache {
  readonly resolver = new AnchorResolver();
  /** Counts the changes of the page that move places. */
  #epoch = 0;
  #moved = true;
  #rebuilt = true;
  #readAt = -Infinity;

  /** When the page's content is to be read again, or searched on; `Infinity` if it has not changed. */
  get due(): number {
    if (this.#rebuilt) return this.#readAt + REREAD_MS;
    return this.resolver.searching ? this.#readAt + SEARCH_MS : Infinity;
  }

  /** The page has changed. @param rebuilt elements came, went or changed, not only their positions */
  invalidate(rebuilt: boolean): void {
    this.#moved = true;
    this.#rebuilt ||= rebuilt;
  }

  /** The page may have changed in any way while nobody was watching. */
  reset(): void {
    this.invalidate(true);
    this.#readAt = -Infinity;
  }

  /** To be called before each frame. @returns whether points have to be looked up again */
  refresh(now: number): boolean {
    if (now >= this.due) {
      if (this.#rebuilt) this.resolver.forget();
      else this.resolver.searchOn();
      this.#rebuilt = false;
      this.#moved = true;
      this.#readAt = now;
    }
    if (!this.#moved) return false;
    this.resolver.invalidate();
    this.#moved = false;
    this.#epoch++;
    return true;
  }

  readonly point = (place: CursorPlace): DrawnPoint | undefined => {
    if (place.epoch !== this.#epoch) {
      place.epoch = this.#epoch;
      const point = this.resolver.point(place.anchor, place.flags, place.x, place.y);
      if (point?.certain || !place.point?.certain) place.keep = undefined;
      else if (this.#readAt < (place.keep ??= this.#readAt + KEEP_MS)) {
        this.#rebuilt = true;
        return place.point;
      }
      place.point = point;
    }
    return place.point;
  };
}
