import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Direction } from './chaos-proxy.ts';

/** What a frame is taken for: the `type` of a message, or `cursors`. */
type Kind = string;

interface Trap {
  direction: Direction;
  wants: (kind: Kind, text: string) => boolean;
  caught: () => void;
}

/** A proxy for one server's sockets that passes on every frame but those it is told to swallow. */
export class FrameProxy {
  readonly #server: WebSocketServer;
  readonly #traps = new Set<Trap>();
  readonly #sockets = new Set<WebSocket>();
  /** Connections so far. */
  connections = 0;

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
      this.#link(client, server, 'up', opened);
      this.#link(server, client, 'down', opened);
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

  /** Swallows the next frame of this kind. Resolves when that has happened. @param about it contains this text */
  swallow(direction: Direction, kind: Kind, about = ''): Promise<void> {
    return new Promise((caught) => {
      const wants: Trap['wants'] = (found, text) => found === kind && text.includes(about);
      this.#traps.add({ direction, wants, caught });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #link(from: WebSocket, to: WebSocket, direction: Direction, opened: Promise<unknown>): void {
    this.#sockets.add(from);
    from.on('message', (data: Buffer, binary) => {
      if (this.#swallows(direction, data, binary)) return;
      const pass = () => {
        if (to.readyState === WebSocket.OPEN) to.send(data, { binary });
      };
      if (to.readyState === WebSocket.CONNECTING) void opened.then(pass);
      else pass();
    });
    from.on('error', () => undefined);
    from.on('close', (code, reason) => {
      this.#sockets.delete(from);
      // Codes that say how a connection ended can't be sent.
      if (code === 1005 || code === 1006) to.terminate();
      else to.close(code, reason);
    });
  }

  #swallows(direction: Direction, data: Buffer, binary: boolean): boolean {
    const text = binary ? '' : data.toString();
    const kind = binary ? 'cursors' : (JSON.parse(text) as { type: string }).type;
    for (const trap of this.#traps) {
      if (trap.direction !== direction || !trap.wants(kind, text)) continue;
      this.#traps.delete(trap);
      trap.caught();
      return true;
    }
    return false;
  }
}
