import type { CursorTrack } from '../../protocol/cursor-frame.ts';
import type { ReactionMessage, SelectedRange } from '../../protocol/together.ts';
import type { Limits } from '../../protocol/limits.ts';
import { ByteBudget } from '../byte-budget.ts';
import type { AnchorAnnouncements } from './anchor-announcements.ts';
import { anchorBytes } from './anchor-announcements.ts';
import { AreaOfInterest } from './area-of-interest.ts';
import { CursorBudget } from './cursor-budget.ts';
import type { Movers } from './movers.ts';
import { MAX_TICKS } from './pace.ts';
import { joinFrames } from './page-frames.ts';
import type { Moment, PageFrames } from './page-frames.ts';
import { isSendable, sampleOf } from './page-session.ts';
import type { PageAnchor } from './page-anchors.ts';
import type { PageSession } from './page-session.ts';
import type { PageSnapshot } from './page-snapshot.ts';
import type { SlotBindings } from './slot-bindings.ts';
import type { VolatileQueue } from './volatile-queue.ts';

/** What a tick takes its content from. */
export interface TickParts {
  sessions: ReadonlySet<PageSession>;
  movers: Movers;
  bindings: SlotBindings;
  announcements: AnchorAnnouncements;
  cursorChat: VolatileQueue<string>;
  reactions: VolatileQueue<ReactionMessage>;
  selections: VolatileQueue<SelectedRange | undefined>;
  snapshot: PageSnapshot;
  frames: PageFrames;
  limits: Limits;
  now: number;
}

/** What one tick sends. */
interface TickContent {
  /** The same bytes for all sessions that see through one window. Empty if there is nothing to send. */
  bytesFor: (window: number) => Buffer;
  /** Anchors for the sessions of a later generation than `since`, to be written before. */
  repeated: { bytes: Buffer; since: number } | undefined;
  acknowledge: boolean;
}

/** How often sessions are asked to acknowledge a tick, ms. */
const ACKNOWLEDGE_MS = 1_000;
/** On a crowded page, new slots, new anchors, cursor chat, reactions and selections may take this share of a tick's bytes each. */
const EXTRAS_SHARE = 1 / 3;
/** New slots may take this share of the bytes of a second, besides; or a crowd that enters at once would wait long. */
const SLOTS_SHARE = 3 / 5;
/** Seconds' worth of slots, anchors, cursor chat, reactions or selections that may go at once after a quiet time. */
const BURST_SECONDS = 6;

/**
 * Sends what has changed since the last tick: encoded once, then one write for each session.
 *
 * In a write the bindings of new slots come first, then new anchors, then the cursors that use them. A session that
 * lags is left out, and gets a snapshot once it has caught up.
 */
export class PageTick {
  readonly #parts: TickParts;
  readonly #interest = new AreaOfInterest();
  readonly #budget = new CursorBudget();
  readonly #slotBytes: ByteBudget;
  readonly #anchorBytes: ByteBudget;
  readonly #cursorChatBytes: ByteBudget;
  readonly #reactionBytes: ByteBudget;
  readonly #selectionBytes: ByteBudget;
  #number = 0;
  #acknowledgedAt = -Infinity;

  constructor(parts: TickParts) {
    this.#parts = parts;
    const budget = (share: number): ByteBudget => {
      const perSecond = parts.limits.cursorBytes * share;
      return new ByteBudget({ perSecond, burst: perSecond * BURST_SECONDS }, parts.now);
    };
    this.#slotBytes = budget(SLOTS_SHARE);
    this.#anchorBytes = budget(EXTRAS_SHARE);
    this.#cursorChatBytes = budget(EXTRAS_SHARE);
    this.#reactionBytes = budget(EXTRAS_SHARE);
    this.#selectionBytes = budget(EXTRAS_SHARE);
  }

  /** The last tick's number; 0 before the first. */
  get number(): number {
    return this.#number;
  }

