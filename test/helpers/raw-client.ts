import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import { decodeTick } from '../../protocol/cursor-frame.ts';
import type { CursorTick } from '../../protocol/cursor-frame.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import type { ClientMessage, HelloMessage, ServerMessage, WelcomeMessage } from '../../protocol/messages.ts';

export type Received = ServerMessage | { type: 'tick'; tick: CursorTick };
type Of<T extends Received['type']> = Extract<Received, { type: T }>;

interface Waiter {
  wants: (message: Received) => boolean;
  give: (message: Received) => void;
  fail: (error: Error) => void;
}

/** A bare socket that sends protocol messages one by one, and records everything it receives. */
export class RawClient {
  readonly socket: WebSocket;
  readonly received: Received[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Whether to acknowledge ticks that ask for it. */
  acknowledges = true;
  /** Bytes received, in all frames. */
  bytes = 0;
  readonly #waiters = new Set<Waiter>();
  #taken = 0;

  constructor(origin: string, room = 'docs', options: ClientOptions = {}) {
    const url = `${origin.replace(/^http/, 'ws')}/v1/rooms/${encodeURIComponent(room)}/socket`;
    this.socket = new WebSocket(url, SUBPROTOCOL, { origin, perMessageDeflate: false, ...options });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        for (const waiter of this.#waiters)
          waiter.fail(new Error(`closed with ${String(code)} while waiting`));
      });
    });
    // The promise reports a failure; without a listener, an error event would end the process.
    this.opened.catch(() => undefined);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer, binary) => {
      this.bytes += data.length;
      this.#receive(binary ? tickOf(data) : (JSON.parse(data.toString()) as ServerMessage));
    });
  }

  send(message: ClientMessage | Record<string, unknown> | string | Uint8Array): void {
    this.socket.send(
      typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message),
    );
  }

  /** Sends hello and waits for the welcome. */
  async join(name: string, hello: Partial<HelloMessage> = {}): Promise<WelcomeMessage> {
    await this.opened;
    this.send({
      type: 'hello',
      protocol: 1,
      page: '/',
      visitor: `visitor-${name}`.padEnd(32, '-'),
      profile: { name },
      ...hello,
    });
    return this.next('welcome');
  }

  /** Waits for the next message of this type that matches `when` and was not taken yet. */
  next<T extends Received['type']>(type: T, when: (message: Of<T>) => boolean = () => true): Promise<Of<T>> {
    const wants = (message: Received): boolean => message.type === type && when(message as Of<T>);
    for (let at = this.#taken; at < this.received.length; at++) {
      const message = this.received[at];
      if (message && wants(message)) {
        this.#taken = at + 1;
        return Promise.resolve(message as Of<T>);
      }
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        wants,
        give: (message) => {
          resolve(message as Of<T>);
        },
        fail: reject,
      };
      this.#waiters.add(waiter);
      if (this.socket.readyState === WebSocket.CLOSED) reject(new Error('already closed'));
    });
  }

  /** All messages of this type received so far. */
  all<T extends Received['type']>(type: T): Of<T>[] {
    return this.received.filter((message): message is Of<T> => message.type === type);
  }

  /** Resolves once the server has handled everything sent before. */
  async settled(): Promise<void> {
    const count = this.all('pong').length;
    this.send({ type: 'ping' });
    if (this.all('pong').length > count) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.all('pong').length > count) {
          this.socket.off('message', look);
          resolve();
        }
      };
      this.socket.on('message', look);
    });
  }

  close(): void {
    this.socket.close(1000);
  }

  #receive(message: Received): void {
    this.received.push(message);
    if (message.type === 'tick' && message.tick.acknowledge && this.acknowledges) {
      this.send({ type: 'seen', tick: message.tick.tick });
    }
    for (const waiter of this.#waiters) {
      if (!waiter.wants(message)) continue;
      this.#waiters.delete(waiter);
      this.#taken = this.received.length;
      waiter.give(message);
    }
  }
}

function tickOf(data: Buffer): Received {
  const tick = decodeTick(data);
  if (!tick) throw new Error('the server sent an invalid binary frame');
  return { type: 'tick', tick };
}
