import type { Clock } from '../../protocol/clock.ts';
import type {
  FollowersMessage,
  FollowingMessage,
  LeadView,
  PeerLeadMessage,
} from '../../protocol/together.ts';
import { textFrame } from '../frame.ts';
import type { MemberSession } from './member.ts';
import type { Seat } from './seat.ts';

export interface FollowingParts {
  clock: Clock;
  /** Changes of how many follow somebody are gathered for so long, in ms. */
  gatherMs: number;
  /** Queued bytes above which a session is sent no leads. */
  laggingBytes: number;
  /** Whether the site has switched cursors off: nobody sees where anybody is. */
  cursorsOff: () => boolean;
  /** The sessions of a member of the room; undefined if there is no such member. */
  sessionsOf: (member: string) => Iterable<MemberSession> | undefined;
}

/** Who follows somebody to another page has so long to arrive there, in ms. */
const MOVE_MS = 30_000;
/** The longest chain of people who follow each other; so no circle is longer, and none is possible. */
const MAX_CHAIN = 8;

/** A visitor on the way to another page. */
interface Move {
  page: string;
  /** Whom they follow there. */
  leader: string;
  until: number;
}

/**
 * Who in a room follows whom: sessions follow members. Those who are followed are sent how many do, and what they then
 * tell of their view is passed on to their followers, and to nobody else.
 *
 * Nobody follows somebody who follows them, at any distance: two views that follow each other would never rest.
 */
export class Following {
  readonly #parts: FollowingParts;
  readonly #leaders = new Map<MemberSession, string>();
  readonly #followers = new Map<string, Set<Seat>>();
  /** By member. */
  readonly #moves = new Map<string, Move>();
  /** Members whose number of followers has changed. */
  readonly #changed = new Set<string>();
  /** Sessions that know of followers, of whom there may be none by now. */
  readonly #told = new WeakSet<MemberSession>();
  #cancelSend: (() => void) | undefined;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
  }

  /**
   * @param leader undefined: nobody any more
   * @param page that the visitor is about to open, to go on following there
   */
  follow(seat: Seat, leader: string | undefined, page?: string): void {
    if (leader === undefined) {
      this.#moves.delete(seat.member.id);
      this.leave(seat);
    } else if (this.#mayFollow(seat, leader)) {
      this.#set(seat, leader);
      if (page !== undefined) this.#move(seat.member.id, { leader, page, until: this.#now + MOVE_MS });
    } else {
      this.leave(seat);
      send(seat, { type: 'following' });
    }
  }

  /** A session sees another part of its page. */
  lead({ member, page }: Seat, view: LeadView | undefined): void {
    const followers = this.#followers.get(member.id);
    if (!followers || this.#parts.cursorsOff()) return;
    const message: PeerLeadMessage = { type: 'peer_lead', member: member.id, page: page.name };
    const frame = textFrame(JSON.stringify(view ? { ...message, view } : message));
    for (const { session } of [...followers])
      if (session.queued <= this.#parts.laggingBytes) session.write(frame);
  }

  /** A session has entered the room, or may have missed something. */
  show(seat: Seat): void {
    const { id } = seat.member;
    const move = this.#moves.get(id);
    if (move && move.page === seat.page.name) {
      this.#moves.delete(id);
      if (this.#now < move.until && this.#mayFollow(seat, move.leader)) {
        this.#set(seat, move.leader);
        send(seat, { type: 'following', member: move.leader });
      }
    }
    const count = this.#count(id);
    if (count > 0 || this.#told.has(seat)) this.#tell([seat], count);
  }

  /** The site has switched cursors off or on. */
  onRuleChange(): void {
    if (!this.#parts.cursorsOff()) return;
    this.#moves.clear();
    for (const followers of [...this.#followers.values()])
      for (const seat of [...followers]) {
        this.leave(seat);
        send(seat, { type: 'following' });
      }
  }

  /** A session follows nobody any more. */
  leave(seat: Seat): void {
    const leader = this.#leaders.get(seat);
    if (leader === undefined) return;
    this.#leaders.delete(seat);
    const followers = this.#followers.get(leader);
    followers?.delete(seat);
    if (followers?.size === 0) this.#followers.delete(leader);
    this.#tellSoon(leader);
  }

  /** Cancels its timer. */
  close(): void {
    this.#cancelSend?.();
  }

  get #now(): number {
    return this.#parts.clock.now();
  }

  #count(member: string): number {
    return this.#followers.get(member)?.size ?? 0;
  }

  #set(seat: Seat, leader: string): void {
    if (this.#leaders.get(seat) !== leader) {
      this.leave(seat);
      this.#leaders.set(seat, leader);
      const followers = this.#followers.get(leader) ?? new Set();
      this.#followers.set(leader, followers.add(seat));
    }
    // Also where nothing has changed: they then tell their view anew.
    this.#tellSoon(leader);
  }

  #mayFollow({ member }: Seat, leader: string): boolean {
    if (this.#parts.cursorsOff()) return false;
    const chain = new Set([leader]);
    for (const id of chain) {
      const sessions = this.#parts.sessionsOf(id);
      if (id === member.id || !sessions || chain.size > MAX_CHAIN) return false;
      for (const session of sessions) {
        const next = this.#leaders.get(session);
        if (next !== undefined) chain.add(next);
      }
    }
    return true;
  }

  #move(member: string, move: Move): void {
    for (const [id, { until }] of this.#moves) {
      // The oldest come first.
      if (until > this.#now) break;
      this.#moves.delete(id);
    }
    this.#moves.delete(member);
    this.#moves.set(member, move);
  }

  /** A timer that runs is left alone: put off by each change, it would never fire. */
  #tellSoon(member: string): void {
    this.#changed.add(member);
    this.#cancelSend ??= this.#parts.clock.after(this.#parts.gatherMs, () => {
      this.#cancelSend = undefined;
      const changed = [...this.#changed];
      this.#changed.clear();
      for (const id of changed) this.#tell(this.#parts.sessionsOf(id) ?? [], this.#count(id));
    });
  }

  #tell(sessions: Iterable<MemberSession>, count: number): void {
    const frame = frameOf({ type: 'followers', count });
    // A write can end a session.
    for (const each of [...sessions]) {
      this.#told.add(each);
      each.session.write(frame);
    }
  }
}

function send({ session }: Seat, message: FollowersMessage | FollowingMessage): void {
  session.write(frameOf(message));
}

function frameOf(message: FollowersMessage | FollowingMessage): Buffer {
  return textFrame(JSON.stringify(message));
}
