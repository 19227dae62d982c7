import { CLOSE } from '../../protocol/close-codes.ts';
import type { CloseCode } from '../../protocol/close-codes.ts';
import { decodeUplink } from '../../protocol/cursor-frame.ts';
import type { ChatOperation, ClientMessage, HelloMessage, ServerMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import { PING_FRAME } from '../frame.ts';
import { OperationError } from '../room/operation-error.ts';
import type { Room } from '../room/room.ts';
import type { Seat } from '../room/seat.ts';
import { ASKED_AGAIN } from './asked-again.ts';
import { Handshake, RESERVED_NAME } from './handshake.ts';
import type { JoiningSession } from './handshake.ts';
import { Outbox } from './outbox.ts';
import type { Reader } from './read-budgets.ts';
import { Reading } from './reading.ts';
import { SessionLimits } from './session-limits.ts';
import type { SessionParts, SessionSocket } from './session-parts.ts';

type State =
  | { phase: 'new' }
  /** `hello` is being answered; frames that follow it wait. */
  | { phase: 'joining' }
  | { phase: 'joined'; room: Room; seat: Seat; erasing: Promise<void> | undefined }
  | { phase: 'over' };
type Joined = State & { phase: 'joined' };

/** Why the sessions of a visitor end who has erased everything. */
const LEFT = new OperationError('forbidden', 'you have left');
/** Why they can't write until then; if erasing fails, their client tries again. */
const ERASING = new OperationError('unavailable', 'your messages are being erased');
const NOT_ERASED = new OperationError('unavailable', 'it can’t be erased now; try again later');
const NOBODY: Member = { id: '', name: '', color: '', pages: [] };

/** Frames that may wait while `hello` is being answered. */
const MAX_WAITING = 32;

/**
 * One socket from its first frame to its last.
 *
 * A frame's way: `text` or `binary` → parsed and checked against the schema → counted against the session's limits →
 * `#receive`, one `case` for each type → the room, or the page of the session's seat. Before that, `hello` goes through
 * the `Handshake`, which brings back the seat. Answers and errors leave by the `Outbox`, and so do the frames that the
 * room and the page make once for many sessions.
 *
 * Exceptions end here: nothing that a frame starts throws at the socket.
 */
export class Session implements JoiningSession {
  readonly id: string;
  readonly address: string;
  readonly #room: string;
  readonly #socket: SessionSocket;
  readonly #parts: SessionParts;
  readonly #limits: SessionLimits;
  readonly #outbox: Outbox;
  readonly #reading: Reading;
  #state: State = { phase: 'new' };
  /** Outlives the state: others may still be sent who this was. */
  #seat: Seat | undefined;
  /** Frames that came while the session was joining. */
  #waiting: (string | Uint8Array)[] = [];
  /** Dropped once it is not needed: it holds on to a timer. */
  #cancelHello: (() => void) | undefined;
  #releases: (() => void)[] = [];
  /** Messages received, as far as the client has told how many it has sent. */
  #received = 0;
  /** Something that the client says only once was above its rate. */
  #hasRefused = false;

  /** @param address key of the visitor's address, for rates only */
  constructor(room: string, address: string, socket: SessionSocket, parts: SessionParts) {
    this.id = parts.newId();
    this.address = address;
    this.#room = room;
    this.#socket = socket;
    this.#parts = parts;
    this.#limits = new SessionLimits(address, parts);
    this.#outbox = new Outbox(socket, parts, { room, session: this.id }, () => {
      this.close(CLOSE.tooSlow, 'reading too slowly');
    });
    this.#reading = new Reading(this.#outbox, parts);
    this.#cancelHello = parts.clock.after(parts.limits.helloMs, () => {
      this.close(CLOSE.noHello, 'no hello in time');
    });
  }

  get member(): Member {
    return this.#seat?.member.view ?? NOBODY;
  }

  get queued(): number {
    return this.#socket.queued;
  }

  get mayRead(): boolean {
    const { reads, clock } = this.#parts;
    return reads.wait(this.#reader, false, clock.now()) === 0;
  }

  countRead(bytes: number): void {
    const { reads, clock } = this.#parts;
    reads.spend(this.#reader, false, bytes, clock.now());
  }

  get isJoining(): boolean {
    return this.#state.phase === 'joining';
  }

  get isOver(): boolean {
    return this.#state.phase === 'over';
  }

  write(frames: Buffer): void {
    this.#outbox.write(frames);
  }

  send(message: ServerMessage): void {
    this.#outbox.send(message);
  }

  /** Takes a text frame. */
  text(data: string): void {
    this.#received++;
    this.#text(data);
  }

  #text(data: string): void {
    const { phase } = this.#state;
    if (phase === 'over' || this.#postpone(data)) return;
    const parsed = this.#parts.parse(data);
    if ('bad' in parsed) this.#bad(parsed.bad.message, parsed.bad.ref);
    else if ('unknown' in parsed) this.#checkRate(this.#limits.takeUnknown(), parsed.unknown);
    else if (phase === 'new') this.#first(parsed.message);
    else this.#receive(parsed.message, Buffer.byteLength(data));
  }

  /** Takes a binary frame. */
  binary(data: Uint8Array): void {
    this.#received++;
    this.#binary(data);
  }

  #binary(data: Uint8Array): void {
    const state = this.#state;
    if (state.phase === 'over' || this.#postpone(data)) return;
    if (state.phase === 'joined' && state.erasing) return;
    const uplink = decodeUplink(data, this.#parts.limits.samples);
    if (!uplink) this.#bad('not a cursor frame');
    else if (state.phase !== 'joined') this.#bad('the first message is hello');
    else if (this.#limits.takeCursor()) state.seat.page.move(state.seat.pageSession, uplink);
    else {
      this.#hasRefused = true;
      this.#strike();
    }
  }

  /** Takes a ping or pong of WebSocket's own; their content does not matter, but each one costs time. */
  controlFrame(): void {
    if (!this.#limits.takeControlFrame()) this.#strike();
  }

  /** Pings the client, and tells it what it should have received: called every few seconds. */
  heartbeat(): void {
    if (this.#state.phase !== 'joined') {
      this.write(PING_FRAME);
      return;
    }
    const seq = this.#state.room.chat.delivered;
    this.#outbox.heartbeat({ ...(seq !== undefined && { seq }), ...(this.#hasRefused && { lost: true }) });
    this.#hasRefused = false;
  }

  /** Ends the session from this side. */
  close(code: CloseCode, reason: string): void {
    if (this.#state.phase === 'over') return;
    this.over();
    this.#socket.close(code, reason);
  }

  dismiss(why: OperationError): void {
    this.refuse(why);
  }

  refuse({ code, message }: OperationError, ref?: string, closeCode: CloseCode = CLOSE.forbidden): void {
    this.#outbox.error(code, message, ref);
    this.close(closeCode, message);
  }

  /** The socket is gone. */
  over(): void {
    const state = this.#state;
    this.#state = { phase: 'over' };
    this.#outbox.close();
    this.#stopHelloTimer();
    if (state.phase === 'joined') state.room.leave(state.seat);
    for (const release of this.#releases.splice(0)) release();
  }

  onceOver(release: () => void): void {
    if (this.#state.phase === 'over') release();
    else this.#releases.push(release);
  }

  seated(room: Room, seat: Seat): void {
    if (this.#state.phase !== 'joining') return;
    this.#seat = seat;
    this.#state = { phase: 'joined', room, seat, erasing: undefined };
  }

  welcomed(): void {
    for (const data of this.#waiting.splice(0)) {
      if (typeof data === 'string') this.#text(data);
      else this.#binary(data);
    }
  }

  report(exception: unknown): void {
    this.#outbox.report(exception);
  }

  get #reader(): Reader {
    return { member: this.member.id, address: this.address };
  }

  #stopHelloTimer(): void {
    this.#cancelHello?.();
    this.#cancelHello = undefined;
  }

  #postpone(data: string | Uint8Array): boolean {
    if (this.#state.phase !== 'joining') return false;
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(data);
    else this.close(CLOSE.flood, 'wait for the welcome');
    return true;
  }

  #first(message: ClientMessage): void {
    if (message.type !== 'hello') {
      this.#bad('the first message is hello', message.type);
    } else if (message.protocol !== PROTOCOL) {
      const text = `this server speaks protocol ${String(PROTOCOL)}, not ${String(message.protocol)}: load the widget from the server itself`;
      this.#outbox.error('unsupported_protocol', text, 'hello');
      this.close(CLOSE.badRequest, 'unsupported protocol');
    } else this.#join(message);
  }

  #join(hello: HelloMessage): void {
    this.#stopHelloTimer();
    this.#state = { phase: 'joining' };
    const room = this.#parts.hub.getOrCreate(this.#room);
    new Handshake(hello, this, room, this.#parts).run().catch((error: unknown) => {
      this.#outbox.fail(error, 'hello');
      this.close(CLOSE.draining, 'try again');
    });
  }

  /** @param bytes of its frame */
  #receive(message: ClientMessage, bytes: number): void {
    const state = this.#state;
    if (state.phase !== 'joined') return;
    const { room, seat, erasing } = state;
    const wait = this.#limits.takeMessage(message.type, seat.member.id, bytes);
    if (!this.#checkRate(wait, 'op' in message ? message.op : message.type)) {
      this.#hasRefused ||= !ASKED_AGAIN[message.type];
      return;
    }
    switch (message.type) {
      case 'chat_post':
      case 'chat_edit':
      case 'chat_delete':
      case 'chat_react':
        this.#perform(state, message);
        return;
      case 'hello':
        new Handshake(message, this, room, this.#parts).repeat(seat).catch((error: unknown) => {
          this.#outbox.fail(error, 'hello');
        });
        return;
      case 'page':
        room.changePage(seat, message.page);
        return;
      case 'profile':
        if (room.describe(seat, message.profile)) this.send(RESERVED_NAME);
        return;
      case 'anchor':
        seat.page.anchor(seat.pageSession, message.id, message.anchor);
        return;
      case 'seen':
        seat.page.seen(seat.pageSession, message.tick);
        return;
      case 'view':
        seat.page.view(seat.pageSession, message.top, message.bottom);
        return;
      case 'cursor_chat':
        if (!erasing) room.setCursorChat(seat, message.text);
        return;
      case 'reaction':
        if (!erasing) room.react(seat, message);
        return;
      case 'selection':
        if (!erasing) seat.page.select(seat.pageSession, message.range);
        return;
      case 'follow':
        room.following.follow(seat, message.member, message.page);
        return;
      case 'lead':
        if (!erasing) room.following.lead(seat, message.view);
        return;
      case 'typing':
        if (!erasing) room.setTyping(seat, message.on);
        return;
      case 'events':
      case 'history':
      case 'quotes':
      case 'roster':
        this.#reading.answer(this.#reader, room, message);
        return;
      case 'erase':
        // Asked again, it is the same erasure.
        state.erasing ??= this.#erase(state);
        this.#outbox.answer('erase', state.erasing);
        return;
      case 'ping':
        this.send({ type: 'pong' });
        return;
      case 'pulse':
        // The client then says hello again.
        if (message.sent !== this.#received - 1) this.#outbox.pulse({ lost: true });
        this.#received = message.sent + 1;
        return;
      default:
        message satisfies never;
    }
  }

  /**
   * The visitor erases everything and leaves. Erasing may take a while, longer than they are told to wait: the
   * connection stays, but they write nothing and show no cursor from now on, unless erasing fails.
   * @throws OperationError
   */
  async #erase(state: Joined): Promise<void> {
    const { id } = this.member;
    const { hub, log } = this.#parts;
    try {
      const messages = await hub.erase(id, LEFT, this);
      // Nothing can be erased again and again, which is nobody's news.
      if (messages > 0) log.info({ messages }, 'a visitor has erased their messages');
      this.send({ type: 'erased', member: id, seq: 0 });
      this.refuse(LEFT, 'erase');
      await hub.dismiss(id, LEFT);
    } catch (error) {
      log.error({ err: error }, 'a visitor’s messages can’t be erased now');
      state.erasing = undefined;
      throw NOT_ERASED;
    }
  }

  #perform({ room, seat, erasing }: Joined, operation: ChatOperation): void {
    const { op } = operation;
    if (erasing) {
      this.#outbox.fail(ERASING, op);
      return;
    }
    const done = room.perform(seat, operation, ({ event }) => {
      this.send({ type: 'ack', op, seq: event.seq, at: event.at });
    });
    this.#outbox.answer(op, done);
  }

  /** @param wait how long the message is too early, in ms */
  #checkRate(wait: number, ref: string): boolean {
    if (wait === 0) return true;
    this.#outbox.error('rate_limited', 'too many at once', ref, wait);
    this.#strike();
    return false;
  }

  #strike(): void {
    if (this.#limits.isFlood()) this.close(CLOSE.flood, 'too many messages');
  }

  #bad(message: string, ref?: string): void {
    this.#outbox.error('bad_request', message, ref);
    if (this.#limits.isTooBad()) this.close(CLOSE.badRequest, 'bad frames');
  }
}
