import { WebSocket } from 'ws';
import type { HttpError } from '../../protocol/errors.ts';
import type { TransportFactory } from '../../widget/client/connection/transport.ts';

/** Maximum size of a frame from the server, in bytes. */
const MAX_FRAME = 4 * 1024 * 1024;

/** Connects the client to a server through Node. It sends the server's own origin, as programs may. */
export class ServerLink {
  readonly #origin: string;
  #failure: string | undefined;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Why the connection failed, if known. Unsafe to print: it may come from the server. */
  get failure(): string | undefined {
    return this.#failure;
  }

  readonly transport: TransportFactory = (url, protocol, handlers) => {
    const socket = new WebSocket(url, protocol, {
      origin: this.#origin,
      perMessageDeflate: false,
      maxPayload: MAX_FRAME,
    });
    let closed = false;
    this.#failure = undefined;
    socket.on('open', () => {
      if (!closed) handlers.open();
    });
    socket.on('message', (data: Buffer, binary) => {
      if (!closed) handlers.message(binary ? data : data.toString());
    });
    // Each error is followed by `close`. Without a listener it would end the process.
    socket.on('error', (error) => {
      this.#failure = describe(error);
    });
    socket.on('close', (code, reason) => {
      if (closed) return;
      closed = true;
      this.#failure ??= `it closed the connection (${code})`;
      handlers.close(code, reason.toString());
    });
    return {
      get queued() {
        return socket.bufferedAmount;
      },
      send: (data) => socket.send(data),
      close: (code, reason) => {
        closed = true;
        socket.close(code, reason);
      },
    };
  };

  /** `fetch` with the same origin. */
  readonly fetch: typeof fetch = async (address, options) => {
    const response = await fetch(address, { ...options, headers: { Origin: this.#origin } });
    const body = (await response
      .clone()
      .json()
      .catch(() => undefined)) as Partial<HttpError> | null | undefined;
    // 426 is the answer of a healthy server.
    if (response.status !== 426 && body?.error?.message) this.#failure = body.error.message;
    return response;
  };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host lookup failed',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

/** OpenSSL's errors, in various versions, for an answer that is not TLS. */
const NO_TLS = /wrong version number|packet length too long|http request/i;

function describe(error: Error): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return describeTls(error.message);
  const status = /^Unexpected server response: (\d+)$/.exec(error.message)?.[1];
  if (status !== undefined) return `it responds with ${status}; is this a live-presence server?`;
  return WORDS[code] ?? (error.message || code);
}

/** Only the reason from OpenSSL's message: `write EPROTO 80…:error:0A…:SSL routines:function:reason:file:line:` */
function describeTls(message: string): string {
  if (NO_TLS.test(message)) return 'it doesn’t speak https; try http:// instead';
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
  return reason === undefined ? 'no secure connection' : `no secure connection: ${reason}`;
}
