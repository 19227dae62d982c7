import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ChatOperation, ErasedMessage, Rules, ServerMessage } from '../../protocol/messages.ts';
import type { ReactionMessage } from '../../protocol/together.ts';
import type { Profile } from '../../protocol/presence.ts';
import type { Identity } from '../auth/authenticator.ts';
import type { Broker } from '../broker/broker.ts';
import { textFrame } from '../frame.ts';
import { Page } from '../page/page.ts';
import type { Traffic } from '../page/movers.ts';
import type { Appended, MessageStore } from '../store/message-store.ts';
import type { Rule } from '../store/rule-store.ts';
import { Following } from './following.ts';
import type { Moderation } from './moderation.ts';
import { OperationError } from './operation-error.ts';
import type { ReservedNames } from './reserved-names.ts';
import { RoomChat } from './room-chat.ts';
import { Roster } from './roster.ts';
import type { RoomSession, Seat } from './seat.ts';
import { sharedFrames } from './shared-frames.ts';
import { Typing } from './typing.ts';

/** What a room works with. */
export interface RoomParts {
  store: MessageStore;
  broker: Broker;
  moderation: Moderation;
  reservedNames: ReservedNames;
  limits: Limits;
  clock: Clock;
  /** Of all rooms of the process. */
  traffic: Traffic;
}

/** Why visitors may not enter a closed room. */
export const CLOSED = new OperationError('closed', 'this room is closed');

/**
 * People who share a chat and a roster, on pages of their own. A session that enters gets a seat, and hands it back
 * with each call.
 *
 * A chat message's way: `perform` → `RoomChat` → `ChatLog`, in its turn → store → acknowledged to the author → broker →
 * the `RoomChat` of every room of this name, on any node → all its sessions, the author's too. A cursor's way is
 * shorter: the session calls the page of its seat. Joins, leaves and profiles go through the `Roster`, which gathers
 * them; who is typing through `Typing`.
 *
 * Presence never waits for the store: without it, everything but the chat works.
 */
export class Room {
  readonly name: string;
  readonly roster: Roster;
  readonly chat: RoomChat;
  readonly following: Following;
  readonly #parts: RoomParts;
  readonly #onEmpty: () => void;
  readonly #typing: Typing;
  readonly #pages = new Map<string, Page>();
  readonly #seats = new Set<Seat>();
  /** Joins, and reads and writes of the log, that are underway: the room stays until they are done. */
  #busy = 0;

