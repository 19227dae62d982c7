import { Turns } from '../turns.ts';
import type { PageAnchor, PageAnchors } from './page-anchors.ts';
import type { PageSession } from './page-session.ts';

/** Anchors repeated to newcomers in one tick; the others follow when they are next used. */
const MAX_REPEATED = 128;
/** Of an anchor's box, and around it in its message. */
const BOX_BYTES = 100;

/** Anchors to send to the sessions that entered after generation `since`. */
export interface RepeatedAnchors {
  anchors: PageAnchor[];
  since: number;
}

/** Bytes of an anchor in its message, about. */
export function anchorBytes({ key }: PageAnchor): number {
  return key.length + BOX_BYTES;
}

/**
 * Which anchors the sessions of a page have been sent. Each is announced once to everybody, and repeated to those
 * who entered later when a cursor next uses it; a generation is a newcomer's place in that order.
 */
export class AnchorAnnouncements {
  readonly #anchors: PageAnchors;
  readonly #turns = new Turns();
  #generation = 0;
  /** Anchors that cursors use and nobody has been sent, with the address of the first one that does. */
  readonly #pending = new Map<PageAnchor, string>();

  constructor(anchors: PageAnchors) {
    this.#anchors = anchors;
  }

  /** Whether an anchor is still to be announced. */
  get pending(): boolean {
    return this.#pending.size > 0;
  }

  /** @returns the generation of a session that enters now, or has caught up */
  newGeneration(): number {
    return ++this.#generation;
  }

  /** Announces an anchor with one of the next ticks, unless that was done before. */
  request(anchor: PageAnchor, address: string): void {
    if (anchor.generation < 0 && !this.#pending.has(anchor)) this.#pending.set(anchor, address);
  }

  /** Anchors to announce to everybody: while some of the bytes are left, in turn of the addresses that use them. */
  take(bytes: number, now: number): PageAnchor[] {
    const taken: PageAnchor[] = [];
    if (this.#pending.size === 0) return taken;
    let left = bytes;
    for (const [anchor, address] of this.#turns.of(this.#pending, ([, address]) => address)) {
      if (left <= 0) break;
      if (anchor.uses + anchor.shown > 0) {
        if (!this.#anchors.assignId(anchor, now)) continue;
        left -= anchorBytes(anchor);
        anchor.generation = this.#generation;
        taken.push(anchor);
        this.#turns.served(address);
      }
      this.#pending.delete(anchor);
    }
    // Those that cursors have only passed need not be waited for.
    for (const anchor of this.#pending.keys()) if (anchor.shown === 0) this.#pending.delete(anchor);
    return taken;
  }

  /** Anchors of samples after a tick that newcomers may not have been sent, while some of the bytes are left. */
  takeRepeated(moved: ReadonlySet<PageSession>, tick: number, bytes: number): RepeatedAnchors | undefined {
    const anchors: PageAnchor[] = [];
    let left = bytes;
    let since = this.#generation;
    for (const pageSession of moved) {
      for (const anchor of pageSession.anchorsAfter(tick)) {
        if (anchor.generation < 0 || anchor.generation === this.#generation) continue;
        if (anchors.length >= MAX_REPEATED || left <= 0) break;
        left -= anchorBytes(anchor);
        since = Math.min(since, anchor.generation);
        anchor.generation = this.#generation;
        anchors.push(anchor);
      }
    }
    return anchors.length > 0 ? { anchors, since } : undefined;
  }
}
