import { CLOSE } from '../../protocol/close-codes.ts';
import type { CloseCode } from '../../protocol/close-codes.ts';
import { decodeUplink } from '../../protocol/cursor-frame.ts';
import { clientLimits } from '../../protocol/limits.ts';
import type { Limits, Rate } from '../../protocol/limits.ts';
import { isTemporary } from '../../protocol/errors.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import type { ChatEvent } from '../../protocol/chat.ts';
import type {
  ChatOperation,
  ClientMessage,
  ErrorMessage,
  HelloMessage,
  ServerMessage,
} from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import type { Authenticator, Identity } from '../auth/authenticator.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Parsed } from './message-schema.ts';
import { TokenBucket } from './rate-limiter.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { PendingJoin, Hub } from '../room/hub.ts';
import type { Moderation } from '../room/moderation.ts';
import { OperationError } from '../room/operation-error.ts';
import type { Recovery } from '../room/chat-log.ts';
import { CLOSED } from '../room/room.ts';
import type { Room, RoomSession } from '../room/room.ts';

/** What a session needs of a socket. */
export interface SessionSocket {
  /** Bytes that wait in this process to be sent. */
  readonly queued: number;
  /** Writes whole frames, made by `frame.ts`. */
  write(frames: Buffer): void;
  send(text: string): void;
  /** Ends the connection; nothing is received afterwards. */
  close(code: CloseCode, reason: string): void;
}

/** What all sessions share. */
export interface SessionParts {
  hub: Hub;
  moderation: Moderation;
  authenticator: Authenticator;
  parse: (text: string) => Parsed;
  limits: Limits;
  clock: Clock;
  /** Refused messages that are borne. */
  strikeRate: Rate;
  chatByMember: RateLimiter;
  chatByAddress: RateLimiter;
  /** Names this life of the process. */
  instance: string;
  newId: () => string;
  log: SessionLog;
}

export interface SessionLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

type State =
  | { phase: 'new' }
  /** `hello` is being answered; what comes meanwhile waits. */
  | { phase: 'joining'; waiting: (string | Uint8Array)[] }
  | { phase: 'joined'; room: Room }
  | { phase: 'over' };

/** What a visitor's windows are told when they have erased what they said. */
const LEFT = new OperationError('forbidden', 'you have left');
const NOBODY: Member = { id: '', name: '', color: '', pages: [] };

/** Messages that may wait while `hello` is being answered. */
const MAX_WAITING = 32;

/** One socket from its first message to its last: checks what it says and carries it to its room. */
export class Session implements RoomSession {
  readonly id: string;
  readonly #room: string;
  readonly #address: string;
  readonly #wire: SessionSocket;
  readonly #parts: SessionParts;
  readonly #chat: TokenBucket;
  readonly #cursors: TokenBucket;
  readonly #anchors: TokenBucket;
  readonly #control: TokenBucket;
  readonly #strikes: TokenBucket;
  #state: State = { phase: 'new' };
  #badFrames = 0;
  /** Forgotten once it is not needed: it holds on to a timer. */
  #cancelHello: (() => void) | undefined;
  #uncount: (() => void) | undefined;
  #lastMember = NOBODY;
  #erasing = false;

