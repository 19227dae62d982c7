import type { Anchor } from '../../protocol/anchor.ts';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { CursorTrack, CursorUplink } from '../../protocol/cursor-frame.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { Clock } from '../../protocol/clock.ts';
import { AreaOfInterest, SAMPLE_BYTES, windowOf } from './area-of-interest.ts';
import { SILENT, paceFor } from './pace.ts';
import { PageAnchors } from './page-anchors.ts';
import type { PageAnchor } from './page-anchors.ts';
import { PageFrames, together } from './page-frames.ts';
import type { Moment } from './page-frames.ts';
import { PART, PageSnapshot } from './page-snapshot.ts';
import { Slots } from './slots.ts';
import { RECENT_TICKS, PageSession, sampleOf } from './page-session.ts';
import type { SessionHandle } from './page-session.ts';

/** Movers of all pages of a process. */
export interface Traffic {
  movers: number;
}

/** What a page works with. */
export interface PageParts {
  /** Members of the room, as presence messages say. */
  memberCount: () => number;
  /** Whether the site has switched cursors off. */
  cursorsOff: () => boolean;
  traffic: Traffic;
  limits: Limits;
  clock: Clock;
}

/** How often everybody is asked to acknowledge a tick, and how often the movers are counted, in ms. */
const ASK_MS = 1_000;
/** The next part of the picture waits until less than this is queued. */
const PART_BYTES = 8 * 1024;
/** More movers than this are a crowd: not everybody gets everything any more. It ends at three quarters. */
const CROWD = 100;
const CROWD_OVER = 75;
/** Of a tick's bytes, what new slots, new anchors and cursor chat may take in a crowd, each. */
const NEWS_SHARE = 1 / 3;
/** Of a slot, with its member; measured, rounded up. */
const BINDING_BYTES = 220;
/** So many are told in a second at least, or a crowd that comes at once would be shown for minutes. */
const MIN_BINDINGS = 40;
/** Anchors told anew to newcomers in one tick; the others when they are next used. */
const MAX_AGAIN = 128;
/** A sample older than this was held back; its sender says when it was, and is not to be believed without end, ms. */
const MAX_SAMPLE_AGE = 1_500;

/**
 * The scope of cursors: gathers what moved and tells everybody at once, one tick at a time.
 *
 * Work per tick is one encoding plus one write for each session. Nothing is scheduled while nothing moves, and
 * nothing is sent while a session is alone. In a tick's write the bindings of new slots come first, then anchors
 * that are new, then the cursors; a lagging session is left out and later gets the whole picture, in parts.
 *
 * While more than a hundred move, `Crowd` says who is shown to whom.
 */
export class Page {
  readonly name: string;
  readonly #parts: PageParts;
  readonly #frames: PageFrames;
  readonly #picture: PageSnapshot;
  readonly #sessions = new Set<PageSession>();
  readonly #slots: Slots;
  readonly #bySlot: (PageSession | undefined)[] = [];
  readonly #anchors: PageAnchors;
  /** Names a newcomer's place in time; see `PageAnchor`. */
  #generation = 0;
  /** Those that moved since the last tick, and those that moved in the last `RECENT_TICKS`. */
  #moved = new Set<PageSession>();
  readonly #recent = new Set<PageSession>();
  /** Those that moved in the last second; counted anew each second. */
  #movers = 0;
  /** Of them, how many the process has been told of. */
  #counted = 0;
  /** Anchors that something is on, and that nobody was told of yet. */
  readonly #untold = new Set<PageAnchor>();
  /** Who is to have a slot. */
  readonly #unbound = new Set<PageSession>();
  #freed: number[] = [];
  readonly #said = new Map<PageSession, string>();
  readonly #crowd = new AreaOfInterest();
  #crowded = false;
  #tick = 0;
  #pace = SILENT;
  #tickedAt = -Infinity;
  #askedAt = -Infinity;
  /** Bytes of cursors that were not used yet, by everybody's budget. */
  #credit = 0;
  #cancelTick: (() => void) | undefined;
  #cancelCount: (() => void) | undefined;

