import { setImmediate } from 'node:timers/promises';
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ClientMessage, ResumePoint, ServerMessage } from '../../protocol/messages.ts';
import { VisitorAuthenticator } from '../../server/auth/visitor.ts';
import { MemoryBroker } from '../../server/broker/memory.ts';
import { BINARY, TEXT } from '../../server/frame.ts';
import { messageParser } from '../../server/session/message-schema.ts';
import { RateLimiter } from '../../server/session/rate-limiter.ts';
import { ReadBudgets } from '../../server/session/read-budgets.ts';
import { Hub } from '../../server/room/hub.ts';
import { Moderation } from '../../server/room/moderation.ts';
import { Session } from '../../server/session/session.ts';
import { ReservedNames } from '../../server/room/reserved-names.ts';
import { MemoryStore } from '../../server/store/memory.ts';
import type { EventDraft } from '../../server/store/message-store.ts';
import type { TransportFactory, TransportHandlers } from '../../widget/client/connection/transport.ts';
import { pick, seeded } from '../helpers/random.ts';
import { ChanceStore } from './chance-store.ts';
import type { Step } from './chance-store.ts';
import { VirtualClock } from './virtual-clock.ts';

export const ROOM = 'docs';

/** What a client said first on a line, and the head of the log when the server heard it. */
export interface Greeting {
  resume: ResumePoint | undefined;
  head: number;
}

/** Overhears what the server says on a line, at the moment at which it says it. */
export type Ear = (message: ServerMessage, greeting: Greeting | undefined) => void;

/** So long, in ms, may it take until all is quiet. */
const QUIET_MS = 300_000;

/** The log as it is kept over all restarts, with its position at hand. */
class KeptStore extends MemoryStore {
  seq = 0;
  override async append(room: string, draft: EventDraft) {
    const appended = await super.append(room, draft);
    this.seq = Math.max(this.seq, appended.event.seq);
    return appended;
  }
}

/**
 * Clients, a server and the network between them in one process, under one clock. Whatever waits to happen happens
 * in an order that a seed decides; time passes only where nothing else can happen, or where it is asked for.
 */
export class World {
  readonly clock: VirtualClock;
  readonly limits: Limits;
  /** What is on the disk. */
  readonly kept = new KeptStore();
  readonly random: () => number;
  /** What the server did not expect. */
  readonly complaints: string[] = [];
  readonly #lines = new Set<Line>();
  #node: Node | undefined;
  #lives = 0;

  constructor(seed: number, limits: Partial<Limits> = {}) {
    this.random = seeded(seed);
    this.clock = new VirtualClock(this.random);
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.start();
  }

  /** The server's process, unless it was killed. */
  get node(): Node | undefined {
    return this.#node;
  }

  /** The server starts, where it does not run. */
  start(): void {
    this.#node ??= new Node(this, `life ${++this.#lives}`);
  }

  /** As `kill -9`: what was not yet given to the disk is lost, and all sockets break. */
  kill(): void {
    this.#node?.kill();
    this.#node = undefined;
    for (const line of this.#lines) line.orphan();
  }

  /** The network that one tab sees: its newest line, and a way to make more. */
  network(ear: Ear): Network {
    return new Network((handlers, network) => {
      const line = new Line(this, handlers, ear, network);
      this.#lines.add(line);
      return line;
    });
  }

  /** Lets so many things happen, as far as there are so many. */
  async steps(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const steps = this.#steps();
      steps[pick(this.random, steps.length)]?.();
      await setImmediate();
      if (steps.length === 0) return;
    }
  }

  /** Lets time pass, and things happen meanwhile. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    do await this.steps(pick(this.random, 8));
    while (this.clock.next(end));
  }

  /** Resolves once nothing can happen any more and `quiet` says nothing. @throws Error with what it still says */
  async settle(quiet: () => string | undefined): Promise<void> {
    const end = this.clock.now() + QUIET_MS;
    for (;;) {
      await this.steps(Infinity);
      if (this.complaints.length > 0) throw new Error(this.complaints.join('\n'));
      const noise = quiet();
      if (noise === undefined) return;
      if (!this.clock.next(end)) throw new Error(`not quiet after ${QUIET_MS} ms: ${noise}`);
      await setImmediate();
    }
  }

  #steps(): Step[] {
    for (const line of this.#lines) if (line.over) this.#lines.delete(line);
    return [...this.#lines].flatMap((line) => line.steps).concat(this.#node?.store.steps ?? []);
  }
}

/** The server's process: everything that it loses when it is killed. */
export class Node {
  readonly store: ChanceStore;
  readonly #hub: Hub;
  readonly #open: (line: Line) => Session;

  constructor({ kept, limits, clock, random, complaints }: World, instance: string) {
    this.store = new ChanceStore(kept);
    const moderation = new Moderation({ store: kept, clock });
    const broker = new MemoryBroker();
    const reservedNames = new ReservedNames([]);
    this.#hub = new Hub({ store: this.store, broker, moderation, reservedNames, limits, clock });
    const log = ({ err }: { err?: Error }, message: string): void => {
      complaints.push(`${message}: ${err?.stack ?? ''}`);
    };
    const parts = {
      hub: this.#hub,
      moderation,
      authenticator: new VisitorAuthenticator('a secret of the tests'),
      parse: messageParser(limits),
      limits,
      clock,
      strikeRate: { perSecond: 1, burst: limits.floodStrikes },
      chatByMember: new RateLimiter(limits.chatRate),
      chatByAddress: { take: () => 0 },
      reads: new ReadBudgets(limits),
      instance,
      newId: () => random().toString(36).slice(2, 15),
      log: { info: log, error: log },
    };
    this.#open = (line) => new Session(ROOM, 'here', line.wire, parts);
  }

