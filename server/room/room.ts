import { COLORS } from '../../protocol/colors.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ChatEvent } from '../../protocol/chat.ts';
import type { ChatOperation, ErasedMessage, Rules, ServerMessage } from '../../protocol/messages.ts';
import type { Member, Profile } from '../../protocol/presence.ts';
import type { Identity } from '../auth/authenticator.ts';
import type { Broker } from '../broker/broker.ts';
import type { Clock } from '../../protocol/clock.ts';
import { textFrame } from '../frame.ts';
import type { ReservedNames } from './reserved-names.ts';
import type { Appended, MessageStore } from '../store/message-store.ts';
import type { Rule } from '../store/rule-store.ts';
import { RoomMember } from './member.ts';
import type { Moderation } from './moderation.ts';
import { Page } from '../page/page.ts';
import type { Traffic } from '../page/movers.ts';
import { PresenceBatch } from './presence-batch.ts';
import { OperationError } from './operation-error.ts';
import { ChatLog } from './chat-log.ts';
import { Typing } from './typing.ts';
import type { PageSession, SessionHandle } from '../page/page-session.ts';

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

/** What a room needs of a session. */
export interface RoomSession extends SessionHandle {
  /** Ends it: it may not come back by itself. @param why for the visitor; the reason of the close, too */
  dismiss(why: OperationError): void;
}

/** What visitors of a closed room are told. */
export const CLOSED = new OperationError('closed', 'this room is closed');

/** A session's place in the room. */
export interface Seat {
  readonly member: RoomMember;
  page: Page;
  pageSession: PageSession;
}

/** People who share a chat and a roster, on pages of their own. */
export class Room {
  readonly name: string;
  readonly log: ChatLog;
  readonly #parts: RoomParts;
  readonly #onEmpty: () => void;
  readonly #members = new Map<string, RoomMember>();
  readonly #pages = new Map<string, Page>();
  readonly #seats = new Map<RoomSession, Seat>();
  readonly #batch = new PresenceBatch();
  readonly #typing = new Typing();
  readonly #unsubscribe: () => void;
  #cancelFlush: (() => void) | undefined;
  #cancelTyping: (() => void) | undefined;
  #typingChanged = false;
  /** Who waits for the log or writes to it: the room stays until they are done. */
  #busy = 0;
  /** The newest event that was given to the sessions here. */
  #delivered = 0;