  constructor(name: string, parts: PageParts) {
    this.name = name;
    this.#parts = parts;
    this.#frames = new PageFrames(name, parts.memberCount, parts.limits.namedMembers);
    this.#picture = new PageSnapshot(this.#frames);
    this.#slots = new Slots(parts.limits.slotMs);
    this.#anchors = new PageAnchors(parts.limits);
  }

  get empty(): boolean {
    return this.#sessions.size === 0;
  }

  /**
   * Adds a session. Writes nothing, so that the caller holds its place before a write can end it; call `show` next.
   * @returns the session's place, to be handed back with each call until it leaves
   */
  enter(handle: SessionHandle): PageSession {
    const visit = new PageSession(handle, ++this.#generation);
    this.#sessions.add(visit);
    return visit;
  }

  /** Sends a session that has entered the rate and the cursors that are here. */
  show(visit: PageSession): void {
    if (!this.#setPace()) visit.session.write(this.#frames.rate(this.#pace, this.#crowded));
    this.#show(visit);
  }

  /** Removes a session; its cursor goes with the next tick, at once where nothing else is due. */
  leave(visit: PageSession): void {
    if (!this.#sessions.delete(visit)) return;
    const now = this.#parts.clock.now();
    for (const anchor of visit.anchors?.values() ?? []) this.#anchors.release(anchor, now);
    this.#hide(visit, now);
    this.#setPace();
    if (this.empty) this.close();
  }

  /** Cursors were switched off or on: those that are shown go, or come with their next move. */
  onRuleChange(): void {
    const now = this.#parts.clock.now();
    if (this.#parts.cursorsOff()) {
      for (const visit of this.#sessions) this.#hide(visit, now);
      this.#movers = 0;
    }
    this.#setPace();
  }

  /** A session names an anchor; where the page has too many, what is on it is not shown. */
  anchor(visit: PageSession, id: number, anchor: Anchor): void {
    const now = this.#parts.clock.now();
    // Most who are idle have never named one.
    const anchors = (visit.anchors ??= new Map<number, PageAnchor>());
    const before = anchors.get(id);
    const entry = this.#anchors.acquire(anchor, now);
    if (entry) anchors.set(id, entry);
    else anchors.delete(id);
    if (before) this.#anchors.release(before, now);
  }

  /** A session's pointer was somewhere. Samples on anchors that it never named are dropped. */
  move(visit: PageSession, uplink: CursorUplink): void {
    if (this.#sessions.size < 2 || this.#parts.cursorsOff()) return;
    const now = this.#parts.clock.now();
    const sentAt = visit.clock.sentAt(uplink.clock, now);
    let moved = false;
    for (const { age, flags, anchor: id, x, y } of uplink.samples) {
      const gone = (flags & SAMPLE.gone) !== 0;
      const anchor = gone ? undefined : visit.anchors?.get(id);
      if (gone ? !visit.last : !anchor) continue;
      const time = Math.min(now, Math.max(now - MAX_SAMPLE_AGE, sentAt - age));
      const tick = this.#tick + 1;
      if (anchor && anchor.generation < 0) this.#untold.add(anchor);
      visit.push({ time, flags: flags & ~SAMPLE.coarse, anchor, x, y, tick }, tick);
      moved = true;
    }
    if (!moved) return;
    if (now - visit.movedAt >= ASK_MS) this.#movers++;
    visit.movedAt = now;
    if (visit.slot === undefined) this.#unbound.add(visit);
    this.#moved.add(visit);
    this.#recent.add(visit);
    this.#schedule();
    this.#countSoon();
  }

  /** A session acknowledges a tick. */
  seen(visit: PageSession, tick: number): void {
    if (visit.asked?.tick !== tick) return;
    visit.asked = undefined;
    if (visit.lagging) this.#schedule();
  }

  /** A session says what part of the page it sees: fractions of its height. */
  view(visit: PageSession, top: number, bottom: number): void {
    visit.window = windowOf(top, bottom);
  }

  /** A session types at its cursor; nothing where it has shown none. */
  setCursorChat(visit: PageSession, text: string): void {
    if (visit.slot === undefined || this.#sessions.size < 2 || this.#parts.cursorsOff()) return;
    this.#said.set(visit, text);
    this.#schedule();
  }

  /** Writes a frame to everybody on the page. */
  broadcast(bytes: Buffer): void {
    for (const { session } of this.#sessions) session.write(bytes);
  }

  /** Forgets what is scheduled. */
  close(): void {
    this.#cancelTick?.();
    this.#cancelCount?.();
    this.#cancelCount = undefined;
    this.#parts.traffic.movers -= this.#counted;
    this.#movers = this.#counted = 0;
  }

  /** Takes a cursor away, with the next tick. Anchors stay: their session doesn't name them anew. */
  #hide(visit: PageSession, now: number): void {
    for (const visits of [this.#moved, this.#recent, this.#unbound]) visits.delete(visit);
    this.#said.delete(visit);
    visit.recent = [];
    visit.last = undefined;
    if (visit.slot === undefined) return;
    this.#slots.release(visit.slot, now);
    this.#bySlot[visit.slot] = undefined;
    this.#freed.push(visit.slot);
    visit.slot = undefined;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#cancelTick || this.empty) return;
    const { clock } = this.#parts;
    // Even where everybody is alone now, what has gone is told quickly.
    const due = this.#tickedAt + 1000 / (this.#pace.ticks || 30);
    const cancel = clock.after(Math.max(0, due - clock.now()), () => {
      this.#cancelTick = undefined;
      this.#send();
    });
    this.#cancelTick = () => {
      cancel();
      this.#cancelTick = undefined;
    };
  }

  #send(): void {
    const now = (this.#tickedAt = this.#parts.clock.now());
    this.#tick++;
    this.#setPace();
    const acknowledge = now - this.#askedAt >= ASK_MS;
    const { frames, again, known, asks } = this.#news(now, acknowledge);
    if (asks) this.#askedAt = now;
    let waiting = false;
    for (const visit of this.#sessions) {
      const { session } = visit;
      if (this.#lags(visit, now)) {
        visit.lagging = true;
        // An answer that is awaited says itself when it has come; what is queued goes without a word.
        waiting ||= session.queued > this.#parts.limits.laggingBytes;
        continue;
      }
      if (visit.lagging) {
        visit.lagging = false;
        visit.generation = ++this.#generation;
        this.#show(visit, true);
        continue;
      }
      const bytes = frames(visit.window);
      if (again && visit.generation > known) session.write(again);
      if (asks) visit.asked ??= { tick: this.#tick & 0xffff, at: now };
      if (bytes.length > 0) session.write(bytes);
      if (visit.snapshotSlot < this.#bySlot.length) {
        if (session.queued < PART_BYTES) this.#showPart(visit);
        waiting = true;
      }
    }
    if (waiting || this.#unbound.size + this.#untold.size + this.#said.size > 0 || this.#crowd.busy)
      this.#schedule();
  }

  /** What is new since the last tick: the same bytes for all who see through one window. */
  #news(now: number, acknowledge: boolean) {
    const budget = this.#parts.limits.cursorBytes / (this.#pace.ticks || 30);
    const share = this.#crowded ? budget * NEWS_SHARE : Infinity;
    const shared: Buffer[] = [];
    const moment = { tick: this.#tick, now };
    const bound = this.#bind(Math.max(MIN_BINDINGS / (this.#pace.ticks || 30), share / BINDING_BYTES), now);
    if (bound.length + this.#freed.length > 0) shared.push(this.#frames.slots(bound, this.#freed));
    this.#freed = [];
    const { anchors, again, known } = this.#nameAnchors(share);
    if (anchors) shared.push(anchors);
    const moved = this.#moved;
    this.#moved = new Set();
    for (const visit of this.#recent) {
      if (visit.movedTick < this.#tick - RECENT_TICKS) this.#recent.delete(visit);
    }
    const all = this.#crowded ? undefined : this.#everything(moved, budget, acknowledge, now);
    const turn = this.#crowd.turn(this.#bySlot, moved, this.#crowded, this.#pace.ticks, now);
    const asks = acknowledge && (this.#crowded || all !== undefined);
    if (turn.length > 0) shared.push(this.#frames.cursors(turn, moment));
    if (all) shared.push(all);
    for (const said of this.#says(share)) shared.push(said);
    const bytes = together(shared);
    const byWindow = new Map<number, Buffer>();
    if (this.#crowded) this.#crowd.sort(this.#recent, this.#tick);
    const near = Math.max(budget - bytes.length, budget * NEWS_SHARE);
    const frames = (window: number): Buffer => {
      if (!this.#crowded) return bytes;
      let made = byWindow.get(window);
      if (!made) {
        const tracks = this.#crowd.near(window, this.#tick, now, near);
        made =
          tracks.length > 0 || asks
            ? together([...shared, this.#frames.cursors(tracks, moment, asks)])
            : bytes;
        byWindow.set(window, made);
      }
      return made;
    };
    if (bytes.length > 0) this.#picture.forget();
    return { frames, again, known, asks };
  }

  /** Gives slots to at most `most` of those who wait for one. */
  #bind(most: number, now: number): PageSession[] {
    const bound: PageSession[] = [];
    for (const visit of this.#unbound) {
      if (bound.length + 1 > most) break;
      const slot = this.#slots.acquire(now);
      if (slot === undefined) break;
      this.#unbound.delete(visit);
      visit.slot = slot;
      this.#bySlot[slot] = visit;
      bound.push(visit);
      // What it did before counts from now on.
      if (visit.last) this.#moved.add(visit);
    }
    return bound;
  }

  /**
   * Frames that name the anchors of what moved: to everybody those that nobody knows, as many as fit into `bytes`;
   * to those who came later than generation `known` such as they may not know.
   */
  #nameAnchors(bytes: number) {
    const fresh: PageAnchor[] = [];
    const again: PageAnchor[] = [];
    let known = this.#generation;
    let size = 0;
    for (const anchor of this.#untold) {
      if (size > bytes) break;
      this.#untold.delete(anchor);
      if (anchor.uses === 0) continue;
      size += anchor.key.length;
      anchor.generation = this.#generation;
      fresh.push(anchor);
    }
    for (const visit of this.#moved) {
      for (const anchor of visit.anchorsSince(this.#tick - 1)) {
        if (anchor.generation < 0 || anchor.generation === this.#generation) continue;
        if (again.length >= MAX_AGAIN) break;
        known = Math.min(known, anchor.generation);
        anchor.generation = this.#generation;
        again.push(anchor);
      }
    }
    return {
      anchors: fresh.length > 0 ? this.#frames.anchors(fresh) : undefined,
      again: again.length > 0 ? this.#frames.anchors(again) : undefined,
      known,
    };
  }

  /** A frame of everything that moved, thinned where it would be more than everybody's budget. */
  #everything(
    moved: ReadonlySet<PageSession>,
    budget: number,
    acknowledge: boolean,
    now: number,
  ): Buffer | undefined {
    const tracks: CursorTrack[] = [];
    for (const visit of moved) {
      const { slot } = visit;
      if (slot === undefined) continue;
      const samples = visit.since(this.#tick - 1, Infinity, now);
      // It has waited for its slot, or for its turn in a crowd that is over.
      if (samples.length === 0 && visit.last) samples.push(sampleOf(visit.last, now));
      visit.turnedAt = visit.last?.time ?? -Infinity;
      if (samples.length > 0) tracks.push({ slot, samples });
    }
    if (tracks.length === 0) return undefined;
    this.#credit = Math.min(2 * budget, this.#credit + budget);
    const moment = { tick: this.#tick, now };
    let bytes = this.#frames.cursors(tracks, moment, acknowledge);
    if (bytes.length > this.#credit) {
      thin(tracks, (bytes.length - this.#credit) / SAMPLE_BYTES, this.#tick);
      bytes = this.#frames.cursors(tracks, moment, acknowledge);
    }
    this.#credit -= bytes.length;
    return bytes;
  }

  #says(bytes: number): Buffer[] {
    const frames: Buffer[] = [];
    let size = 0;
    for (const [visit, text] of this.#said) {
      if (size > bytes) break;
      this.#said.delete(visit);
      if (visit.slot === undefined) continue;
      const said = this.#frames.cursorChat(visit.slot, text);
      size += said.length;
      frames.push(said);
    }
    return frames;
  }

  #lags(visit: PageSession, now: number): boolean {
    const { laggingBytes, laggingMs } = this.#parts.limits;
    return visit.session.queued > laggingBytes || (!!visit.asked && now - visit.asked.at > laggingMs);
  }

  /** Begins to show a session who is here. @param again it has seen others before, who may be gone */
  #show(visit: PageSession, again = false): void {
    visit.snapshotSlot = 0;
    if (!this.#showPart(visit) && again) visit.session.write(this.#frames.snapshot([], this.#moment));
    if (visit.snapshotSlot < this.#bySlot.length) this.#schedule();
  }

  /** @returns whether there was anything to show */
  #showPart(visit: PageSession): boolean {
    const part = this.#picture.part(visit.snapshotSlot, this.#bySlot, this.#moment);
    visit.snapshotSlot += PART;
    if (part.length > 0) visit.session.write(part);
    return part.length > 0;
  }

  get #moment(): Moment {
    return { tick: this.#tick, now: this.#parts.clock.now() };
  }

  /** Counts the movers each second until there are none. */
  #countSoon(): void {
    this.#cancelCount ??= this.#parts.clock.after(ASK_MS, () => {
      this.#cancelCount = undefined;
      const now = this.#parts.clock.now();
      let movers = 0;
      for (const { movedAt } of this.#recent) if (now - movedAt < ASK_MS) movers++;
      this.#movers = movers;
      this.#setPace();
      if (movers > 0) this.#countSoon();
    });
  }

  /** @returns whether the rate changed, and everybody was told */
  #setPace(): boolean {
    const { traffic } = this.#parts;
    traffic.movers += this.#movers - this.#counted;
    this.#counted = this.#movers;
    const silent = this.#sessions.size < 2 || this.#parts.cursorsOff();
    const pace = silent ? SILENT : paceFor(this.#movers, traffic.movers - this.#movers, this.#pace);
    const crowded = this.#movers > (this.#crowded ? CROWD_OVER : CROWD);
    if (pace === this.#pace && crowded === this.#crowded) return false;
    this.#pace = pace;
    this.#crowded = crowded;
    this.broadcast(this.#frames.rate(pace, crowded));
    return true;
  }
}

/** Takes samples away that are not the newest of their track and no click, at another track first each time. */
function thin(tracks: readonly CursorTrack[], count: number, first: number): void {
  let left = Math.ceil(count);
  for (let i = 0; i < tracks.length && left > 0; i++) {
    const track = tracks[(first * 7 + i) % tracks.length];
    if (!track) continue;
    const { samples } = track;
    const kept = samples.filter(
      ({ flags }, at) => at === samples.length - 1 || (flags & SAMPLE.press) !== 0 || left-- <= 0,
    );
    track.samples = kept;
  }
}
