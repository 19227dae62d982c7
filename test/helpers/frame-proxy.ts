import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { ClientMessage, ErrorMessage, PulseMessage, ServerMessage } from '../../protocol/messages.ts';
import { ASKED_AGAIN } from '../../server/session/asked-again.ts';
import type { Direction } from './chaos-proxy.ts';

/** What a frame is taken for: the `type` of a message, or `cursors`. */
export type UpKind = ClientMessage['type'] | 'cursors';
export type DownKind = ServerMessage['type'] | 'cursors';
/** Frames in one direction. The third: they contain this text. */
export type Frames =
  [direction: 'up', kind: UpKind, about?: string] | [direction: 'down', kind: DownKind, about?: string];

/**
 * What happens to a frame instead of its being passed on. Only what is lost can be noticed by those who count frames.
 *
 * - `lost`: it is swallowed.
 * - `refused`: the server does not get it, and answers as if it were above a rate.
 * - `twice`: it arrives twice.
 * - `late`: the connection breaks, and the frame arrives after the welcome of the next one.
 */
export type Fate = 'lost' | 'refused' | 'twice' | 'late';

/** How long a client should wait after `refused`, in ms. */
const RETRY_MS = 2_000;

interface Trap {
  fate: Fate;
  frames: Frames;
  caught: () => void;
}

/** One connection. By direction: where its frames go, and how many the proxy has added or refused. */
interface Line {
  to: Record<Direction, WebSocket>;
  added: Record<Direction, number>;
  /** Something that a client says only once was refused. */
  lost?: true;
}

/** A proxy for one server's sockets that passes on every frame but those that it is told to catch. */
export class FrameProxy {
  /** Clients are told that they are in a crowd. */
  crowd = false;
  /** Connections so far. */
  connections = 0;
  readonly #server: WebSocketServer;
  readonly #traps = new Set<Trap>();
  readonly #sockets = new Set<WebSocket>();
  /** What was passed on, as `up view`. */
  readonly #passed = new Set<string>();
  #late: string | undefined;

  private constructor(target: number) {
    this.#server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      perMessageDeflate: false,
      handleProtocols: ([first]) => first ?? false,
    });
    this.#server.on('connection', (client, request) => {
      this.connections++;
      const origin = `http://127.0.0.1:${String(target)}`;
      const protocols = client.protocol ? [client.protocol] : [];
      const server = new WebSocket(`ws://127.0.0.1:${String(target)}${request.url ?? ''}`, protocols, {
        origin,
        perMessageDeflate: false,
      });
      const opened = once(server, 'open');
      const line: Line = { to: { up: server, down: client }, added: { up: 0, down: 0 } };
      this.#link(line, client, 'up', opened);
      this.#link(line, server, 'down', opened);
    });
  }

  /** @param target port of the server on this machine */
  static async start(target: number): Promise<FrameProxy> {
    const proxy = new FrameProxy(target);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** `http://127.0.0.1:…` */
  get origin(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Resolves when the next of these frames has met its fate. */
  catch(fate: Fate, ...frames: Frames): Promise<void> {
    return new Promise((caught) => {
      this.#traps.add({ fate, frames, caught });
    });
  }

  /** Whether such a frame has arrived. */
  hasPassed(direction: Direction, kind: UpKind | DownKind): boolean {
    return this.#passed.has(`${direction} ${kind}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #link(line: Line, from: WebSocket, direction: Direction, opened: Promise<unknown>): void {
    this.#sockets.add(from);
    from.on('message', (data: Buffer, binary) => {
      const to = line.to[direction];
      const text = binary ? '' : data.toString();
      const take = () => {
        if (to.readyState !== WebSocket.OPEN) return;
        if (binary) this.#take(line, direction, 'cursors', data);
        else this.#take(line, direction, (JSON.parse(text) as ServerMessage).type, text);
      };
      if (to.readyState === WebSocket.CONNECTING) void opened.then(take);
      else take();
    });
    from.on('error', () => undefined);
    from.on('close', (code, reason) => {
      this.#sockets.delete(from);
      const to = line.to[direction];
      // Codes that say how a connection ended can't be sent.
      if (code === 1005 || code === 1006) to.terminate();
      else to.close(code, reason);
    });
  }

  #take(line: Line, direction: Direction, kind: UpKind | DownKind, data: Buffer | string): void {
    const trap = this.#trapFor(direction, kind, String(data));
    if (!trap) {
      this.#pass(line, direction, kind, data);
      return;
    }
    this.#traps.delete(trap);
    switch (trap.fate) {
      case 'lost':
        break;
      case 'refused':
        line.added.up--;
        if (kind in ASKED_AGAIN && !ASKED_AGAIN[kind as ClientMessage['type']]) line.lost = true;
        this.#add(line, 'down', refusalOf(String(data)));
        break;
      case 'twice':
        this.#pass(line, direction, kind, data);
        this.#add(line, direction, data);
        break;
      case 'late':
        this.#late = String(data);
        for (const socket of Object.values(line.to)) socket.terminate();
        break;
    }
    trap.caught();
  }

  #trapFor(direction: Direction, kind: string, text: string): Trap | undefined {
    for (const trap of this.#traps) {
      const [trapped, wanted, about = ''] = trap.frames;
      if (trapped === direction && wanted === kind && text.includes(about)) return trap;
    }
    return undefined;
  }

  #pass(line: Line, direction: Direction, kind: UpKind | DownKind, data: Buffer | string): void {
    this.#passed.add(`${direction} ${kind}`);
    const change = (more: (message: PulseMessage) => object): string => {
      const message = JSON.parse(String(data)) as PulseMessage;
      return JSON.stringify({ ...message, ...more(message) });
    };
    if (kind === 'pulse') {
      const lost = direction === 'down' && line.lost;
      line.to[direction].send(
        change(({ sent }) => ({ sent: sent + line.added[direction], ...(lost && { lost }) })),
      );
      if (lost) delete line.lost;
    } else if (kind === 'rate' && this.crowd) line.to[direction].send(change(() => ({ crowd: true })));
    else line.to[direction].send(data);
    if (kind !== 'welcome' || this.#late === undefined) return;
    this.#add(line, 'down', this.#late);
    this.#late = undefined;
  }

  /** Sends a frame that its sender knows nothing of. */
  #add(line: Line, direction: Direction, data: Buffer | string): void {
    line.added[direction]++;
    line.to[direction].send(data);
  }
}

function refusalOf(text: string): string {
  const message = JSON.parse(text) as ClientMessage;
  const refusal: ErrorMessage = {
    type: 'error',
    code: 'rate_limited',
    ref: 'op' in message ? message.op : message.type,
    message: 'too many at once',
    retryAfterMs: RETRY_MS,
  };
  return JSON.stringify(refusal);
}
