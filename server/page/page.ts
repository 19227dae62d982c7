/**
 * This room shows the visitors of one page each other's cursors. A cursor's way through it:
 *
 * 1. `Page.anchor` gives what a session points at an id on the page (`page-anchors`), shared by all who point there.
 * 2. `Page.move` dates the samples of a frame on the server's clock (`sender-clock`) and keeps them with the session
 *    (`page-session`). The session counts as a mover (`movers`), from which the page's pace follows (`pace`); its
 *    first move requests a slot (`slot-bindings`). The next tick is scheduled as the pace allows.
 * 3. `PageTick` binds slots, announces anchors (`anchor-announcements`) and encodes what moved (`page-frames`): once
 *    for everybody, within a budget (`cursor-budget`), or on a crowded page once for each window of the page
 *    (`area-of-interest`). Each session gets it in one write.
 * 4. Sessions that enter or lag get all cursors at once instead (`page-snapshot`).
 *
 * Nothing is scheduled while nothing moves, and nothing is sent to a session that is alone.
 */
import type { Anchor } from '../../protocol/anchor.ts';
import type { Clock } from '../../protocol/clock.ts';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorUplink } from '../../protocol/cursor-frame.ts';
import type { ReactionMessage, SelectedRange } from '../../protocol/together.ts';
import type { Limits } from '../../protocol/limits.ts';
import { AnchorAnnouncements } from './anchor-announcements.ts';
import { Movers } from './movers.ts';
import type { Traffic } from './movers.ts';
import { MAX_TICKS } from './pace.ts';
import { PageAnchors } from './page-anchors.ts';
import type { PageAnchor } from './page-anchors.ts';
import { PageFrames } from './page-frames.ts';
import type { RosterSize } from './page-frames.ts';
import { PageSession } from './page-session.ts';
import type { SessionHandle } from './page-session.ts';
import { PageSnapshot } from './page-snapshot.ts';
import { PageTick } from './page-tick.ts';
import { windowOf } from './page-windows.ts';
import { SlotBindings } from './slot-bindings.ts';
import { VolatileQueue } from './volatile-queue.ts';

/** What a page works with. */
export interface PageParts {
  roster: RosterSize;
  /** Whether the site has switched cursors off. */
  cursorsOff: () => boolean;
  traffic: Traffic;
  limits: Limits;
  clock: Clock;
}

/** Clients say how old a sample is; they are believed up to this, ms. */
const MAX_SAMPLE_AGE = 1_500;

