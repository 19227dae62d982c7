import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../protocol/cursor-frame.ts';
import type { Member } from '../../protocol/presence.ts';
import type { PageAnchor } from './page-anchors.ts';
import { SenderClock } from './sender-clock.ts';

/** What a page needs of a session. */
export interface SessionHandle {
  readonly id: string;
  /** The session's person, as others see them now. */
  readonly member: Member;
  /** Bytes that wait in this process to be sent. */
  readonly queued: number;
  /** Writes a whole frame (or several in a row) that nobody changes any more. */
  write(frame: Buffer): void;
}

/** A sample on the server's clock. */
export interface Position {
  time: number;
  flags: number;
  /** Undefined where gone. */
  anchor: PageAnchor | undefined;
  x: number;
  y: number;
  /** The page's tick that is to tell it first. */
  tick: number;
}

/** Samples kept of a session, and for how many ticks. */
const MAX_RECENT = 64;
export const RECENT_TICKS = 32;

/** A session on a page, and what the page knows of its cursor. */
export class PageSession {
  readonly session: SessionHandle;
  /** The page's generation when this session came (or came back from lagging). */
  generation: number;
  slot: number | undefined;
  /** By the number that the session gave them. */
  anchors: Map<number, PageAnchor> | undefined;
  readonly clock = new SenderClock();
  /** The newest samples, in order. */
  recent: Position[] = [];
  /** Where the cursor is; undefined while it is nowhere. */
  last: Position | undefined;
  movedAt = -Infinity;
  /** The tick that tells the newest sample first. */
  movedTick = -Infinity;
  /** Time of the newest sample that has had its turn in a crowd. */
  turnedAt = -Infinity;
  /** The window of the page that the session sees; 0 is all of it. */
  window = 0;
  /** The first slot that it was not shown yet since it came. */
  snapshotSlot = 0;
  /** The tick that is to be acknowledged, and when it was sent. */
  asked: { tick: number; at: number } | undefined;
  /** Gets no ticks until it has caught up, and a snapshot then. */
  lagging = false;

  constructor(session: SessionHandle, generation: number) {
    this.session = session;
    this.generation = generation;
  }

  /** @param tick the tick that will tell it first */
  push(position: Position, tick: number): void {
    const { recent } = this;
    let old = 0;
    while (old < recent.length && (recent[old]?.tick ?? 0) < tick - RECENT_TICKS) old++;
    if (recent.length - old >= MAX_RECENT) old = recent.length - MAX_RECENT + 1;
    if (old > 0) recent.splice(0, old);
    recent.push(position);
    this.last = position.flags & SAMPLE.gone ? undefined : position;
    this.movedTick = tick;
  }

  /** Anchors of samples that no tick up to `after` has told. */
  *anchorsSince(after: number): Generator<PageAnchor> {
    for (let at = this.recent.length - 1; at >= 0; at--) {
      const position = this.recent[at];
      if (!position || position.tick <= after) return;
      if (position.anchor) yield position.anchor;
    }
  }

  /**
   * Samples that no tick up to `after` has told, thinned to about `most`: evenly spread, the newest among them, and
   * clicks rather than what lies around them. Those on anchors that nobody knows yet are left out.
   */
  since(after: number, most: number, now: number): CursorSample[] {
    const { recent } = this;
    let first = recent.length;
    while (first > 0 && (recent[first - 1]?.tick ?? 0) > after) first--;
    const count = recent.length - first;
    const samples: CursorSample[] = [];
    const add = (position: Position | undefined) => {
      if (position && !(position.anchor && position.anchor.generation < 0)) {
        samples.push(sampleOf(position, now));
      }
    };
    for (let bucket = 0, at = first; at < recent.length; bucket++) {
      const end = count <= most ? at + 1 : first + Math.ceil(((bucket + 1) * count) / most);
      let chosen = recent[end - 1];
      for (; at < end; at++) {
        const position = recent[at];
        if (!position || !(position.flags & SAMPLE.press) || position === chosen) continue;
        if (end < recent.length) chosen = position;
        else if (samples.length < most) add(position);
      }
      add(chosen);
    }
    return samples;
  }
}

/** As it goes out at `now`. */
export function sampleOf({ time, flags, anchor, x, y }: Position, now: number): CursorSample {
  return { age: now - time, flags, anchor: anchor?.id ?? 0, x, y };
}
