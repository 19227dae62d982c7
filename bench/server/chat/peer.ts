import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../protocol/version.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';

/** Somebody who chats, and remembers when. */
export class ChatPeer {
  /** When each operation was sent, by its op. */
  readonly postedAt = new Map<string, number>();
  /** How long each took to be acknowledged, in ms. */
  readonly acknowledgedAfter: number[] = [];
  readonly #socket: WebSocket;
  readonly #name: string;
  #heard = 0;
  #look = (): void => undefined;

  private constructor(socket: WebSocket, name: string) {
    this.#socket = socket;
    this.#name = name;
  }

  /** @param hear called with the op of each message that comes */
  static join(origin: string, room: string, name: string, hear?: (op: string) => void): Promise<ChatPeer> {
    const url = `${origin.replace('http', 'ws')}/v1/rooms/${encodeURIComponent(room)}/socket`;
    const socket = new WebSocket(url, SUBPROTOCOL, { origin, perMessageDeflate: false });
    const peer = new ChatPeer(socket, name);
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () => {
        peer.#send({
          type: 'hello',
          protocol: 1,
          page: '/',
          visitor: name.padEnd(32, '-'),
          profile: { name },
        });
      });
      socket.on('message', (data: Buffer, binary) => {
        if (binary) return;
        const message = JSON.parse(data.toString()) as ServerMessage;
        if (message.type === 'welcome') resolve(peer);
        else if (message.type === 'error') reject(new Error(message.message));
        else if (message.type === 'ack') {
          peer.acknowledgedAfter.push(performance.now() - (peer.postedAt.get(message.op) ?? NaN));
          peer.#look();
        } else if (message.type === 'chat') {
          peer.#heard += message.events.length;
          for (const { op } of message.events) if (op !== undefined) hear?.(op);
          peer.#look();
        }
      });
    });
  }

  post(text: string): void {
    const op = `${this.#name.replace(' ', '-')}-${this.postedAt.size}`;
    this.postedAt.set(op, performance.now());
    this.#send({ type: 'chat_post', op, text });
  }

  /** Resolves when all that was posted is acknowledged. */
  settled(): Promise<void> {
    return this.#until(() => this.acknowledgedAfter.length === this.postedAt.size);
  }

  /** Resolves when so many events have come. */
  heard(count: number): Promise<void> {
    return this.#until(() => this.#heard >= count);
  }

  leave(): void {
    this.#socket.terminate();
  }

  #until(happened: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (happened()) resolve();
      };
      this.#look();
    });
  }

  #send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }
}
