import { setImmediate } from 'node:timers/promises';
import { decodeTick } from '../../protocol/cursor-frame.ts';
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ClientMessage, HelloMessage, ServerMessage } from '../../protocol/messages.ts';
import { VisitorAuthenticator } from '../../server/auth/visitor.ts';
import { MemoryBroker } from '../../server/broker/memory.ts';
import { BINARY, TEXT } from '../../server/frame.ts';
import { Hub } from '../../server/room/hub.ts';
import { Moderation } from '../../server/room/moderation.ts';
import { ReservedNames } from '../../server/room/reserved-names.ts';
import { messageParser } from '../../server/session/message-schema.ts';
import { RateLimiter } from '../../server/session/rate-limiter.ts';
import { ReadBudgets } from '../../server/session/read-budgets.ts';
import { Session } from '../../server/session/session.ts';
import type { SessionParts } from '../../server/session/session-parts.ts';
import type { MessageStore } from '../../server/store/message-store.ts';
import type { RuleStore } from '../../server/store/rule-store.ts';
import { ManualClock } from './manual-clock.ts';

/** A store answers within this time, in ms. */
const STEP_MS = 250;

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** Rooms and sessions without a network, under one clock: a frame is handled in the call that sends it. */
export class InMemoryServer {
  readonly clock = new ManualClock();
  readonly hub: Hub;
  readonly moderation: Moderation;
  /** Errors that nobody expected. */
  readonly errors: unknown[] = [];
  readonly #parts: SessionParts;
  #ids = 0;

  constructor(store: MessageStore & RuleStore, more: Partial<Limits> = {}) {
    const limits = { ...DEFAULT_LIMITS, ...more };
    const { clock } = this;
    this.moderation = new Moderation({ store, clock });
    this.hub = new Hub({
      store,
      broker: new MemoryBroker(),
      moderation: this.moderation,
      reservedNames: new ReservedNames([]),
      limits,
      clock,
    });
    this.#parts = {
      hub: this.hub,
      moderation: this.moderation,
      authenticator: new VisitorAuthenticator('a secret of the tests'),
      parse: messageParser(limits),
      limits,
      clock,
      strikeRate: { perSecond: 1, burst: limits.floodStrikes },
      chatByMember: new RateLimiter(limits.chatRate),
      chatByAddress: { take: () => 0 },
      reads: new ReadBudgets(limits),
      instance: 'an instance',
      newId: () => `session-${String(++this.#ids)}`,
      log: {
        info: () => undefined,
        error: ({ err }: { err?: unknown }) => {
          this.errors.push(err);
        },
      },
    };
  }

  connect(room = 'docs', address = 'an address'): InMemoryClient {
    return new InMemoryClient(room, address, this.#parts);
  }

  /** Connects and sends the hello. */
  hello(name: string, more: Partial<HelloMessage> = {}, room?: string, address?: string): InMemoryClient {
    const client = this.connect(room, address);
    const profile = { name };
    client.send({
      type: 'hello',
      protocol: 1,
      page: '/',
      visitor: `visitor-${name}`.padEnd(32, '-'),
      profile,
      ...more,
    });
    return client;
  }

  /** Lets time pass in steps, with time for the store to answer between them. */
  async pass(ms: number): Promise<void> {
    await settle();
    for (let left = ms; left > 0; left -= STEP_MS) {
      this.clock.advance(Math.min(left, STEP_MS));
      await settle();
    }
  }
}

/** Resolves once stores that answer a task later have answered, and what asked them has asked again. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await setImmediate();
}

/** A client's end of a session. */
export class InMemoryClient {
  readonly received: ServerMessage[] = [];
  /** Cursor frames received. */
  cursors = 0;
  /** Bytes of everything sent and received, without the headers of WebSocket. */
  readonly bytes = { sent: 0, received: 0 };
  /** Frames received. */
  frames = 0;
  /** Bytes that wait in the server, as this client does not read. */
  queued = 0;
  /** Whether to acknowledge ticks that ask for it: who does not is sent none after a second. */
  acknowledges = false;
  closed: { code: number; reason: string } | undefined;
  readonly #session: Session;

  constructor(room: string, address: string, parts: SessionParts) {
    const queued = (): number => this.queued;
    this.#session = new Session(
      room,
      address,
      {
        get queued() {
          return queued();
        },
        write: (frames) => {
          this.bytes.received += frames.length;
          this.#read(frames);
        },
        send: (text) => {
          this.bytes.received += Buffer.byteLength(text);
          this.frames++;
          this.received.push(JSON.parse(text) as ServerMessage);
        },
        close: (code, reason) => {
          this.closed = { code, reason };
        },
      },
      parts,
    );
  }

  send(message: ClientMessage | Uint8Array): void {
    const data = message instanceof Uint8Array ? message : JSON.stringify(message);
    this.bytes.sent += data.length;
    if (typeof data === 'string') this.#session.text(data);
    else this.#session.binary(data);
  }

  all<T extends ServerMessage['type']>(type: T): Of<T>[] {
    return this.received.filter((message): message is Of<T> => message.type === type);
  }

  /** The only message of this type. @throws Error where there are others, or none */
  only<T extends ServerMessage['type']>(type: T): Of<T> {
    const [first, ...others] = this.all(type);
    if (!first || others.length > 0)
      throw new Error(`expected one ${type}, got ${JSON.stringify(this.received)}`);
    return first;
  }

  /** Time for the server to tell what should have arrived. @returns what it tells */
  pulse(): Of<'pulse'> | undefined {
    this.#session.heartbeat();
    return this.all('pulse').at(-1);
  }

  /** The network is gone. */
  leave(): void {
    this.#session.over();
  }

  #read(frames: Buffer): void {
    for (let at = 0; at < frames.length;) {
      const opcode = frames.readUInt8(at) & 0x0f;
      const short = frames.readUInt8(at + 1);
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      const size =
        short < 126
          ? short
          : short === 126
            ? frames.readUInt16BE(at + 2)
            : Number(frames.readBigUInt64BE(at + 2));
      const payload = frames.subarray(at + header, (at += header + size));
      if (opcode === TEXT) this.received.push(JSON.parse(payload.toString('utf8')) as ServerMessage);
      else if (opcode === BINARY) {
        this.cursors++;
        const tick = this.acknowledges && decodeTick(payload);
        if (tick && tick.acknowledge) this.send({ type: 'seen', tick: tick.tick });
      }
    }
  }
}