/** Who is on a page, what they do there, and when the next tick is due. */
export class Page {
  readonly name: string;
  readonly #parts: PageParts;
  readonly #frames: PageFrames;
  readonly #sessions = new Set<PageSession>();
  readonly #anchors: PageAnchors;
  readonly #announcements: AnchorAnnouncements;
  readonly #bindings: SlotBindings;
  readonly #cursorChat = new VolatileQueue<string>(({ slot }, text) =>
    slot === undefined ? undefined : this.#frames.cursorChat(slot, text),
  );
  readonly #reactions = new VolatileQueue<ReactionMessage>(({ handle }, reaction) =>
    this.#frames.reaction(handle, reaction),
  );
  readonly #selections = new VolatileQueue<SelectedRange | undefined>(({ handle }, range) =>
    this.#frames.selection(handle, range),
  );
  readonly #movers: Movers;
  readonly #snapshot: PageSnapshot;
  readonly #tick: PageTick;
  /** When the last tick was due. */
  #tickDue = -Infinity;
  #cancelTick: (() => void) | undefined;

  constructor(name: string, parts: PageParts) {
    const { roster, traffic, limits, clock } = parts;
    this.name = name;
    this.#parts = parts;
    this.#frames = new PageFrames(name, roster);
    this.#anchors = new PageAnchors(limits);
    this.#announcements = new AnchorAnnouncements(this.#anchors);
    this.#bindings = new SlotBindings(limits.slotMs);
    this.#snapshot = new PageSnapshot(this.#frames, this.#bindings);
    this.#movers = new Movers(traffic, clock, () => {
      this.#updatePace();
    });
    this.#tick = new PageTick({
      sessions: this.#sessions,
      movers: this.#movers,
      bindings: this.#bindings,
      announcements: this.#announcements,
      cursorChat: this.#cursorChat,
      reactions: this.#reactions,
      selections: this.#selections,
      snapshot: this.#snapshot,
      frames: this.#frames,
      limits,
      now: clock.now(),
    });
  }

  get empty(): boolean {
    return this.#sessions.size === 0;
  }

  /**
   * Adds a session. Writes nothing, so that the caller holds its place before a write can end it; call `show` next.
   * @returns the session's place, to be handed back with each call until it leaves
   */
  enter(handle: SessionHandle): PageSession {
    const pageSession = new PageSession(handle, this.#announcements.newGeneration());
    this.#sessions.add(pageSession);
    return pageSession;
  }

  /**
   * Sends a session the rate and the cursors that are here.
   * @param again it was sent some before, and may have missed others
   */
  show(pageSession: PageSession, again = false): void {
    if (again) pageSession.catchUp(this.#announcements.newGeneration());
    if (!this.#updatePace()) {
      const { pace, crowded } = this.#movers;
      pageSession.handle.write(this.#frames.rate(pace, crowded));
    }
    this.#snapshot.start(pageSession, { tick: this.#tick.number, now: this.#parts.clock.now() }, again);
    this.#snapshot.sendSelections(pageSession, this.#sessions);
    if (!this.#snapshot.isComplete(pageSession)) this.#schedule();
  }

  /** Removes a session; its cursor goes with the next tick, at once where nothing else is due. */
  leave(pageSession: PageSession): void {
    if (!this.#sessions.delete(pageSession)) return;
    const now = this.#parts.clock.now();
    this.#removeCursor(pageSession, now);
    for (const anchor of pageSession.anchors?.values() ?? []) this.#anchors.release(anchor, now);
    this.#updatePace();
    if (this.empty) this.close();
  }

  /** The site has switched cursors off or on. They go with the next tick, or appear with their next move. */
  onRuleChange(): void {
    if (this.#parts.cursorsOff()) {
      const now = this.#parts.clock.now();
      for (const pageSession of this.#sessions) this.#removeCursor(pageSession, now);
    }
    this.#updatePace();
  }

  /** A session names an anchor. */
  anchor(pageSession: PageSession, id: number, anchor: Anchor): void {
    const anchors = (pageSession.anchors ??= new Map<number, PageAnchor>());
    const before = anchors.get(id);
    anchors.set(id, this.#anchors.acquire(anchor));
    if (before) this.#anchors.release(before, this.#parts.clock.now());
  }

  /** A session's cursor has moved. Samples on anchors that the session has not named are dropped. */
  move(pageSession: PageSession, uplink: CursorUplink): void {
    if (this.#sessions.size < 2 || this.#parts.cursorsOff()) return;
    const now = this.#parts.clock.now();
    const sentAt = pageSession.clock.sentAt(uplink.clock, now);
    const tick = this.#tick.number + 1;
    const before = pageSession.last?.anchor;
    let moved = false;
    for (const { age, flags, anchor: id, x, y } of uplink.samples) {
      const gone = (flags & SAMPLE.gone) !== 0;
      const anchor = gone ? undefined : pageSession.anchors?.get(id);
      if (gone ? !pageSession.last : !anchor) continue;
      const time = Math.min(now, Math.max(now - MAX_SAMPLE_AGE, sentAt - age));
      if (anchor) this.#announcements.request(anchor, pageSession.handle.address);
      pageSession.push({ time, flags: flags & ~SAMPLE.coarse, anchor, x, y, tick }, tick);
      moved = true;
    }
    if (!moved) return;
    this.#anchors.move(before, pageSession.last?.anchor, now);
    this.#movers.add(pageSession, now);
    if (pageSession.slot === undefined) this.#bindings.request(pageSession);
    this.#schedule();
  }

  /** A session acknowledges a tick. */
  seen(pageSession: PageSession, tick: number): void {
    if (pageSession.pendingAck?.tick !== tick) return;
    pageSession.pendingAck = undefined;
    if (pageSession.lagging) this.#schedule();
  }

  /**
   * A session reports what it has on screen, in fractions of the page's height. In a crowd it is sent the cursors there
   * at once: what it has of them may be seconds old.
   */
  view(pageSession: PageSession, top: number, bottom: number): void {
    const before = pageSession.window;
    pageSession.window = windowOf(top, bottom);
    if (!this.#movers.crowded || pageSession.lagging || pageSession.window === before) return;
    this.#snapshot.reveal(pageSession, before, { tick: this.#tick.number, now: this.#parts.clock.now() });
  }

  /** A session types at its cursor. Dropped if it has none. */
  setCursorChat(pageSession: PageSession, text: string): void {
    if (pageSession.slot === undefined || this.#sessions.size < 2 || this.#parts.cursorsOff()) return;
    pageSession.cursorChat = text;
    this.#cursorChat.set(pageSession, text);
    this.#schedule();
  }

  /** A session reacts; everybody is sent it with the next tick. Of several between two ticks, only the newest. */
  react(pageSession: PageSession, reaction: ReactionMessage): void {
    if (this.#sessions.size < 2 || this.#parts.cursorsOff()) return;
    this.#reactions.set(pageSession, reaction);
    this.#schedule();
  }

  /**
   * A session selects something, or undefined: nothing any more. Everybody is sent it with the next tick; of several
   * between two ticks, only the newest.
   */
  select(pageSession: PageSession, range: SelectedRange | undefined): void {
    if (this.#parts.cursorsOff() || (!range && !pageSession.selection)) return;
    pageSession.selection = range;
    if (this.#sessions.size < 2) return;
    this.#selections.set(pageSession, range);
    this.#schedule();
  }

  /** Writes frames to everybody on the page. */
  broadcast(frames: Buffer): void {
    for (const { handle } of this.#sessions) handle.write(frames);
  }

  /** Cancels what is scheduled. */
  close(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    this.#movers.close();
  }

  #removeCursor(pageSession: PageSession, now: number): void {
    this.#movers.delete(pageSession);
    this.#cursorChat.delete(pageSession);
    this.#reactions.delete(pageSession);
    if (pageSession.selection) {
      pageSession.selection = undefined;
      this.#selections.set(pageSession, undefined);
      this.#schedule();
    }
    this.#anchors.move(pageSession.last?.anchor, undefined, now);
    pageSession.clearCursor();
    if (this.#bindings.release(pageSession, now)) this.#schedule();
  }

  #schedule(): void {
    if (this.#cancelTick || this.empty) return;
    const { clock } = this.#parts;
    const now = clock.now();
    // Cursors that have gone are removed quickly even if the page is silent by now.
    const next = this.#tickDue + 1000 / (this.#movers.pace || MAX_TICKS);
    // A timer that was late does not put off the ticks after it: clients know when they are due.
    this.#tickDue = Math.max(next, now);
    this.#cancelTick = clock.after(this.#tickDue - now, () => {
      this.#cancelTick = undefined;
      this.#updatePace();
      if (this.#tick.send(clock.now())) this.#schedule();
    });
  }

  /** @returns whether the rate has changed, and was sent to everybody */
  #updatePace(): boolean {
    const movers = this.#movers;
    if (!movers.update(this.#sessions.size < 2 || this.#parts.cursorsOff())) return false;
    const { pace, crowded } = movers;
    const rate = this.#frames.rate(pace, crowded);
    for (const { handle } of this.#sessions) {
      // A write can end a session, and so change the rate again; everybody has the newer one then.
      if (movers.pace !== pace || movers.crowded !== crowded) break;
      handle.write(rate);
    }
    return true;
  }
}
