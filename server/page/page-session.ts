import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../protocol/cursor-frame.ts';
import type { SelectedRange } from '../../protocol/together.ts';
import type { Member } from '../../protocol/presence.ts';
import type { PageAnchor } from './page-anchors.ts';
import { SenderClock } from './sender-clock.ts';

/** What a page needs of a session. */
export interface SessionHandle {
  readonly id: string;
  /** Key of the visitor's address: addresses take turns where something is scarce. */
  readonly address: string;
  /** The session's member, as others see it now. */
  readonly member: Member;
  /** Bytes in this process that wait to be sent. */
  readonly queued: number;
  /** Whether its visitor may be sent a snapshot: who goes from page to page without end has to wait for them. */
  readonly mayRead: boolean;
  /** Counts bytes that were sent to this session alone. */
  countRead(bytes: number): void;
  /** Writes one frame, or several in a row. The buffer is shared and never changed. May end the session. */
  write(frames: Buffer): void;
}

/** A sample on the server's clock. */
export interface Position {
  time: number;
  flags: number;
  /** Undefined once the cursor is gone. */
  anchor: PageAnchor | undefined;
  x: number;
  y: number;
  /** The page's first tick that can carry it. */
  tick: number;
}

/** Samples kept of a session, and how many more until the oldest are dropped: to do so with each costs more. */
const MAX_RECENT = 64;
const MAX_OLDER = 32;
/** For how many ticks samples are sent. */
export const RECENT_TICKS = 32;

/** A session on a page, and what the page keeps of its cursor. */
export class PageSession {
  readonly handle: SessionHandle;
  /** The page's generation when this session entered or caught up; see `PageAnchor`. */
  generation: number;
  slot: number | undefined;
  /** By the session's own anchor ids. Most sessions are idle and never name one. */
  anchors: Map<number, PageAnchor> | undefined;
  readonly clock = new SenderClock();
  /** The newest samples, in order. */
  recent: Position[] = [];
  /** Where the cursor is; undefined while it is not on the page. */
  last: Position | undefined;
  movedAt = -Infinity;
  /** The first tick that can carry the newest sample. */
  movedTick = -Infinity;
  /** Time of the newest sample that was sent to everybody. */
  sharedTime = -Infinity;
  /** The window of the page that the session sees; 0 is the whole page. */
  window = 0;
  /** The first slot that the session’s snapshot has not covered yet. */
  snapshotSlot = 0;
  /** The tick that the session has to acknowledge, and when it was sent. */
  pendingAck: { tick: number; at: number } | undefined;
  /** Left out of ticks until it has caught up; then it gets a snapshot. */
  lagging = false;

  /** The text at its cursor. */
  cursorChat = '';
  /** What its visitor has selected on the page. */
  selection: SelectedRange | undefined;

  constructor(handle: SessionHandle, generation: number) {
    this.handle = handle;
    this.generation = generation;
  }

  /** It is sent everything again, and follows the ticks from now on. @param generation the page's newest */
  catchUp(generation: number): void {
    this.lagging = false;
    this.pendingAck = undefined;
    this.generation = generation;
  }

  /** @param tick the first tick that can carry it */
  push(position: Position, tick: number): void {
    const { recent } = this;
    if (recent.length >= MAX_RECENT + MAX_OLDER) recent.splice(0, recent.length - MAX_RECENT);
    recent.push(position);
    this.last = position.flags & SAMPLE.gone ? undefined : position;
    this.movedTick = tick;
  }

  /** Removes the cursor. Anchors stay, as their session does not name them again. */
  clearCursor(): void {
    this.recent = [];
    this.last = undefined;
    this.cursorChat = '';
  }

  /** Anchors of the samples after a tick. */
  *anchorsAfter(tick: number): Generator<PageAnchor> {
    for (let at = this.recent.length - 1; at >= 0; at--) {
      const position = this.recent[at];
      if (!position || position.tick <= tick) return;
      if (position.anchor) yield position.anchor;
    }
  }

  /**
   * The samples after a tick, thinned to about `most`: evenly spread, always with the newest, and with presses in
   * preference to their neighbours. Samples on anchors that are not announced yet are left out.
   */
  samplesAfter(tick: number, most: number, now: number): CursorSample[] {
    const { recent } = this;
    let first = recent.length;
    while (first > 0 && (recent[first - 1]?.tick ?? 0) > tick) first--;
    const count = recent.length - first;
    const samples: CursorSample[] = [];
    const add = (position: Position | undefined) => {
      if (position && isSendable(position)) samples.push(sampleOf(position, now));
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

/** Whether clients have the anchor that the position is on. */
export function isSendable({ anchor }: Position): boolean {
  return anchor === undefined || anchor.generation >= 0;
}

/** The sample for a frame that is sent at `now`. */
export function sampleOf({ time, flags, anchor, x, y }: Position, now: number): CursorSample {
  return { age: now - time, flags, anchor: anchor?.id ?? 0, x, y };
}
