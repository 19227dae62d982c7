import type { Anchor } from '../../protocol/anchor.ts';
import { MAX_AGE, SAMPLE, encodeTick } from '../../protocol/cursor-frame.ts';
import type { CursorSample, CursorTick, CursorTrack, CursorUplink } from '../../protocol/cursor-frame.ts';
import type { Limits } from '../../protocol/limits.ts';
import type {
  AnchorsMessage,
  Member,
  PresenceMessage,
  RateMessage,
  SlotBinding,
} from '../../protocol/messages.ts';
import type { Clock } from '../clock.ts';
import { BINARY, frame, textFrame } from '../frame.ts';
import { SenderClock } from './sender-clock.ts';
import { Slots } from './slots.ts';
import { tickRate } from './tick-rate.ts';

/** What a page needs of a session. */
export interface PageSession {
  readonly id: string;
  /** The session's person, as others see them now. */
  readonly member: Member;
  /** Bytes that wait in this process to be sent. */
  readonly queued: number;
  /** Writes a whole frame (or several in a row) that nobody changes any more. */
  write(frame: Buffer): void;
}

/** A sample on the server's clock. */
interface Position extends Omit<CursorSample, 'age'> {
  time: number;
}

/** An anchor of one session, and which sessions know it: those that came at this generation or before. */
interface NamedAnchor {
  anchor: Anchor;
  generation: number;
}

/** What the page knows of a session on it. */
interface Visit {
  session: PageSession;
  /** The page's generation when this session came (or came back from lagging). */
  generation: number;
  slot: number | undefined;
  anchors: Map<number, NamedAnchor>;
  clock: SenderClock;
  /** Since the last tick. */
  fresh: Position[];
  /** Where the cursor is; undefined while it is nowhere. */
  last: Position | undefined;
  movedAt: number;
  /** The tick that is to be acknowledged, and when it was sent. */
  asked: { tick: number; at: number } | undefined;
  /** Gets no ticks until it has caught up, and a snapshot then. */
  lagging: boolean;
}

/** A cursor that has not moved for so long is shown to nobody any more, so newcomers don't get it either, in ms. */
const STALE_MS = 30_000;
/** How often everybody is asked to acknowledge a tick, and how often the rate is thought over, in ms. */
const ASK_MS = 1_000;
/** The same picture serves everybody who comes within this time, if nothing changed, in ms. */
const SNAPSHOT_MS = 100;
/** No session's track in one tick is longer. */
const MAX_TRACK = 64;

/**
 * The scope of cursors: gathers what moved and tells everybody at once, one tick at a time.
 *
 * Work per tick is one encoding plus one write for each session. Nothing is scheduled while nothing moves, and
 * nothing is sent while a session is alone. In a tick's write the bindings of new slots come first, then anchors
 * that are new, then the cursors; a lagging session is left out and later gets the whole picture.
 */
export class Page {
  readonly name: string;
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #visits = new Map<PageSession, Visit>();
  readonly #slots: Slots;
  /** Names a newcomer's place in time; see `NamedAnchor`. */
  #generation = 0;
  #bound: SlotBinding[] = [];
  #freed: number[] = [];
  #tick = 0;
  #hz = 0;
  #tickedAt = -Infinity;
  #askedAt = -Infinity;
  #ratedAt = -Infinity;
  #cancel: (() => void) | undefined;
  /** The whole picture as last made: in a storm of newcomers it is made once, not for each. */
  #snapshot: { frames: Buffer; at: number } | undefined;
  readonly #count: () => number;

  /** @param count members of the room, as presence messages say */
  constructor(name: string, count: () => number, limits: Limits, clock: Clock) {
    this.name = name;
    this.#count = count;
    this.#limits = limits;
    this.#clock = clock;
    this.#slots = new Slots(limits.slotMs);
  }

  get empty(): boolean {
    return this.#visits.size === 0;
  }

  get sessions(): Iterable<PageSession> {
    return this.#visits.keys();
  }

