import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage, WelcomeMessage } from '../../protocol/messages.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { welcome } from '../widget/client/visitor.ts';

/** A server that says what a test tells it to, be it what no real one would. */
export class ScriptedServer implements AsyncDisposable {
  /** What to answer a hello. */
  welcome: Partial<WelcomeMessage> = {};
  readonly heard: ClientMessage[] = [];
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #waiters = new Set<() => void>();

  private constructor() {
    this.#http = createServer((_, response) => response.writeHead(426).end());
    this.#sockets = new WebSocketServer({
      server: this.#http,
      handleProtocols: () => SUBPROTOCOL,
    });
    this.#sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as ClientMessage;
        if (message.type === 'hello') socket.send(JSON.stringify(welcome(this.welcome)));
        this.heard.push(message);
        for (const waiter of this.#waiters) waiter();
        this.#waiters.clear();
      });
    });
  }

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get socket(): WebSocket {
    return [...this.#sockets.clients].at(-1)!;
  }

  send(message: ServerMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message of this type, once it was sent. */
  async hears<T extends ClientMessage['type']>(type: T): Promise<Extract<ClientMessage, { type: T }>> {
    for (;;) {
      const found = this.heard.find((message) => message.type === type);
      if (found) return found as Extract<ClientMessage, { type: T }>;
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.close();
    await once(this.#http, 'close');
  }
}