  /** @param onEmpty called when nobody is left, the grace of the last one included */
  constructor(name: string, parts: RoomParts, onEmpty: () => void) {
    const { store, broker, moderation, limits, clock, reservedNames } = parts;
    this.name = name;
    this.#parts = parts;
    this.#onEmpty = onEmpty;
    this.chat = new RoomChat({
      room: name,
      ...{ store, broker, moderation, limits, clock },
      during: (work) => this.during(work),
      deliver: (events) => {
        this.#broadcast({ type: 'chat', events });
      },
    });
    this.roster = new Roster({
      limits,
      clock,
      reservedNames,
      send: (message) => {
        const frameOf = sharedFrames();
        for (const page of this.#pages.values()) page.broadcast(frameOf(message(page.name)));
      },
      onLeave: () => {
        this.#checkEmpty();
      },
    });
    this.following = new Following({
      clock,
      gatherMs: limits.presenceMs,
      laggingBytes: limits.laggingBytes,
      cursorsOff: () => moderation.isOff('cursors'),
      sessionsOf: (member) => this.roster.sessionsOf(member),
    });
    this.#typing = new Typing({
      clock,
      gatherMs: limits.presenceMs,
      nameOf: (member) => this.roster.find(member)?.name,
      send: (message) => {
        this.#broadcast(message);
      },
    });
  }

  /** Pages with somebody on them. */
  get pages(): number {
    return this.#pages.size;
  }

  /** Sockets. */
  get sessions(): number {
    return this.#seats.size;
  }

  /** Keeps the room alive while `work` runs. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#checkEmpty();
    }
  }

  /**
   * Takes a session in; the caller sends the welcome, then calls `show`.
   * @returns its seat, and whether the profile asks for a reserved name
   */
  enter(
    session: RoomSession,
    identity: Identity,
    pageName: string,
    profile: Profile,
  ): { seat: Seat; reserved: boolean } {
    const member = this.roster.memberFor(identity);
    const page = this.#page(pageName);
    const { address } = session;
    const seat: Seat = { session, member, address, page, pageSession: page.enter(session), away: false };
    this.#seats.add(seat);
    return { seat, reserved: this.roster.enter(member, seat, profile) };
  }

  /** Sends a session the cursors of its page, who follows whom, and who is typing. @param again it may have missed some */
  show(seat: Seat, again = false): void {
    const { session, page, pageSession } = seat;
    page.show(pageSession, again);
    this.following.show(seat);
    const typing = this.#typing.message;
    if (typing.count > 0) session.write(textFrame(JSON.stringify(typing)));
  }

  /** A session is over. Its cursor goes at once, its member after the grace if it was their last session. */
  leave(seat: Seat): void {
    if (!this.#seats.delete(seat)) return;
    const { member, page, pageSession } = seat;
    this.following.leave(seat);
    const wasShown = pageSession.slot !== undefined;
    page.leave(pageSession);
    this.#closeIfEmpty(page);
    if (this.roster.leave(member, seat, wasShown)) this.#typing.set(member.id, false);
  }

  changePage(seat: Seat, name: string): void {
    const { page: left, member, session } = seat;
    if (left.name === name) return;
    const before = member.view;
    left.leave(seat.pageSession);
    seat.page = this.#page(name);
    seat.pageSession = seat.page.enter(session);
    this.#closeIfEmpty(left);
    this.roster.changePage(member, seat, before);
    seat.page.show(seat.pageSession);
  }

  /** @returns whether the profile asks for a reserved name */
  describe(seat: Seat, profile: Profile): boolean {
    return this.roster.describe(seat.member, seat, profile);
  }

  /** A visitor types at their cursor; ignored where they may not write. */
  setCursorChat({ member, page, pageSession }: Seat, text: string): void {
    if (!this.#denialReason(member.id)) page.setCursorChat(pageSession, text);
  }

  /** A visitor reacts on the page; ignored where they may not write. */
  react({ member, page, pageSession }: Seat, reaction: ReactionMessage): void {
    if (!this.#denialReason(member.id)) page.react(pageSession, reaction);
  }

  /** A visitor types a chat message; ignored where they may not write. */
  setTyping({ member }: Seat, on: boolean): void {
    if (!this.#denialReason(member.id)) this.#typing.set(member.id, on);
  }

  /**
   * Performs a chat operation and sends its event to the room.
   * @param acknowledge called once the operation is stored, before anybody gets its event
   * @throws OperationError, StoreUnavailable
   */
  async perform(
    { member }: Seat,
    operation: ChatOperation,
    acknowledge: (done: Appended) => void,
  ): Promise<void> {
    member.announced = true;
    await this.chat.perform(operation, member.view, (done) => {
      acknowledge(done);
      if (operation.type === 'chat_post') this.#typing.set(member.id, false);
    });
  }

  /** A member's messages were erased from the store. */
  erased(erasure: ErasedMessage): void {
    this.#broadcast(erasure);
  }

  /**
   * Ends the sessions of a member, or of everybody, without the grace.
   * @param why for the visitors
   * @param except the session that stays
   */
  dismiss(why: OperationError, who?: string, except?: RoomSession): void {
    for (const { session, member } of [...this.#seats]) {
      if (session === except || (who !== undefined && member.id !== who)) continue;
      member.announced = true;
      session.dismiss(why);
    }
    this.roster.endGrace(who);
  }

  /** Another log has taken the place of the room's: its sessions start anew with that one. */
  restartLog(): void {
    this.chat.restart((position) => {
      this.#broadcast({ type: 'log', ...position });
    });
  }

  /** A rule of this room or of the whole server has begun or ceased to hold. */
  onRuleChange({ kind, member: who }: Rule): void {
    if (kind === 'closed') {
      if (this.#parts.moderation.isClosed(this.name)) this.dismiss(CLOSED);
      return;
    }
    const frameOf = sharedFrames();
    for (const { session, member, page, pageSession } of this.#seats) {
      if (who !== undefined && member.id !== who) continue;
      session.write(frameOf({ type: 'rules', rules: this.rulesFor(member.id) }));
      if (!this.#denialReason(member.id)) continue;
      this.#typing.set(member.id, false);
      page.setCursorChat(pageSession, '');
    }
    if (kind !== 'cursors') return;
    this.following.onRuleChange();
    for (const page of this.#pages.values()) page.onRuleChange();
  }

  /** The rules that a member is sent. */
  rulesFor(member: string): Rules {
    return this.#parts.moderation.rulesFor(this.name, member);
  }

  /** Cancels every timer; for a room that is not needed any more. */
  close(): void {
    this.chat.close();
    this.roster.close();
    this.#typing.close();
    this.following.close();
    for (const page of this.#pages.values()) page.close();
  }

  #denialReason(member: string): OperationError | undefined {
    return this.#parts.moderation.denialReason(this.name, member);
  }

  #page(name: string): Page {
    let page = this.#pages.get(name);
    if (!page) {
      const { limits, clock, traffic, moderation } = this.#parts;
      const cursorsOff = (): boolean => moderation.isOff('cursors');
      const { roster } = this;
      page = new Page(name, { roster, cursorsOff, traffic, limits, clock });
      this.#pages.set(name, page);
    }
    return page;
  }

  #closeIfEmpty(page: Page): void {
    if (!page.empty) return;
    page.close();
    this.#pages.delete(page.name);
  }

  #broadcast(message: ServerMessage): void {
    const bytes = textFrame(JSON.stringify(message));
    for (const page of this.#pages.values()) page.broadcast(bytes);
  }

  #checkEmpty(): void {
    if (this.roster.count === 0 && this.#seats.size === 0 && this.#busy === 0) this.#onEmpty();
  }
}