  /** Adds a session, and shows it what is here. */
  add(session: PageSession): void {
    const visit: Visit = {
      session,
      generation: ++this.#generation,
      slot: undefined,
      anchors: new Map(),
      clock: new SenderClock(),
      fresh: [],
      last: undefined,
      movedAt: -Infinity,
      asked: undefined,
      lagging: false,
    };
    this.#visits.set(session, visit);
    if (!this.#rate()) session.write(rateFrame(this.#hz));
    const picture = this.#picture();
    if (picture) session.write(picture);
  }

  /** Takes a session away; its cursor goes with the next tick, at once where nothing else is due. */
  remove(session: PageSession): void {
    const visit = this.#visits.get(session);
    if (!visit) return;
    this.#visits.delete(session);
    if (visit.slot !== undefined) {
      const { slot } = visit;
      this.#slots.free(slot, this.#clock.now());
      const unsaid = this.#bound.findIndex((binding) => binding.slot === slot);
      if (unsaid >= 0) this.#bound.splice(unsaid, 1);
      else this.#freed.push(slot);
      this.#snapshot = undefined;
      this.#schedule();
    }
    this.#rate();
    if (this.empty) this.#cancel?.();
  }

  /** A session names an anchor. */
  anchor(session: PageSession, id: number, anchor: Anchor): void {
    const visit = this.#visits.get(session);
    // -1: nobody knows it yet.
    visit?.anchors.set(id, { anchor, generation: -1 });
  }

  /** A session's pointer was somewhere. Samples on anchors that it never named are dropped. */
  move(session: PageSession, uplink: CursorUplink): void {
    const visit = this.#visits.get(session);
    if (!visit || this.#visits.size < 2) return;
    const now = this.#clock.now();
    const sentAt = visit.clock.sentAt(uplink.clock, now);
    for (const { age, ...sample } of uplink.samples) {
      const gone = (sample.flags & SAMPLE.gone) !== 0;
      if (!gone && !visit.anchors.has(sample.anchor)) continue;
      const position: Position = { ...sample, time: Math.min(now, sentAt - age) };
      visit.fresh.push(position);
      visit.last = gone ? undefined : position;
    }
    if (visit.fresh.length > MAX_TRACK) visit.fresh.splice(0, visit.fresh.length - MAX_TRACK);
    if (visit.fresh.length === 0) return;
    visit.movedAt = now;
    if (visit.slot === undefined) this.#bind(visit, now);
    this.#snapshot = undefined;
    this.#schedule();
  }

  /** A session acknowledges a tick. */
  seen(session: PageSession, tick: number): void {
    const visit = this.#visits.get(session);
    if (visit?.asked?.tick !== tick) return;
    visit.asked = undefined;
    if (visit.lagging) this.#schedule();
  }

  /** Writes a frame to everybody on the page. */
  broadcast(bytes: Buffer): void {
    for (const session of this.#visits.keys()) session.write(bytes);
  }

  /** Forgets what is scheduled. */
  close(): void {
    this.#cancel?.();
  }

  #bind(visit: Visit, now: number): void {
    visit.slot = this.#slots.take(now);
    if (visit.slot !== undefined) this.#bound.push(binding(visit, visit.slot));
  }

  #schedule(): void {
    if (this.#cancel || this.empty) return;
    // Even where everybody is alone now (hz 0), what has gone is told quickly.
    const due = this.#tickedAt + 1000 / (this.#hz || 30);
    const cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), () => {
      this.#cancel = undefined;
      this.#send();
    });
    this.#cancel = () => {
      cancel();
      this.#cancel = undefined;
    };
  }

  #send(): void {
    const now = (this.#tickedAt = this.#clock.now());
    const acknowledge = now - this.#askedAt >= ASK_MS;
    const news = this.#news(now, acknowledge);
    if (news && acknowledge) this.#askedAt = now;
    let waiting = false;
    for (const visit of this.#visits.values()) {
      if (this.#lags(visit, now)) {
        visit.lagging = true;
        // An answer that is awaited says itself when it has come; what is queued goes without a word.
        waiting ||= visit.session.queued > this.#limits.laggingBytes;
      } else if (visit.lagging) {
        this.#catchUp(visit);
      } else if (news) {
        if (news.again && visit.generation > news.known) visit.session.write(news.again);
        visit.session.write(news.frames);
        if (acknowledge && news.tick !== undefined) visit.asked ??= { tick: news.tick, at: now };
      }
    }
    if (now - this.#ratedAt >= ASK_MS) this.#rate();
    if (waiting) this.#schedule();
  }

  /** What is new since the last tick, as bytes for everybody; undefined where nothing is. */
  #news(now: number, acknowledge: boolean) {
    const frames: Buffer[] = [];
    if (this.#bound.length + this.#freed.length > 0) frames.push(this.#presence(this.#bound, this.#freed));
    this.#bound = [];
    this.#freed = [];
    const fresh: AnchorsMessage['anchors'] = [];
    const again: AnchorsMessage['anchors'] = [];
    let known = this.#generation;
    const tracks: CursorTrack[] = [];
    for (const visit of this.#visits.values()) {
      const { slot } = visit;
      if (visit.fresh.length === 0) continue;
      if (slot !== undefined) {
        for (const id of new Set(visit.fresh.map((position) => position.anchor))) {
          const named = visit.anchors.get(id);
          if (!named || named.generation === this.#generation) continue;
          if (named.generation < 0) fresh.push({ slot, id, anchor: named.anchor });
          else {
            again.push({ slot, id, anchor: named.anchor });
            known = Math.min(known, named.generation);
          }
          named.generation = this.#generation;
        }
        tracks.push({ slot, samples: visit.fresh.map((position) => aged(position, now)) });
      }
      visit.fresh = [];
    }
    if (fresh.length > 0) frames.push(anchorsFrame(fresh));
    let tick: number | undefined;
    if (tracks.length > 0) {
      tick = this.#tick = (this.#tick + 1) & 0xffff;
      frames.push(tickFrame({ snapshot: false, acknowledge, tick, time: now, tracks }));
    }
    if (frames.length === 0) return undefined;
    return {
      frames: frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames),
      /** Anchors for those who came later than generation `known`. */
      again: again.length > 0 ? anchorsFrame(again) : undefined,
      known,
      tick,
    };
  }

  #lags(visit: Visit, now: number): boolean {
    const { laggingBytes, laggingMs } = this.#limits;
    return visit.session.queued > laggingBytes || (!!visit.asked && now - visit.asked.at > laggingMs);
  }

  #catchUp(visit: Visit): void {
    visit.lagging = false;
    visit.generation = ++this.#generation;
    visit.session.write(this.#picture() ?? this.#emptyPicture());
  }

  /** Slots, anchors and positions of everybody here; undefined where there is no cursor. */
  #picture(): Buffer | undefined {
    const now = this.#clock.now();
    if (this.#snapshot && now - this.#snapshot.at < SNAPSHOT_MS) return this.#snapshot.frames;
    const bindings: SlotBinding[] = [];
    const anchors: AnchorsMessage['anchors'] = [];
    const tracks: CursorTrack[] = [];
    for (const visit of this.#visits.values()) {
      const { slot, last } = visit;
      if (slot === undefined) continue;
      bindings.push(binding(visit, slot));
      const named = last && visit.anchors.get(last.anchor);
      if (!named || now - last.time > STALE_MS) continue;
      anchors.push({ slot, id: last.anchor, anchor: named.anchor });
      tracks.push({ slot, samples: [aged({ ...last, flags: last.flags & ~SAMPLE.press }, now)] });
    }
    if (bindings.length === 0) return undefined;
    const frames = Buffer.concat([
      this.#presence(bindings, []),
      anchorsFrame(anchors),
      tickFrame({ snapshot: true, acknowledge: false, tick: this.#tick, time: now, tracks }),
    ]);
    this.#snapshot = { frames, at: now };
    return frames;
  }

  #emptyPicture(): Buffer {
    const time = this.#clock.now();
    return tickFrame({ snapshot: true, acknowledge: false, tick: this.#tick, time, tracks: [] });
  }

  #presence(slots: SlotBinding[], freed: number[]): Buffer {
    const message: PresenceMessage = {
      type: 'presence',
      count: this.#count(),
      page: this.name,
      slots,
      freed,
    };
    // In a crowd only some people are named; whoever has a cursor here is.
    if (message.count > this.#limits.namedMembers) {
      const ids = new Set(slots.map((slot) => slot.member));
      const members = new Map<string, Member>();
      for (const { member } of this.#visits.keys()) if (ids.has(member.id)) members.set(member.id, member);
      message.updates = [...members.values()];
    }
    return textFrame(JSON.stringify(message));
  }

  /** @returns whether the rate changed, and everybody was told */
  #rate(): boolean {
    const now = (this.#ratedAt = this.#clock.now());
    let movers = 0;
    for (const visit of this.#visits.values()) if (now - visit.movedAt < ASK_MS) movers++;
    const hz = this.#visits.size < 2 ? 0 : tickRate(movers, this.#hz);
    if (hz === this.#hz) return false;
    this.#hz = hz;
    this.broadcast(rateFrame(hz));
    return true;
  }
}

function binding(visit: Visit, slot: number): SlotBinding {
  return { slot, session: visit.session.id, member: visit.session.member.id };
}

function aged({ time, ...sample }: Position, now: number): CursorSample {
  return { ...sample, age: Math.min(MAX_AGE, now - time) };
}

function tickFrame(tick: CursorTick): Buffer {
  return frame(BINARY, encodeTick({ ...tick, time: Math.round(tick.time) }));
}

function anchorsFrame(anchors: AnchorsMessage['anchors']): Buffer {
  return textFrame(JSON.stringify({ type: 'anchor', anchors } satisfies AnchorsMessage));
}

function rateFrame(hz: number): Buffer {
  return textFrame(JSON.stringify({ type: 'rate', hz } satisfies RateMessage));
}