  /** Sends the next tick. @returns whether another one is due even if nothing else changes */
  send(now: number): boolean {
    const { sessions, bindings, announcements, cursorChat, reactions, selections } = this.#parts;
    const moment = { tick: ++this.#number, now };
    const content = this.#compose(moment);
    let unfinished = false;
    for (const pageSession of sessions) {
      if (this.#deliver(pageSession, content, moment)) unfinished = true;
    }
    return (
      unfinished ||
      bindings.waiting ||
      announcements.pending ||
      cursorChat.pending ||
      reactions.pending ||
      selections.pending ||
      this.#interest.roundPending
    );
  }

  #compose(moment: Moment): TickContent {
    const { movers, bindings, announcements, snapshot, frames, limits } = this.#parts;
    const { cursorChat, reactions, selections } = this.#parts;
    const { tick, now } = moment;
    const { crowded } = movers;
    const ticks = movers.pace || MAX_TICKS;
    const budget = limits.cursorBytes / ticks;
    const share = crowded ? budget * EXTRAS_SHARE : Infinity;
    const shared: Buffer[] = [];

    const bound = bindings.bind(now, (pageSession) => {
      if (this.#slotBytes.left(now) <= 0) return false;
      this.#slotBytes.spend(frames.bindingBytes(pageSession), now);
      return true;
    });
    for (const pageSession of bound) if (pageSession.last) movers.resend(pageSession);
    const freed = bindings.takeFreed();
    if (bound.length + freed.length > 0) shared.push(frames.slots(bound, freed));

    const announced = announcements.take(Math.min(share, this.#anchorBytes.left(now)), now);
    this.#anchorBytes.spend(sizeOf(announced), now);
    if (announced.length > 0) shared.push(frames.anchors(announced));
    const repeated = announcements.takeRepeated(movers.sinceTick, tick - 1, this.#anchorBytes.left(now));
    this.#anchorBytes.spend(sizeOf(repeated?.anchors ?? []), now);

    const moved = movers.startTick(tick);
    const tracks = crowded ? [] : this.#tracks(moved, moment);
    const acknowledge = now - this.#acknowledgedAt >= ACKNOWLEDGE_MS && (crowded || tracks.length > 0);
    if (acknowledge) this.#acknowledgedAt = now;
    const coarse = this.#interest.coarseTracks(bindings.bySlot, moved, crowded, ticks, now);
    if (coarse.length > 0) shared.push(frames.cursors(coarse, moment));
    if (tracks.length > 0)
      shared.push(
        this.#budget.encode(tracks, budget, tick, (kept) => frames.cursors(kept, moment, acknowledge)),
      );

    shared.push(
      ...taken(cursorChat, this.#cursorChatBytes, share, now),
      ...taken(reactions, this.#reactionBytes, share, now),
      ...taken(selections, this.#selectionBytes, share, now),
    );
    const bytes = joinFrames(shared);
    if (bytes.length > 0) snapshot.invalidate();
    return {
      bytesFor: crowded ? this.#byWindow(shared, bytes, budget, acknowledge, moment) : () => bytes,
      repeated: repeated && { bytes: frames.anchors(repeated.anchors), since: repeated.since },
      acknowledge,
    };
  }

  /** Every sample of those that moved, for everybody. */
  #tracks(moved: ReadonlySet<PageSession>, { tick, now }: Moment): CursorTrack[] {
    const tracks: CursorTrack[] = [];
    for (const pageSession of moved) {
      const { slot, last } = pageSession;
      if (slot === undefined) continue;
      const samples = pageSession.samplesAfter(tick - 1, Infinity, now);
      // It has waited for its slot.
      if (samples.length === 0 && last && isSendable(last)) samples.push(sampleOf(last, now));
      pageSession.sharedTime = last?.time ?? -Infinity;
      if (samples.length > 0) tracks.push({ slot, samples });
    }
    return tracks;
  }

  /** Adds to the shared bytes what a window's area of interest holds, once for each window. */
  #byWindow(
    shared: readonly Buffer[],
    bytes: Buffer,
    budget: number,
    acknowledge: boolean,
    moment: Moment,
  ): TickContent['bytesFor'] {
    const { movers, frames } = this.#parts;
    const room = Math.max(budget - bytes.length, budget * EXTRAS_SHARE);
    const made = new Map<number, Buffer>();
    this.#interest.place(movers.recent, moment.tick);
    return (window) => {
      let joined = made.get(window);
      if (!joined) {
        const tracks = this.#interest.windowTracks(window, moment, room);
        joined =
          tracks.length > 0 || acknowledge
            ? joinFrames([...shared, frames.cursors(tracks, moment, acknowledge)])
            : bytes;
        made.set(window, joined);
      }
      return joined;
    };
  }

  /** @returns whether the session needs another tick */
  #deliver(pageSession: PageSession, content: TickContent, moment: Moment): boolean {
    const { snapshot, announcements, limits } = this.#parts;
    const { handle } = pageSession;
    if (this.#lags(pageSession, moment.now)) {
      pageSession.lagging = true;
      // An acknowledgement that is missing asks for a tick when it arrives; a queue that drains does not.
      return handle.queued > limits.laggingBytes;
    }
    if (pageSession.lagging) {
      pageSession.catchUp(announcements.newGeneration());
      snapshot.start(pageSession, moment, true);
      return !snapshot.isComplete(pageSession);
    }
    const bytes = content.bytesFor(pageSession.window);
    const { repeated } = content;
    if (repeated && pageSession.generation > repeated.since) handle.write(repeated.bytes);
    if (content.acknowledge) pageSession.pendingAck ??= { tick: moment.tick & 0xffff, at: moment.now };
    if (bytes.length > 0) handle.write(bytes);
    if (snapshot.isComplete(pageSession)) return false;
    snapshot.continue(pageSession, moment);
    return true;
  }

  #lags({ handle, pendingAck }: PageSession, now: number): boolean {
    const { laggingBytes, laggingMs } = this.#parts.limits;
    return handle.queued > laggingBytes || (pendingAck !== undefined && now - pendingAck.at > laggingMs);
  }
}

/** Frames of a queue, as many as a tick's share and the budget allow. */
function taken<T>(queue: VolatileQueue<T>, budget: ByteBudget, share: number, now: number): Buffer[] {
  const frames = queue.take(Math.min(share, budget.left(now)));
  for (const { length } of frames) budget.spend(length, now);
  return frames;
}

function sizeOf(anchors: readonly PageAnchor[]): number {
  return anchors.reduce((sum, anchor) => sum + anchorBytes(anchor), 0);
}
