import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorTrack } from '../../protocol/cursor-frame.ts';
import type { PageAnchor } from './page-anchors.ts';
import { joinFrames } from './page-frames.ts';
import type { Moment, PageFrames } from './page-frames.ts';
import { sampleOf } from './page-session.ts';
import type { PageSession } from './page-session.ts';
import type { SlotBindings } from './slot-bindings.ts';

/** Slots in one part: some 25 kB. */
const PART_SLOTS = 128;
/** The next part waits until less than this is queued, bytes. */
const QUEUED_BYTES = 8 * 1024;
/** A part is reused within this time, if no tick has changed it since, ms. */
const KEPT_MS = 100;
/** A cursor that has rested for so long is hidden by clients, so newcomers do not get it either, ms. */
const STALE_MS = 30_000;

/** The cursors of a page for sessions that enter or catch up: in parts, each encoded once for all who need it. */
export class PageSnapshot {
  readonly #frames: PageFrames;
  readonly #bindings: SlotBindings;
  /** By the first slot. */
  readonly #parts = new Map<number, Buffer>();
  #madeAt = -Infinity;

  constructor(frames: PageFrames, bindings: SlotBindings) {
    this.#frames = frames;
    this.#bindings = bindings;
  }

  /** A tick has changed what the parts contain. */
  invalidate(): void {
    this.#parts.clear();
  }

  /**
   * Sends the first part.
   * @param again the session has cursors from before, which may have gone
   */
  start(pageSession: PageSession, moment: Moment, again = false): void {
    pageSession.snapshotSlot = 0;
    if (!this.#sendPart(pageSession, moment) && again)
      pageSession.handle.write(this.#frames.snapshot([], moment));
  }

  /** Sends the next part to a session that reads quickly enough. */
  continue(pageSession: PageSession, moment: Moment): void {
    if (pageSession.handle.queued < QUEUED_BYTES) this.#sendPart(pageSession, moment);
  }

  /** Whether the session has been sent every part. */
  isComplete({ snapshotSlot }: PageSession): boolean {
    return snapshotSlot >= this.#bindings.bySlot.length;
  }

  /** @returns whether the part had anything in it */
  #sendPart(pageSession: PageSession, moment: Moment): boolean {
    const part = this.#part(pageSession.snapshotSlot, moment);
    pageSession.snapshotSlot += PART_SLOTS;
    if (part.length > 0) pageSession.handle.write(part);
    return part.length > 0;
  }

  #part(from: number, moment: Moment): Buffer {
    if (moment.now - this.#madeAt >= KEPT_MS) {
      this.invalidate();
      this.#madeAt = moment.now;
    }
    let part = this.#parts.get(from);
    if (!part) this.#parts.set(from, (part = this.#encode(from, moment)));
    return part;
  }

  /** Slots, anchors and positions; the first part makes clients drop the cursors they have. Empty if there are none. */
  #encode(from: number, moment: Moment): Buffer {
    const { now } = moment;
    const bound: PageSession[] = [];
    const anchors = new Set<PageAnchor>();
    const tracks: CursorTrack[] = [];
    for (const pageSession of this.#bindings.bySlot.slice(from, from + PART_SLOTS)) {
      if (pageSession?.slot === undefined) continue;
      const { slot, last } = pageSession;
      bound.push(pageSession);
      if (!last?.anchor || now - last.time > STALE_MS) continue;
      anchors.add(last.anchor);
      tracks.push({ slot, samples: [sampleOf({ ...last, flags: last.flags & ~SAMPLE.press }, now)] });
    }
    if (bound.length === 0) return Buffer.alloc(0);
    const frames = [this.#frames.slots(bound, [])];
    if (anchors.size > 0) frames.push(this.#frames.anchors(anchors));
    if (from === 0) frames.push(this.#frames.snapshot(tracks, moment));
    else if (tracks.length > 0) frames.push(this.#frames.cursors(tracks, moment));
    return joinFrames(frames);
  }
}
