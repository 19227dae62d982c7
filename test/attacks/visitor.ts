import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';

export interface VisitorOptions {
  /** The server's, `http://127.0.0.1:…`. */
  origin: string;
  name: string;
  /** As a trusted proxy would forward it. */
  address: string;
  page?: string;
  room?: string;
}

/** A socket that keeps nothing of what it receives. */
export class Visitor {
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  /** Payload bytes received and sent. */
  received = 0;
  sent = 0;
  onMessage: ((message: ServerMessage) => void) | undefined;
  onCursors: ((frame: Buffer) => void) | undefined;
  readonly #options: VisitorOptions;

  constructor(options: VisitorOptions) {
    const { origin, address, room = 'docs' } = options;
    this.#options = options;
    const url = `${origin.replace('http', 'ws')}/v1/rooms/${room}/socket`;
    const headers = { 'X-Forwarded-For': address };
    this.socket = new WebSocket(url, SUBPROTOCOL, { origin, headers, perMessageDeflate: false });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
      this.socket.once('close', () => {
        reject(new Error('closed'));
      });
    });
    this.opened.catch(() => undefined);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer, binary) => {
      this.received += data.length;
      if (binary) this.onCursors?.(data);
      else if (this.onMessage) this.onMessage(JSON.parse(data.toString()) as ServerMessage);
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(message: ClientMessage | Uint8Array): void {
    if (!this.isOpen) return;
    const data = message instanceof Uint8Array ? message : JSON.stringify(message);
    this.sent += data.length;
    this.socket.send(data);
  }

  /** Sends hello, without waiting for the welcome. */
  async hello(): Promise<void> {
    const { name, page = '/' } = this.#options;
    await this.opened;
    this.send({
      type: 'hello',
      protocol: 1,
      page,
      visitor: `visitor-${name}`.padEnd(32, '-'),
      profile: { name },
    });
  }
}
