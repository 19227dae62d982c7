import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorTrack } from '../../protocol/cursor-frame.ts';
import type { PageAnchor } from './page-anchors.ts';
import { anchorBytes } from './anchor-announcements.ts';
import { joinFrames } from './page-frames.ts';
import type { Moment, PageFrames } from './page-frames.ts';
import { isSendable, sampleOf } from './page-session.ts';
import type { PageSession, Position } from './page-session.ts';
import { bandOf, bandsOf } from './page-windows.ts';
import type { SlotBindings } from './slot-bindings.ts';

/** Slots in one part at most, and their bytes: a part ends where it has either. */
const PART_SLOTS = 128;
const PART_BYTES = 24 * 1024;
/** Cursors that a session is sent at once when it sees another part of the page. */
const REVEALED = 256;
/** The next part waits until less than this is queued, bytes. */
const QUEUED_BYTES = 8 * 1024;
/** A part is reused within this time, if no tick has changed it since, ms. */
const KEPT_MS = 100;
/** A cursor that has rested for so long is hidden by clients, so newcomers do not get it either, ms. */
const STALE_MS = 30_000;

/** Frames, and the slot that the next part begins with. */
interface SnapshotPart {
  bytes: Buffer;
  next: number;
}

/** The cursors of a page for sessions that enter or catch up: in parts, each encoded once for all who need it. */
export class PageSnapshot {
  readonly #frames: PageFrames;
  readonly #bindings: SlotBindings;
  /** By the first slot. */
  readonly #parts = new Map<number, SnapshotPart>();
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
   * Sends the first part, as soon as the session may be sent one.
   * @param again the session has cursors from before, which may have gone
   */
  start(pageSession: PageSession, moment: Moment, again = false): void {
    pageSession.snapshotSlot = 0;
    if (pageSession.handle.mayRead) this.#sendPart(pageSession, moment, again);
    else if (this.isComplete(pageSession) && again) this.#sendEmpty(pageSession, moment);
  }

  /** Sends the next part to a session that reads quickly enough. */
  continue(pageSession: PageSession, moment: Moment): void {
    const { handle } = pageSession;
    if (handle.queued < QUEUED_BYTES && handle.mayRead) this.#sendPart(pageSession, moment, true);
  }

  /**
   * Sends a session that sees through another window than before the cursors that it has come upon, if it may be sent
   * them.
   */
  reveal({ handle, window }: PageSession, before: number, moment: Moment): void {
    if (handle.queued >= QUEUED_BYTES || !handle.mayRead) return;
    const [from, to] = bandsOf(window);
    const [knownFrom, knownTo] = bandsOf(before);
    const tracks: CursorTrack[] = [];
    for (const pageSession of this.#bindings.bySlot) {
      const position = pageSession && shownPosition(pageSession, moment.now);
      if (!position || pageSession.slot === undefined) continue;
      const band = bandOf(position);
      if (band < from || band >= to || (band >= knownFrom && band < knownTo)) continue;
      tracks.push({ slot: pageSession.slot, samples: [sampleOf(position, moment.now)] });
      if (tracks.length === REVEALED) break;
    }
    if (tracks.length === 0) return;
    const bytes = this.#frames.cursors(tracks, moment);
    handle.countRead(bytes.length);
    handle.write(bytes);
  }

  /** Sends a session what others have selected, as far as it may read. What does not fit comes when it changes. */
  sendSelections(to: PageSession, sessions: Iterable<PageSession>): void {
    if (!to.handle.mayRead) return;
    const frames: Buffer[] = [];
    let bytes = 0;
    for (const pageSession of sessions) {
      if (!pageSession.selection || pageSession === to) continue;
      const frame = this.#frames.selection(pageSession.handle, pageSession.selection);
      frames.push(frame);
      bytes += frame.length;
      if (bytes >= PART_BYTES) break;
    }
    if (bytes === 0) return;
    to.handle.countRead(bytes);
    to.handle.write(joinFrames(frames));
  }

  /** Whether the session has been sent every part. */
  isComplete({ snapshotSlot }: PageSession): boolean {
    return snapshotSlot >= this.#bindings.bySlot.length;
  }

  /** @param again the first part has to be sent even if there is nothing in it */
  #sendPart(pageSession: PageSession, moment: Moment, again: boolean): void {
    const from = pageSession.snapshotSlot;
    const { bytes, next } = this.#part(from, moment);
    pageSession.snapshotSlot = next;
    if (bytes.length === 0 && from === 0 && again) this.#sendEmpty(pageSession, moment);
    if (bytes.length === 0) return;
    pageSession.handle.countRead(bytes.length);
    pageSession.handle.write(bytes);
  }

  #sendEmpty({ handle }: PageSession, moment: Moment): void {
    handle.write(this.#frames.snapshot([], moment));
  }

  #part(from: number, moment: Moment): SnapshotPart {
    if (moment.now - this.#madeAt >= KEPT_MS) {
      this.invalidate();
      this.#madeAt = moment.now;
    }
    let part = this.#parts.get(from);
    if (!part) this.#parts.set(from, (part = this.#encode(from, moment)));
    return part;
  }

  /** Slots, anchors and positions; the first part makes clients drop the cursors they have. Empty if there are none. */
  #encode(from: number, moment: Moment): SnapshotPart {
    const { now } = moment;
    const { bySlot } = this.#bindings;
    const bound: PageSession[] = [];
    const anchors = new Set<PageAnchor>();
    const tracks: CursorTrack[] = [];
    let bytes = 0;
    let next = from;
    for (; next < from + PART_SLOTS && bytes < PART_BYTES; next++) {
      const pageSession = bySlot[next];
      if (pageSession?.slot === undefined) continue;
      const { slot } = pageSession;
      bound.push(pageSession);
      bytes += this.#frames.bindingBytes(pageSession);
      const position = shownPosition(pageSession, now);
      if (!position?.anchor) continue;
      if (!anchors.has(position.anchor)) bytes += anchorBytes(position.anchor);
      anchors.add(position.anchor);
      tracks.push({ slot, samples: [sampleOf(position, now)] });
    }
    if (bound.length === 0) return { bytes: Buffer.alloc(0), next };
    const frames = [this.#frames.slots(bound, [])];
    if (anchors.size > 0) frames.push(this.#frames.anchors(anchors));
    if (from === 0) frames.push(this.#frames.snapshot(tracks, moment));
    else if (tracks.length > 0) frames.push(this.#frames.cursors(tracks, moment));
    for (const { slot, cursorChat } of bound)
      if (slot !== undefined && cursorChat) frames.push(this.#frames.cursorChat(slot, cursorChat));
    return { bytes: joinFrames(frames), next };
  }
}

/** Where clients are to show a cursor that they did not know; undefined where they are not to. */
function shownPosition({ last }: PageSession, now: number): Position | undefined {
  if (!last?.anchor || !isSendable(last) || now - last.time > STALE_MS) return undefined;
  return { ...last, flags: last.flags & ~SAMPLE.press };
}