  accept(line: Line): Session {
    return this.#open(line);
  }

  kill(): void {
    this.store.kill();
    this.#hub.close();
  }
}

/** What a tab has for a network. */
export class Network {
  readonly transport: TransportFactory;
  /** Whether new lines reach anybody. */
  up = true;
  #line: Line | undefined;

  constructor(open: (handlers: TransportHandlers, network: Network) => Line) {
    this.transport = (_url, _protocol, handlers) => {
      const line = (this.#line = open(handlers, this));
      return {
        queued: 0,
        send: (data) => line.say(data),
        close: () => line.hangUp(),
      };
    };
  }

  /** The line breaks; what was under way may have arrived. */
  cut(): void {
    this.#line?.cut();
  }

  /** What the server says from now on does not arrive. */
  loseAnswers(): void {
    this.#line?.lose('down');
  }

  /** Nothing arrives any more, and nobody is told. */
  strand(): void {
    this.#line?.lose('up', 'down');
  }
}

type Up = { is: 'connect' } | { is: 'data'; data: string | Uint8Array } | { is: 'close' };
type Down =
  { is: 'open' } | { is: 'data'; data: string | Uint8Array } | { is: 'close'; code: number; reason: string };

/** One socket, with what is under way on it. */
class Line {
  /** The server's end. */
  readonly wire = {
    queued: 0,
    write: (frames: Buffer): void => {
      for (const data of unframed(frames)) this.#answer(data);
    },
    send: (text: string): void => this.#answer(text),
    close: (code: number, reason: string): void => this.#tell({ is: 'close', code, reason }),
  };
  readonly #world: World;
  readonly #client: TransportHandlers;
  readonly #ear: Ear;
  readonly #network: Network;
  readonly #up: Up[] = [{ is: 'connect' }];
  readonly #down: Down[] = [];
  readonly #lost = new Set<'up' | 'down'>();
  #session: Session | undefined;
  #greeting: Greeting | undefined;
  /** Nobody listens at the client's end. */
  #left = false;

  constructor(world: World, client: TransportHandlers, ear: Ear, network: Network) {
    this.#world = world;
    this.#client = client;
    this.#ear = ear;
    this.#network = network;
  }

  /** Nothing will ever happen here again. */
  get over(): boolean {
    return this.#left && this.#up.length === 0;
  }

  get steps(): Step[] {
    const steps: Step[] = [];
    if (this.#up.length > 0) steps.push(() => this.#moveUp());
    if (this.#down.length > 0) steps.push(() => this.#moveDown());
    return steps;
  }

  say(data: string | Uint8Array): void {
    if (!this.#lost.has('up')) this.#up.push({ is: 'data', data });
  }

  /** The client closes. */
  hangUp(): void {
    this.#left = true;
    this.#down.length = 0;
    if (!this.#lost.has('up')) this.#up.push({ is: 'close' });
  }

  lose(...directions: ('up' | 'down')[]): void {
    for (const direction of directions) {
      this.#lost.add(direction);
      (direction === 'up' ? this.#up : this.#down).length = 0;
    }
  }

  cut(): void {
    if (this.#left) return;
    this.#up.length = pick(this.#world.random, this.#up.length + 1);
    this.#up.push({ is: 'close' });
    this.#lost.add('up');
    this.#break();
  }

  /** The server's process is gone. */
  orphan(): void {
    this.#session = undefined;
    this.#up.length = 0;
    if (!this.#lost.has('down')) this.#break();
    this.#lost.add('up');
  }

  /** The client will hear that it is over, and may hear a part of what came before. */
  #break(): void {
    this.#down.length = pick(this.#world.random, this.#down.length + 1);
    if (!this.#left) this.#down.push({ is: 'close', code: 1006, reason: '' });
    this.#lost.add('down');
  }

  #answer(data: string | Uint8Array): void {
    if (typeof data === 'string') this.#ear(JSON.parse(data) as ServerMessage, this.#greeting);
    this.#tell({ is: 'data', data });
  }

  #tell(down: Down): void {
    if (!this.#left && !this.#lost.has('down')) this.#down.push(down);
  }

  #moveUp(): void {
    const next = this.#up.shift();
    if (next?.is === 'connect') {
      this.#session = this.#network.up ? this.#world.node?.accept(this) : undefined;
      if (this.#session) this.#tell({ is: 'open' });
      else this.#break();
    } else if (next?.is === 'close') {
      this.#session?.over();
      this.#session = undefined;
    } else if (next && this.#session) {
      const { data } = next;
      if (typeof data === 'string') {
        const message = JSON.parse(data) as ClientMessage;
        if (message.type === 'hello') this.#greeting = { resume: message.resume, head: this.#world.kept.seq };
        this.#session.text(data);
      } else this.#session.binary(data);
    }
  }

  #moveDown(): void {
    const next = this.#down.shift();
    if (next?.is === 'open') this.#client.open();
    else if (next?.is === 'data') this.#client.message(next.data);
    else if (next) {
      this.#left = true;
      this.#down.length = 0;
      this.#client.close(next.code, next.reason);
    }
  }
}

/** What whole frames carry. */
function* unframed(frames: Buffer): Generator<string | Uint8Array> {
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
    if (opcode === TEXT) yield payload.toString('utf8');
    else if (opcode === BINARY) yield payload;
  }
}