  /** @param address key of the visitor's address, for rates only */
  constructor(room: string, address: string, wire: SessionSocket, parts: SessionParts) {
    this.id = parts.newId();
    this.#room = room;
    this.#address = address;
    this.#wire = wire;
    this.#parts = parts;
    const { limits, clock } = parts;
    const bucket = (rate: Limits['chatRate']) => new TokenBucket(rate, clock.now());
    this.#chat = bucket(limits.chatRate);
    this.#cursors = bucket(limits.cursorRate);
    this.#anchors = bucket(limits.anchorRate);
    this.#control = bucket(limits.controlRate);
    this.#strikes = bucket(parts.strikeRate);
    this.#cancelHello = clock.after(limits.helloMs, () => {
      this.close(CLOSE.noHello, 'no hello in time');
    });
  }

  get member(): Member {
    if (this.#state.phase === 'joined')
      this.#lastMember = this.#state.room.memberOf(this) ?? this.#lastMember;
    return this.#lastMember;
  }

  get queued(): number {
    return this.#wire.queued;
  }

  write(frames: Buffer): void {
    if (this.#state.phase === 'over') return;
    this.#wire.write(frames);
    this.#checkSlow();
  }

  /** Takes a text frame. Never throws. */
  text(data: string): void {
    const { phase } = this.#state;
    if (phase === 'over' || this.#postpone(data)) return;
    const parsed = this.#parts.parse(data);
    if ('bad' in parsed) this.#bad(parsed.bad.message, parsed.bad.ref);
    else if ('unknown' in parsed) this.#allow(this.#control, parsed.unknown);
    else if (phase === 'new') this.#first(parsed.message);
    else this.#receive(parsed.message);
  }

  /** Takes a binary frame. Never throws. */
  binary(data: Uint8Array): void {
    if (this.#state.phase === 'over' || this.#erasing || this.#postpone(data)) return;
    const uplink = decodeUplink(data, this.#parts.limits.samples);
    if (!uplink || this.#state.phase === 'new') {
      this.#bad(uplink ? 'the first message is hello' : 'not a cursor frame');
    } else if (this.#state.phase === 'joined' && this.#cursors.take(this.#parts.clock.now()) === 0) {
      const seat = this.#state.room.seatOf(this);
      seat?.page.move(seat.pageSession, uplink);
    } else this.#strike();
  }

  /** Ends the session from this side. */
  close(code: CloseCode, reason: string): void {
    if (this.#state.phase === 'over') return;
    this.over();
    this.#wire.close(code, reason);
  }

  dismiss({ code, message }: OperationError, ref?: string): void {
    this.#send({ type: 'error', code, ...(ref !== undefined && { ref }), message });
    this.close(CLOSE.forbidden, message);
  }

  /** The socket is gone. */
  over(): void {
    const state = this.#state;
    this.#state = { phase: 'over' };
    this.#helloCame();
    if (state.phase === 'joined') state.room.leave(this);
    this.#uncount?.();
    this.#uncount = undefined;
  }

  #helloCame(): void {
    this.#cancelHello?.();
    this.#cancelHello = undefined;
  }

  #postpone(data: string | Uint8Array): boolean {
    if (this.#state.phase !== 'joining') return false;
    if (this.#state.waiting.length < MAX_WAITING) this.#state.waiting.push(data);
    else this.close(CLOSE.flood, 'wait for the welcome');
    return true;
  }

  #first(message: ClientMessage): void {
    if (message.type !== 'hello') {
      this.#bad('the first message is hello', message.type);
    } else if (message.protocol !== PROTOCOL) {
      const text = `this server speaks protocol ${String(PROTOCOL)}, not ${String(message.protocol)}: load the widget from the server itself`;
      this.#send({ type: 'error', code: 'unsupported_protocol', ref: 'hello', message: text });
      this.close(CLOSE.badRequest, 'unsupported protocol');
    } else {
      this.#helloCame();
      this.#state = { phase: 'joining', waiting: [] };
      this.#join(message).catch((error: unknown) => {
        this.#fail(error, 'hello');
        this.close(CLOSE.draining, 'try again');
      });
    }
  }

  async #join(hello: HelloMessage): Promise<void> {
    const { hub, authenticator } = this.#parts;
    const identity = authenticator.identify(hello);
    if (!identity) {
      const message = hello.token === undefined ? 'no visitor' : 'the token is not valid here';
      this.#send({ type: 'error', code: 'unauthorised', ref: 'hello', message });
      this.close(CLOSE.unauthorised, message);
      return;
    }
    const uncount = hub.countSocket(identity.id);
    const room = hub.room(this.#room);
    const arrival = hub.arriving(identity.id);
    try {
      await room.during(() => this.#enter(room, identity, hello, arrival, uncount));
    } finally {
      arrival.end();
    }
  }

  async #enter(
    room: Room,
    identity: Identity,
    hello: HelloMessage,
    arrival: PendingJoin,
    uncount: (() => void) | undefined,
  ): Promise<void> {
    const { moderation } = this.#parts;
    if (!uncount || !room.hasRoomFor(identity)) {
      uncount?.();
      const message = uncount ? 'the room is full' : 'too many windows of one visitor';
      this.#send({ type: 'error', code: 'limit', ref: 'hello', message });
      this.close(CLOSE.limit, message);
      return;
    }
    this.#uncount = uncount;
    await moderation.load();
    let recovery = await room.log.recover(hello.resume);
    // A room's first messages, said meanwhile: behind an empty tail the client would take them for old ones.
    if (recovery.events.length === 0 && room.delivered > recovery.seq)
      recovery = await room.log.recover(hello.resume);
    // The socket may have gone while the log was read.
    if (this.#state.phase !== 'joining') return;
    const why = moderation.isClosed(this.#room) ? CLOSED : arrival.dismissed;
    if (why !== undefined) {
      this.dismiss(why, 'hello');
      return;
    }
    const { waiting } = this.#state;
    const { self, reserved } = room.enter(this, identity, hello.page, hello.profile);
    this.#state = { phase: 'joined', room };
    this.#welcome(room, self, hello.page, recovery);
    if (recovery.recovered) for (const erased of this.#parts.hub.erasures.of(room.name)) this.#send(erased);
    if (reserved) this.#nameReserved();
    room.show(this);
    for (const data of waiting) {
      if (typeof data === 'string') this.text(data);
      else this.binary(data);
    }
  }

  #welcome(room: Room, member: Member, page: string, { epoch, seq, events, recovered }: Recovery): void {
    const { limits, instance } = this.#parts;
    const rules = room.rulesFor(member.id);
    this.#send({
      type: 'welcome',
      self: { ...member, session: this.id },
      members: room.named(member, page, limits.namedMembers),
      count: room.count,
      epoch,
      // More may have been told to the room while the log was read.
      seq: Math.max(room.delivered, seq),
      events,
      recovered,
      limits: clientLimits(limits),
      ...(Object.keys(rules).length > 0 && { rules }),
      at: this.#parts.clock.date(),
      instance,
    });
  }

  #receive(message: ClientMessage): void {
    if (this.#state.phase !== 'joined') return;
    // That may take a while, and the line is to stay.
    if (this.#erasing && message.type !== 'ping') return;
    const { room } = this.#state;
    const seat = room.seatOf(this);
    const bucket =
      message.type === 'anchor'
        ? this.#anchors
        : message.type.startsWith('chat_')
          ? this.#chat
          : this.#control;
    if (!this.#allow(bucket, 'op' in message ? message.op : message.type, message.type)) return;
    switch (message.type) {
      case 'chat_post':
      case 'chat_edit':
      case 'chat_delete':
      case 'chat_react':
        this.#operate(room, message);
        return;
      case 'hello':
        this.#bad('hello was said', 'hello');
        return;
      case 'page':
        room.changePage(this, message.page);
        return;
      case 'profile':
        if (room.describe(this, message.profile)) this.#nameReserved();
        return;
      case 'anchor':
        seat?.page.anchor(seat.pageSession, message.id, message.anchor);
        return;
      case 'seen':
        seat?.page.seen(seat.pageSession, message.tick);
        return;
      case 'view':
        seat?.page.view(seat.pageSession, message.top, message.bottom);
        return;
      case 'cursor_chat':
        room.setCursorChat(this, message.text);
        return;
      case 'typing':
        room.setTyping(this, message.on);
        return;
      case 'events':
        this.#answer(room, 'events', async () => ({
          type: 'chat',
          events: await room.log.after(message.after),
        }));
        return;
      case 'history': {
        const { before, limit } = message;
        this.#answer(room, 'history', async () => ({
          type: 'history',
          ...(before === undefined ? {} : { before }),
          ...(await room.log.history(before, limit)),
        }));
        return;
      }
      case 'roster': {
        const { after, limit } = message;
        const page = room.roster(after, limit);
        this.#send({ type: 'roster', ...(after === undefined ? {} : { after }), ...page });
        return;
      }
      case 'erase':
        void this.#erase();
        return;
      case 'ping':
        this.#send({ type: 'pong' });
        return;
      default:
        message satisfies never;
    }
  }

  /** The visitor takes back everything. Nothing that they still say is heard, unless it fails. */
  async #erase(): Promise<void> {
    const { id } = this.member;
    const { hub, log } = this.#parts;
    this.#erasing = true;
    try {
      const messages = await hub.erase(id, LEFT, this);
      log.info({ messages }, 'a visitor has erased what they said');
      this.#send({ type: 'erased', member: id, seq: 0 });
      await hub.dismiss(id, LEFT);
    } catch (error) {
      log.error({ err: error }, 'what a visitor has said can’t be erased now');
      this.#erasing = false;
      const message = 'it can’t be erased now; try again later';
      this.#send({ type: 'error', code: 'unavailable', ref: 'erase', message });
    }
  }

  #nameReserved(): void {
    const message = 'this name is reserved by the site: choose another one';
    this.#send({ type: 'error', code: 'forbidden', ref: 'profile', message });
  }

  #operate(room: Room, operation: ChatOperation): void {
    const acknowledge = ({ event }: { event: ChatEvent }) => {
      this.#send({ type: 'ack', op: operation.op, seq: event.seq, at: event.at });
    };
    room.perform(this, operation, acknowledge).catch((error: unknown) => {
      this.#fail(error, operation.op);
    });
  }

  /** Answers from the log. @param ref what an error refers to */
  #answer(room: Room, ref: string, read: () => Promise<ServerMessage>): void {
    room
      .during(read)
      .then((message) => {
        this.#send(message);
      })
      .catch((error: unknown) => {
        this.#fail(error, ref);
      });
  }

  /** Tells a refusal; what nobody expected goes to the log and is `unavailable` for the client. */
  #fail(error: unknown, ref: string): void {
    const known =
      error instanceof OperationError
        ? error
        : new OperationError('unavailable', 'the server could not do this now');
    if (known !== error)
      this.#parts.log.error({ err: error, room: this.#room, session: this.id }, 'operation failed');
    const message: ErrorMessage = { type: 'error', code: known.code, ref, message: known.message };
    if (isTemporary(known.code)) message.retryAfterMs = 1_000;
    this.#send(message);
  }

  /** Takes a token for a message, of the member's and the address's share too where it is chat. */
  #allow(bucket: TokenBucket, ref: string, type = ref): boolean {
    const { clock, chatByMember, chatByAddress } = this.#parts;
    const now = clock.now();
    let wait = bucket.take(now);
    if (wait === 0 && type.startsWith('chat_')) {
      wait = chatByMember.take(this.member.id, now) || chatByAddress.take(this.#address, now);
    }
    if (wait === 0) return true;
    this.#send({ type: 'error', code: 'rate_limited', ref, message: 'too many at once', retryAfterMs: wait });
    this.#strike();
    return false;
  }

  #strike(): void {
    if (this.#strikes.take(this.#parts.clock.now()) > 0) this.close(CLOSE.flood, 'too many messages');
  }

  #bad(message: string, ref?: string): void {
    this.#send({ type: 'error', code: 'bad_request', ...(ref === undefined ? {} : { ref }), message });
    if (++this.#badFrames >= this.#parts.limits.badFrames) this.close(CLOSE.badRequest, 'bad frames');
  }

  #send(message: ServerMessage): void {
    if (this.#state.phase === 'over') return;
    this.#wire.send(JSON.stringify(message));
    this.#checkSlow();
  }

  #checkSlow(): void {
    if (this.#wire.queued > this.#parts.limits.slowBytes) this.close(CLOSE.tooSlow, 'reading too slowly');
  }
}
