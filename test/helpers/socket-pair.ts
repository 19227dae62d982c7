import { decodeUplink, encodeTick } from '../../protocol/cursor-frame.ts';
import type { CursorTick, CursorUplink } from '../../protocol/cursor-frame.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import type { TransportFactory, TransportHandlers } from '../../widget/client/connection/transport.ts';

type Kind = ClientMessage['type'];

/** This file also runs in browsers, which have no Node assertions. */
function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/**
 * The server's end of an in-memory socket. Everything is delivered synchronously and in order, even messages sent after
 * the client has closed: real sockets can have events in flight then.
 */
export class ServerEnd {
  readonly url: string;
  readonly protocol: string;
  /** Everything the client has sent, in order. */
  readonly received: (ClientMessage | CursorUplink)[] = [];
  /** How the client closed the socket. */
  closed: { code: number; reason: string } | undefined;
  /** The `bufferedAmount` that the client sees. */
  queued = 0;
  readonly #client: TransportHandlers;
  #state: 'connecting' | 'open' | 'left' | 'over' = 'connecting';

  constructor(url: string, protocol: string, client: TransportHandlers) {
    this.url = url;
    this.protocol = protocol;
    this.#client = client;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The upgrade succeeds. */
  accept(): void {
    must(this.#state === 'connecting', 'accepted already');
    this.#state = 'open';
    this.#client.open();
  }

  send(...messages: ServerMessage[]): void {
    for (const message of messages) this.sendRaw(JSON.stringify(message));
  }

  sendTick(tick: Partial<CursorTick>): void {
    this.sendRaw(encodeTick({ snapshot: false, acknowledge: false, tick: 0, time: 0, tracks: [], ...tick }));
  }

  sendRaw(data: string | Uint8Array): void {
    if (this.#state === 'open' || this.#state === 'left') this.#client.message(data);
  }

  /** Closes from the server's side; before `accept`, this refuses the upgrade. */
  close(code = 1006, reason = ''): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#client.close(code, reason);
  }

  /** The messages of one type that the client has sent. */
  of<T extends Kind>(type: T): Extract<ClientMessage, { type: T }>[] {
    return this.received.filter(
      (message): message is Extract<ClientMessage, { type: T }> => 'type' in message && message.type === type,
    );
  }

  /** The cursor frames that the client has sent. */
  get uplinks(): CursorUplink[] {
    return this.received.filter((message) => 'samples' in message);
  }

  /** @internal the client's side sends */
  take(data: string | Uint8Array<ArrayBuffer>): void {
    must(this.#state === 'open', 'the client sends on a socket that is not open');
    if (typeof data === 'string') {
      this.received.push(JSON.parse(data) as ClientMessage);
      return;
    }
    const uplink = decodeUplink(data, 16);
    must(uplink !== undefined, 'the client sends a frame that is none');
    this.received.push(uplink);
  }

  /** @internal the client's side closes */
  over(code: number, reason: string): void {
    this.#state = 'left';
    this.closed = { code, reason };
  }
}

/** Every socket that a client opens, with the test as the server. */
export class SocketPairs {
  readonly ends: ServerEnd[] = [];

  readonly transport: TransportFactory = (url, protocol, client) => {
    const end = new ServerEnd(url, protocol, client);
    this.ends.push(end);
    return {
      get queued() {
        return end.queued;
      },
      send: (data) => end.take(data),
      close: (code, reason) => end.over(code, reason),
    };
  };

  /** The newest socket. */
  get last(): ServerEnd {
    const end = this.ends.at(-1);
    must(end !== undefined, 'no socket was opened');
    return end;
  }
}