  /** @param onEmpty called when nobody is left, the grace of the last one included */
  constructor(name: string, parts: RoomParts, onEmpty: () => void) {
    this.name = name;
    this.#parts = parts;
    this.#onEmpty = onEmpty;
    this.log = new ChatLog(name, parts.store, parts.limits, parts.clock);
    this.#unsubscribe = parts.broker.subscribe(name, ({ events }) => {
      this.#deliver(events);
    });
  }

  /** Pages with somebody on them. */
  get pages(): number {
    return this.#pages.size;
  }

  /** Members, exact. */
  get count(): number {
    return this.#members.size;
  }

  /** Sockets. */
  get sessions(): number {
    return this.#seats.size;
  }

  /** The newest event that the sessions here have got; 0 before the first. */
  get delivered(): number {
    return this.#delivered;
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

  /** Whether this person could come in. */
  hasRoomFor(identity: Identity): boolean {
    return this.#members.has(identity.id) || this.#members.size < this.#parts.limits.roomMembers;
  }

  /**
   * Takes a session in. Cursors of its page follow at once, so the caller says welcome before `show`.
   * @returns the session's person, and whether the profile asked for a reserved name
   */
  enter(
    session: RoomSession,
    identity: Identity,
    page: string,
    profile: Profile,
  ): { self: Member; reserved: boolean } {
    let member = this.#members.get(identity.id);
    const known = member !== undefined;
    if (!member) this.#members.set(identity.id, (member = this.#newMember(identity)));
    member.cancelLeave?.();
    member.cancelLeave = undefined;
    const before = known ? member.view : undefined;
    member.enter(session, page);
    const reserved = member.describe(session, profile);
    const entered = this.#page(page);
    this.#seats.set(session, { member, page: entered, pageSession: entered.enter(session) });
    if (!before) this.#batch.join(member.view);
    else if (!same(before, member.view)) this.#batch.update(member.view, before.pages);
    this.#flushSoon();
    return { self: member.view, reserved };
  }

  /** Shows a session that has entered the cursors of its page. */
  show(session: RoomSession): void {
    const seat = this.#seats.get(session);
    seat?.page.show(seat.pageSession);
  }

  /** A session is over. Its cursor goes at once, its member after the grace if it was the last one. */
  leave(session: RoomSession): void {
    const seat = this.#seats.get(session);
    if (!seat) return;
    const { member, page, pageSession } = seat;
    this.#seats.delete(session);
    page.leave(pageSession);
    this.#dropPage(page);
    const before = member.view;
    member.exit(session);
    if (member.sessions > 0) {
      if (!same(before, member.view)) this.#update(member.view, before.pages);
      return;
    }
    this.#setTyping(member.id, false);
    member.cancelLeave = this.#parts.clock.after(this.#parts.limits.graceMs, () => {
      this.#forget(member);
    });
  }

  /** What a member said is gone from the store. */
  erased(erasure: ErasedMessage): void {
    this.#broadcast(erasure);
  }

  /**
   * Ends the sessions of a member, or of everybody, without the grace.
   * @param why for the visitors
   * @param but whose session stays
   */
  dismiss(why: OperationError, who?: string, but?: RoomSession): void {
    const meant = ({ id }: RoomMember): boolean => who === undefined || id === who;
    for (const [session, { member }] of [...this.#seats])
      if (session !== but && meant(member)) session.dismiss(why);
    for (const member of [...this.#members.values()]) {
      if (!meant(member) || member.sessions > 0) continue;
      member.cancelLeave?.();
      this.#forget(member);
    }
  }

  /** A rule of this room or of the whole server has begun or ceased to hold. */
  onRuleChange({ kind, member: who }: Rule): void {
    if (kind === 'closed') {
      if (this.#parts.moderation.isClosed(this.name)) this.dismiss(CLOSED);
      return;
    }
    const frameOf = sharedFrames();
    for (const [session, { member, page, pageSession }] of this.#seats) {
      if (who !== undefined && member.id !== who) continue;
      session.write(frameOf({ type: 'rules', rules: this.rulesFor(member.id) }));
      if (this.#barred(member.id) === undefined) continue;
      this.#setTyping(member.id, false);
      page.setCursorChat(pageSession, '');
    }
    if (kind === 'cursors') for (const page of this.#pages.values()) page.onRuleChange();
  }

  /** What a member is told of the rules here. */
  rulesFor(member: string): Rules {
    return this.#parts.moderation.rulesFor(this.name, member);
  }

  /** The session's person as others see them now. */
  memberOf(session: RoomSession): Member | undefined {
    return this.#seats.get(session)?.member.view;
  }

  seatOf(session: RoomSession): Seat | undefined {
    return this.#seats.get(session);
  }

  changePage(session: RoomSession, name: string): void {
    const seat = this.#seats.get(session);
    if (!seat || seat.page.name === name) return;
    const before = seat.member.view;
    const left = seat.page;
    left.leave(seat.pageSession);
    seat.page = this.#page(name);
    seat.pageSession = seat.page.enter(session);
    this.#dropPage(left);
    seat.member.enter(session, name);
    seat.page.show(seat.pageSession);
    this.#update(seat.member.view, before.pages);
  }

  /** @returns whether the profile asks for a reserved name */
  describe(session: RoomSession, profile: Profile): boolean {
    const member = this.#seats.get(session)?.member;
    if (!member) return false;
    const before = member.view;
    const reserved = member.describe(session, profile);
    if (!same(before, member.view)) this.#update(member.view);
    return reserved;
  }

  /** A session types at its cursor: told where its member may write. */
  setCursorChat(session: RoomSession, text: string): void {
    const seat = this.#seats.get(session);
    if (seat && this.#barred(seat.member.id) === undefined) seat.page.setCursorChat(seat.pageSession, text);
  }

  setTyping(session: RoomSession, on: boolean): void {
    const member = this.memberOf(session);
    if (member && this.#barred(member.id) === undefined) this.#setTyping(member.id, on);
  }

  /**
   * Does a chat operation and tells the room.
   * @param acknowledge called once the operation is kept, before anybody is told of it
   * @throws Refused
   */
  async perform(
    session: RoomSession,
    operation: ChatOperation,
    acknowledge: (done: Appended) => void,
  ): Promise<void> {
    const member = this.memberOf(session);
    if (!member) return;
    const barred = (): string | undefined => this.#barred(member.id);
    await this.#tell(this.log.perform(operation, member, barred), (done) => {
      acknowledge(done);
      if (operation.type === 'chat_post') this.#setTyping(member.id, false);
    });
  }

  /** Puts something that the site says into the room; the same `op` gives the first answer. @throws Refused */
  notice(op: string, text: string): Promise<Appended> {
    return this.#tell(this.log.notice(op, text));
  }

  /** Deletes a message or notice, whoever's it is; again does nothing. @throws Refused */
  async remove(seq: number): Promise<void> {
    await this.#tell(this.log.remove(seq));
  }

  /**
   * Members to name in a welcome: oneself, then those on the page, then others, the latest to come last.
   * @param limit most members
   */
  named(self: Member, page: string, limit: number): Member[] {
    const chosen = new Map([[self.id, self]]);
    for (const mates of [true, false]) {
      for (const { view } of this.#members.values()) {
        if (chosen.size >= limit) return [...chosen.values()];
        if (view.pages.includes(page) === mates) chosen.set(view.id, view);
      }
    }
    return [...chosen.values()];
  }

  /** Members in the order of their ids, those after `after`, and whether more follow. */
  roster(after: string | undefined, limit: number): { members: Member[]; more: boolean } {
    const ids = [...this.#members.keys()].filter((id) => after === undefined || id > after).sort();
    const members = ids.slice(0, limit).flatMap((id) => this.#members.get(id)?.view ?? []);
    return { members, more: ids.length > limit };
  }

  /** Forgets every timer; for a room that is not needed any more. */
  close(): void {
    this.#unsubscribe();
    this.#cancelFlush?.();
    this.#cancelTyping?.();
    for (const page of this.#pages.values()) page.close();
    for (const member of this.#members.values()) member.cancelLeave?.();
  }

  #newMember(identity: Identity): RoomMember {
    // In a crowd colours repeat anyway, and looking at everybody would cost each newcomer more.
    const few = this.#members.size < COLORS.length;
    const taken = few ? new Set([...this.#members.values()].map(({ view }) => view.color)) : undefined;
    const { limits, reservedNames } = this.#parts;
    return new RoomMember(identity, { length: limits.nameLength, reserved: reservedNames }, taken);
  }

  /**
   * Tells the room what the log has done. There is no other way from the log to the broker: on ways of different
   * lengths a later event could overtake, and the earlier one would be taken for old.
   */
  async #tell<T extends Appended | undefined>(
    work: Promise<T>,
    first: (done: T) => void = () => undefined,
  ): Promise<T> {
    const done = await this.during(() => work);
    first(done);
    // Repeated and not told yet: the store has kept it, and failed to say so.
    if (done && (!done.repeated || done.event.seq > this.#delivered))
      this.#parts.broker.publish(this.name, { type: 'chat', events: [done.event] });
    return done;
  }

  #forget(member: RoomMember): void {
    this.#members.delete(member.id);
    this.#batch.leave(member.view);
    this.#flushSoon();
    this.#checkEmpty();
  }

  #barred(member: string): string | undefined {
    return this.#parts.moderation.denialReason(this.name, member);
  }

  #page(name: string): Page {
    let page = this.#pages.get(name);
    if (!page) {
      const { limits, clock, traffic, moderation } = this.#parts;
      const cursorsOff = (): boolean => moderation.isOff('cursors');
      page = new Page(name, { memberCount: () => this.count, cursorsOff, traffic, limits, clock });
      this.#pages.set(name, page);
    }
    return page;
  }

  #dropPage(page: Page): void {
    if (!page.empty) return;
    page.close();
    this.#pages.delete(page.name);
  }

  #update(member: Member, before?: readonly string[]): void {
    this.#batch.update(member, before);
    this.#flushSoon();
  }

  #flushSoon(): void {
    const { clock, limits } = this.#parts;
    this.#cancelFlush ??= clock.after(limits.presenceMs, () => {
      this.#cancelFlush = undefined;
      const message = this.#batch.take(this.count, limits);
      const frameOf = sharedFrames();
      for (const page of this.#pages.values()) page.broadcast(frameOf(message(page.name)));
    });
  }

  #setTyping(member: string, on: boolean): void {
    const { clock } = this.#parts;
    if (this.#typing.set(member, on, clock.now())) this.#typingChanged = true;
    this.#typingSoon();
  }

  /** Tells who types, a moment after it changed, and looks again when the next one ends. */
  #typingSoon(): void {
    const { clock, limits } = this.#parts;
    const end = this.#typing.nextEnd;
    this.#cancelTyping?.();
    this.#cancelTyping = undefined;
    if (!this.#typingChanged && end === undefined) return;
    const wait = this.#typingChanged ? limits.presenceMs : Math.max(0, (end ?? 0) - clock.now());
    this.#cancelTyping = clock.after(wait, () => {
      this.#cancelTyping = undefined;
      if (this.#typing.expire(clock.now())) this.#typingChanged = true;
      if (this.#typingChanged) {
        this.#broadcast(this.#typing.message((id) => this.#members.get(id)?.view.name));
        this.#typingChanged = false;
      }
      this.#typingSoon();
    });
  }

  #deliver(events: ChatEvent[]): void {
    const news = events.filter((event) => event.seq > this.#delivered);
    const last = news.at(-1);
    if (!last) return;
    this.#delivered = last.seq;
    this.#broadcast({ type: 'chat', events: news });
  }

  #broadcast(message: ServerMessage): void {
    const bytes = textFrame(JSON.stringify(message));
    for (const page of this.#pages.values()) page.broadcast(bytes);
  }

  #checkEmpty(): void {
    if (this.#members.size === 0 && this.#seats.size === 0 && this.#busy === 0) this.#onEmpty();
  }
}

/** Makes one frame of messages that are alike. */
function sharedFrames(): (message: ServerMessage) => Buffer {
  const frames = new Map<string, Buffer>();
  return (message) => {
    const text = JSON.stringify(message);
    const bytes = frames.get(text) ?? textFrame(text);
    frames.set(text, bytes);
    return bytes;
  };
}

function same(a: Member, b: Member): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
