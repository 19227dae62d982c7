import { WebSocket } from 'ws';
import type { HttpError } from '../../protocol/errors.ts';
import type { TransportFactory } from '../../widget/client/transport.ts';

/** Longest frame that a server may send, in bytes. */
const MAX_FRAME = 4 * 1024 * 1024;

/** The ways of Node to a server. It is told its own origin, as a program that is none of a browser's pages may. */
export class ServerLink {
  readonly #origin: string;
  #trouble: string | undefined;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Why there was no connection, as far as that is known; what came from the server is as it came. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  readonly transport: TransportFactory = (url, protocol, handlers) => {
    const socket = new WebSocket(url, protocol, {
      origin: this.#origin,
      perMessageDeflate: false,
      maxPayload: MAX_FRAME,
    });
    let over = false;
    this.#trouble = undefined;
    socket.on('open', () => {
      if (!over) handlers.open();
    });
    socket.on('message', (data: Buffer, binary) => {
      if (!over) handlers.message(binary ? data : data.toString());
    });
    // After each error comes the close. One without a listener would end the process.
    socket.on('error', (error) => {
      this.#trouble = inWords(error);
    });
    socket.on('close', (code, reason) => {
      if (over) return;
      over = true;
      this.#trouble ??= `it closed the connection (${code})`;
      handlers.close(code, reason.toString());
    });
    return {
      get queued() {
        return socket.bufferedAmount;
      },
      send: (data) => socket.send(data),
      close: (code, reason) => {
        over = true;
        socket.close(code, reason);
      },
    };
  };

  /** `fetch` of the same server. */
  readonly fetch: typeof fetch = async (address, options) => {
    const response = await fetch(address, { ...options, headers: { Origin: this.#origin } });
    const body = (await response
      .clone()
      .json()
      .catch(() => undefined)) as Partial<HttpError> | null | undefined;
    // That it wants an upgrade is what every healthy server says.
    if (response.status !== 426 && body?.error?.message) this.#trouble = body.error.message;
    return response;
  };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host’s address can’t be looked up',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'the host can’t be reached',
  ENETUNREACH: 'the network can’t be reached',
};

/** What OpenSSL says, in some version or other, of an answer that is not TLS. */
const NO_TLS = /wrong version number|packet length too long|http request/i;

function inWords(error: Error): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return tlsInWords(error.message);
  const status = /^Unexpected server response: (\d+)$/.exec(error.message)?.[1];
  if (status !== undefined) return `it answers ${status}: is this a live-presence server?`;
  return WORDS[code] ?? (error.message || code);
}

/** The reason alone of what OpenSSL says: `write EPROTO 80…:error:0A…:SSL routines:function:reason:file:line:` */
function tlsInWords(message: string): string {
  if (NO_TLS.test(message)) return 'it doesn’t speak https; try http:// instead';
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
  return reason === undefined ? 'no secure connection' : `no secure connection: ${reason}`;
}
