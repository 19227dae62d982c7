import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorTrack } from '../../protocol/cursor-frame.ts';
import type { PageAnchor } from './page-anchors.ts';
import { together } from './page-frames.ts';
import type { Moment, PageFrames } from './page-frames.ts';
import { sampleOf } from './page-session.ts';
import type { PageSession } from './page-session.ts';

/** Slots in one part: some 25 kB. */
export const PART = 128;
/** A part serves everybody who comes within this time, if nothing was told since, in ms. */
const KEPT_MS = 100;
/** A cursor that has not moved for so long is shown to nobody any more, so newcomers don't get it either, in ms. */
const STALE_MS = 30_000;

/** Who is on a page and where, for newcomers: in parts, each made once for all who come at a time. */
export class PageSnapshot {
  readonly #frames: PageFrames;
  /** By the first slot. */
  readonly #parts = new Map<number, Buffer>();
  #madeAt = -Infinity;

  constructor(frames: PageFrames) {
    this.#frames = frames;
  }

  /** Something was told that the parts don't say. */
  forget(): void {
    this.#parts.clear();
  }

  /**
   * Slots, anchors and positions from a slot on; the first part is a snapshot. Empty where there is nobody.
   * @param visits by slot
   */
  part(from: number, visits: readonly (PageSession | undefined)[], moment: Moment): Buffer {
    if (moment.now - this.#madeAt >= KEPT_MS) {
      this.forget();
      this.#madeAt = moment.now;
    }
    let part = this.#parts.get(from);
    if (!part) this.#parts.set(from, (part = this.#make(from, visits, moment)));
    return part;
  }

  #make(from: number, visits: readonly (PageSession | undefined)[], moment: Moment): Buffer {
    const { now } = moment;
    const bound: PageSession[] = [];
    const anchors = new Set<PageAnchor>();
    const tracks: CursorTrack[] = [];
    for (const visit of visits.slice(from, from + PART)) {
      if (visit?.slot === undefined) continue;
      const { slot, last } = visit;
      bound.push(visit);
      if (!last?.anchor || now - last.time > STALE_MS) continue;
      anchors.add(last.anchor);
      tracks.push({ slot, samples: [sampleOf({ ...last, flags: last.flags & ~SAMPLE.press }, now)] });
    }
    if (bound.length === 0) return Buffer.alloc(0);
    const frames = [this.#frames.slots(bound, [])];
    if (anchors.size > 0) frames.push(this.#frames.anchors(anchors));
    if (from === 0) frames.push(this.#frames.snapshot(tracks, moment));
    else if (tracks.length > 0) frames.push(this.#frames.cursors(tracks, moment));
    return together(frames);
  }
}
