import { EventEmitter, once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../server/clock.ts';
import type { Clock } from '../../protocol/clock.ts';
import { pick, seeded } from './random.ts';

/** How bytes travel. By default, perfectly; order is always kept, as in TCP. */
export interface Weather {
  /** Added delay, in ms. */
  delayMs?: number;
  /** Maximum random extra delay, in ms. */
  jitterMs?: number;
  /** Maximum size of random chunks, in bytes. */
  drip?: number;
  /** Bytes per second, in each direction. */
  bytesPerSecond?: number;
}

/** From client to server, or back. */
export type Direction = 'up' | 'down';

/** Events a test can wait for: a connection was opened, refused or closed, or bytes were swallowed. */
export type ProxyEvent = 'opened' | 'refused' | 'closed' | 'swallowed';

export interface ChaosProxyOptions {
  /** Seed for everything random. */
  seed?: number;
  clock?: Clock;
}

/** Bytes in flight in one direction above which reading stops, so that a fast sender feels backpressure. */
const MAX_UNDERWAY = 256 * 1024;

/** A bad network: a proxy between client and server that does to connections what networks do. */
export class ChaosProxy {
  /** Port of the server for new connections; open ones keep theirs. */
  target: number;
  /** For all connections, from now on. */
  weather: Weather = {};
  readonly clock: Clock;
  readonly random: () => number;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  /** Includes connections that were cut but whose peers have not closed yet. */
  readonly #sockets = new Set<Socket>();
  readonly #events = new EventEmitter();
  readonly #swallowing = new Set<Direction>();
  #refusing = false;

  private constructor(target: number, { seed = 1, clock = systemClock }: ChaosProxyOptions) {
    this.target = target;
    this.clock = clock;
    this.random = seeded(seed);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  /** @param target port of the server on this machine */
  static async start(target: number, options: ChaosProxyOptions = {}): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(target, options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `http://127.0.0.1:…` */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#links.size;
  }

  /** Resolves on the next such event. */
  async next(event: ProxyEvent): Promise<void> {
    await once(this.#events, event);
  }

  /** Breaks all connections: `reset` like a crash (RST), `end` like a closing peer (FIN). */
  cut(how: 'reset' | 'end' = 'reset'): void {
    for (const link of [...this.#links]) link.cut(how);
  }

  /**
   * From now on nothing sent in these directions arrives, not even the end of a connection. With both, connections are
   * half-open, as after a pulled cable. With only `down`, the server receives everything and its answers are lost.
   */
  swallow(...directions: Direction[]): void {
    for (const direction of directions) this.#swallowing.add(direction);
    for (const link of this.#links) link.swallow(directions);
  }

  /** Makes all open connections half-open; new ones work, as after a change of networks. */
  strand(): void {
    for (const link of this.#links) link.swallow(['up', 'down']);
  }

  /** Resets new connections at once. */
  refuse(): void {
    this.#refusing = true;
  }

  /** Restores normal operation. Connections that lost bytes can't be repaired, so they are reset. */
  heal(): void {
    this.#refusing = false;
    this.#swallowing.clear();
    this.weather = {};
    for (const link of [...this.#links]) if (link.damaged) link.cut('reset');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      this.#events.emit('refused');
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const link = new Link(client, server, this, (event) => {
      if (event === 'closed') this.#links.delete(link);
      this.#events.emit(event);
    });
    this.#links.add(link);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    link.swallow([...this.#swallowing]);
    this.#events.emit('opened');
  }
}

/** One connection: two streams that end together. */
class Link {
  readonly #sockets: readonly Socket[];
  readonly #streams: Readonly<Record<Direction, OneWay>>;
  readonly #tell: (event: ProxyEvent) => void;
  #over = false;

  constructor(client: Socket, server: Socket, proxy: ChaosProxy, tell: (event: ProxyEvent) => void) {
    this.#sockets = [client, server];
    this.#tell = tell;
    const swallowed = () => tell('swallowed');
    this.#streams = {
      up: new OneWay(client, server, proxy, swallowed),
      down: new OneWay(server, client, proxy, swallowed),
    };
    this.#watch(client, this.#streams.up);
    this.#watch(server, this.#streams.down);
  }

  /** Whether something sent will never arrive. */
  get damaged(): boolean {
    return this.#streams.up.swallows || this.#streams.down.swallows;
  }

  swallow(directions: readonly Direction[]): void {
    for (const direction of directions) this.#streams[direction].swallow();
  }

  cut(how: 'reset' | 'end'): void {
    if (this.#over) return;
    this.#over = true;
    this.#streams.up.stop();
    this.#streams.down.stop();
    for (const socket of this.#sockets) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.end().resume();
    }
    this.#tell('closed');
  }

  /** Forwards the end of one peer to the other, unless that direction is swallowed. */
  #watch(socket: Socket, stream: OneWay): void {
    let broken = false;
    socket.on('error', () => {
      broken = true;
    });
    socket.on('close', () => {
      if (broken && !stream.swallows) this.cut('reset');
      else if (this.#sockets.every(({ destroyed }) => destroyed)) this.cut('end');
    });
  }
}

interface Underway {
  /** Undefined for the end. */
  bytes: Buffer | undefined;
  due: number;
}

/** Bytes from one peer, in flight to the other. */
class OneWay {
  swallows = false;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #proxy: ChaosProxy;
  readonly #swallowed: () => void;
  #underway: Underway[] = [];
  #bytes = 0;
  #running = false;
  #stopped = false;
  #cancel: (() => void) | undefined;

  constructor(from: Socket, to: Socket, proxy: ChaosProxy, swallowed: () => void) {
    this.#from = from;
    this.#to = to;
    this.#proxy = proxy;
    this.#swallowed = swallowed;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => this.#take(undefined));
  }

  swallow(): void {
    this.swallows = true;
    const lost = this.#underway.length > 0;
    this.#forget();
    if (lost) this.#swallowed();
  }

  stop(): void {
    this.#stopped = true;
    this.#forget();
  }

  #forget(): void {
    this.#underway = [];
    this.#bytes = 0;
    this.#from.resume();
    this.#cancel?.();
  }

  #take(bytes: Buffer | undefined): void {
    if (this.#stopped) return;
    if (this.swallows) {
      this.#swallowed();
      return;
    }
    const { weather, random, clock } = this.#proxy;
    const { delayMs = 0, jitterMs = 0 } = weather;
    this.#underway.push({ bytes, due: clock.now() + delayMs + random() * jitterMs });
    this.#bytes += bytes?.length ?? 0;
    if (this.#bytes > MAX_UNDERWAY) this.#from.pause();
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#underway[0]; next; next = this.#underway[0]) {
      await this.#pause(next.due - this.#proxy.clock.now());
      for (const portion of this.#portions(next.bytes ?? Buffer.alloc(0))) {
        if (!this.#current(next)) break;
        if (!this.#to.write(portion) && !this.#to.destroyed)
          await once(this.#to, 'drain').catch(() => undefined);
        await this.#rest(portion.length);
      }
      if (!this.#current(next)) continue;
      if (!next.bytes) this.#to.end();
      this.#underway.shift();
      this.#bytes -= next.bytes?.length ?? 0;
      if (this.#bytes <= MAX_UNDERWAY) this.#from.resume();
    }
    this.#running = false;
  }

  /** Whether this still needs to be delivered. */
  #current(next: Underway): boolean {
    return !this.#stopped && this.#underway[0] === next;
  }

  *#portions(bytes: Buffer): Generator<Buffer> {
    for (let at = 0; at < bytes.length;) {
      const { drip } = this.#proxy.weather;
      const size = drip === undefined ? bytes.length : 1 + pick(this.#proxy.random, drip);
      yield bytes.subarray(at, (at += size));
    }
  }

  /** The pause between two chunks. */
  async #rest(bytes: number): Promise<void> {
    const { drip, bytesPerSecond } = this.#proxy.weather;
    if (bytesPerSecond !== undefined) await this.#pause((bytes * 1000) / bytesPerSecond);
    else if (drip !== undefined) await setImmediate();
  }

  #pause(ms: number): Promise<void> {
    if (ms <= 0 || this.#stopped) return Promise.resolve();
    return new Promise((done) => {
      const cancel = this.#proxy.clock.after(ms, done);
      this.#cancel = () => {
        cancel();
        done();
      };
    });
  }
}
