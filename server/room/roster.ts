import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { PresenceMessage } from '../../protocol/messages.ts';
import type { Member, Profile } from '../../protocol/presence.ts';
import type { Identity } from '../auth/authenticator.ts';
import { RoomMember, bytesOf } from './member.ts';
import type { MemberSession } from './member.ts';
import { PageColors } from './page-colors.ts';
import { PresenceBatch } from './presence-batch.ts';
import { PresentNames } from './present-names.ts';
import type { ReservedNames } from './reserved-names.ts';

/** Whom a welcome names first: on the page or not, and in few bytes or not. */
const NAMED_FIRST = [
  [true, true],
  [true, false],
  [false, true],
  [false, false],
] as const;

/** Places that one address may have for each that is free. */
const HELD_PER_FREE = 4;

export interface RosterParts {
  limits: Limits;
  clock: Clock;
  reservedNames: ReservedNames;
  /** Sends what has changed. @param message makes the message for a page */
  send: (message: (page: string) => PresenceMessage) => void;
  /** A member has left, after the grace or without it. */
  onLeave: () => void;
}

/** Changes that follow each other more closely than this go together, in ms: a storm of joins is told once it is over. */
const STILL_MS = 50;

/** The members of a room: who they are, how long they stay, and what the room is sent about them. */
export class Roster {
  readonly #parts: RosterParts;
  readonly #members = new Map<string, RoomMember>();
  readonly #batch: PresenceBatch;
  readonly #names: PresentNames;
  readonly #colors = new PageColors<RoomMember>();
  /** Ids in order, while nobody has joined or left since they were sorted. */
  #sortedIds: readonly string[] | undefined;
  #cancelSend: (() => void) | undefined;
  /** When the room was last told, when something last changed, and when the next telling is due at the latest. */
  #sentAt = -Infinity;
  #changedAt = 0;
  #dueAt = 0;
  /** A welcome had no room for everybody whom it should name. */
  #isCut = false;

  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.#batch = new PresenceBatch(parts.limits);
    this.#names = new PresentNames(parts.limits.nameLength);
  }

  /** Members, exact. */
  get count(): number {
    return this.#members.size;
  }

  /** Whether somebody may have no name of a member. */
  get isPartlyKnown(): boolean {
    return this.#isCut || this.count > this.#parts.limits.namedMembers;
  }

  /** As others see the member now; undefined where they are not here. */
  find(id: string): Member | undefined {
    return this.#members.get(id)?.view;
  }

  /** The sessions of a member; undefined where they are not here. */
  sessionsOf(id: string): Iterable<MemberSession> | undefined {
    return this.#members.get(id)?.all;
  }

  /**
   * Whether there is space for this person, who may be a member already. The fewer places are free, the fewer of them
   * may an address have, so that there is one for somebody else however many addresses fill the room.
   */
  hasSpaceFor({ id }: Identity, address: string): boolean {
    const { roomMembers, socketsPerAddress } = this.#parts.limits;
    const free = roomMembers - this.#members.size;
    if (this.#members.has(id)) return true;
    if (free <= 0) return false;
    if (socketsPerAddress === 0 || free * HELD_PER_FREE >= this.#members.size) return true;
    let held = 0;
    for (const member of this.#members.values()) if (member.address === address) held++;
    return held <= free * HELD_PER_FREE;
  }

  /** The person's entry; a new one joins the roster with its first session, by `enter`. */
  memberFor(identity: Identity): RoomMember {
    const known = this.#members.get(identity.id);
    if (known) return known;
    const { limits, reservedNames } = this.#parts;
    const names = { length: limits.nameLength, reserved: reservedNames, present: this.#names };
    return new RoomMember(identity, names);
  }

  /** A member's session enters the room. @returns whether the profile asks for a reserved name */
  enter(member: RoomMember, session: MemberSession, profile: Profile): boolean {
    const isNew = !this.#members.has(member.id);
    const before = member.view;
    member.cancelLeave?.();
    member.cancelLeave = undefined;
    member.enter(session);
    const reserved = member.describe(session, profile);
    this.#members.set(member.id, member);
    this.#placeColor(member);
    if (!isNew) {
      this.#update(member, before);
      return reserved;
    }
    this.#sortedIds = undefined;
    this.#batch.join(member);
    this.#sendSoon();
    return reserved;
  }

  /**
   * A member's session leaves.
   * @param wasShown others have its cursor
   * @returns whether it was the last one; the member then leaves after the grace
   */
  leave(member: RoomMember, session: MemberSession, wasShown: boolean): boolean {
    const before = member.view;
    member.exit(session);
    if (member.sessions > 0) {
      this.#placeColor(member);
      this.#update(member, before);
      return false;
    }
    const { clock, limits } = this.#parts;
    // Whom nobody was sent can't come back unnoticed, and need not be waited for.
    if (!member.announced && !wasShown) {
      this.#remove(member);
      return true;
    }
    member.announced = true;
    member.cancelLeave = clock.after(limits.graceMs, () => {
      this.#remove(member);
    });
    return true;
  }

  /** A session is on another page than it was. @param before as others saw the member before */
  changePage(member: RoomMember, session: MemberSession, before: Member): void {
    member.enter(session);
    this.#placeColor(member);
    this.#update(member, before);
  }

  /** @returns whether the profile asks for a reserved name */
  describe(member: RoomMember, session: MemberSession, profile: Profile): boolean {
    const before = member.view;
    const reserved = member.describe(session, profile);
    if (profile.color !== undefined) this.#placeColor(member);
    this.#update(member, before);
    return reserved;
  }

  /** Ends the grace of members who have no session. @param who undefined: of all */
  endGrace(who?: string): void {
    for (const member of [...this.#members.values()]) {
      if (member.sessions > 0 || (who !== undefined && member.id !== who)) continue;
      member.cancelLeave?.();
      this.#remove(member);
    }
  }

  /**
   * Members to name in a welcome: oneself, then those on the page, then others. Where there are more than fit, those
   * who take few bytes come first: a few with very long pages must not keep everybody else out.
   * @param limit most members
   */
  named(self: Member, page: string, limit: number): Member[] {
    const { rosterBytes } = this.#parts.limits;
    const fairShare = rosterBytes / limit;
    const chosen = new Map([[self.id, self]]);
    let bytes = bytesOf(self);
    for (const [mates, small] of NAMED_FIRST) {
      // Those on the page leave room for others.
      const most = mates && !small ? rosterBytes / 2 : rosterBytes;
      for (const member of this.#members.values()) {
        if (chosen.size >= limit) break;
        const { view } = member;
        if (chosen.has(view.id) || view.pages.includes(page) !== mates) continue;
        const size = bytesOf(view);
        if (size <= fairShare !== small) continue;
        if (bytes + size > most) continue;
        bytes += size;
        chosen.set(view.id, view);
        member.announced = true;
      }
    }
    if (chosen.size < Math.min(limit, this.#members.size)) this.#isCut = true;
    return [...chosen.values()];
  }

  /**
   * One page of the roster: members in the order of their ids, those after `after`, and whether more follow. Whoever
   * stays while a client pages through is in exactly one page.
   */
  page(after: string | undefined, limit: number): { members: Member[]; more: boolean } {
    const ids = (this.#sortedIds ??= [...this.#members.keys()].sort());
    const start = after === undefined ? 0 : firstAfter(ids, after);
    const members: Member[] = [];
    let bytes = 0;
    for (const id of ids.slice(start, start + limit)) {
      const member = this.#members.get(id);
      if (!member) continue;
      bytes += bytesOf(member.view);
      if (bytes > this.#parts.limits.rosterBytes && members.length > 0) break;
      member.announced = true;
      members.push(member.view);
    }
    return { members, more: ids.length > start + members.length };
  }

  /** Cancels its timers. */
  close(): void {
    this.#cancelSend?.();
    for (const member of this.#members.values()) member.cancelLeave?.();
  }

  /** A member is on other pages than before, or has chosen a colour. */
  #placeColor(member: RoomMember): void {
    this.#colors.place(member, member.pages, (other) => {
      const before = other.view;
      return () => this.#update(other, before);
    });
  }

  #remove(member: RoomMember): void {
    this.#members.delete(member.id);
    this.#names.release(member.id);
    this.#colors.remove(member);
    this.#sortedIds = undefined;
    this.#batch.leave(member);
    this.#sendSoon();
    this.#parts.onLeave();
  }

  #update(member: RoomMember, before: Member): void {
    const { view } = member;
    if (view === before || JSON.stringify(view) === JSON.stringify(before)) return;
    this.#batch.update(member, before.pages);
    this.#sendSoon();
  }

  /** Sends what has changed once no more does, or once it has waited for `presenceMs`, and never more often than that. */
  #sendSoon(): void {
    const { clock, limits } = this.#parts;
    this.#changedAt = clock.now();
    if (this.#cancelSend) return;
    this.#dueAt = Math.max(this.#sentAt, this.#changedAt) + limits.presenceMs;
    const still = Math.min(this.#dueAt, this.#changedAt + STILL_MS);
    this.#sendWhenStill(Math.max(this.#sentAt + limits.presenceMs, still));
  }

  #sendWhenStill(at: number): void {
    const { clock, send } = this.#parts;
    this.#cancelSend = clock.after(at - clock.now(), () => {
      const now = clock.now();
      const still = Math.min(this.#dueAt, this.#changedAt + STILL_MS);
      if (still > now) {
        this.#sendWhenStill(still);
        return;
      }
      this.#cancelSend = undefined;
      this.#sentAt = now;
      send(this.#batch.take(this.count, now));
      if (this.#batch.pending) this.#sendSoon();
    });
  }
}

/** The index of the first id above `after`; ids are in order. */
function firstAfter(ids: readonly string[], after: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? '') > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
