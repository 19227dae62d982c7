import type { TransportFactory } from './transport.ts';

/** The parts of a WebSocket that are used here; those of browsers, of Node and of `ws` have them. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code: number, reason: string): void;
}

const ignore = (): void => undefined;

/** A transport over a kind of WebSocket. @param open may throw for an invalid address */
export function socketTransport(open: (url: string, protocol: string) => WebSocketLike): TransportFactory {
  return (url, protocol, handlers) => {
    const socket = open(url, protocol);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      // Errors of an open socket are followed by its close. Without a handler, `ws` would throw them.
      socket.onerror = ignore;
      handlers.open();
    };
    // An address that the page's policy blocks causes an error in Chromium, and never a close.
    socket.onerror = () => {
      socket.onclose = null;
      handlers.close(1006, '');
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
      handlers.message(typeof data === 'string' ? data : new Uint8Array(data));
    socket.onclose = ({ code, reason }: CloseEvent) => handlers.close(code, reason);
    return {
      get queued() {
        return socket.bufferedAmount;
      },
      send: (data) => socket.send(data),
      close: (code, reason) => {
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.onerror = ignore;
        socket.close(code, reason);
      },
    };
  };
}

/** The platform's WebSocket, looked up on use: this module can be loaded where there is none. */
export const webSocketTransport = socketTransport((url, protocol) => new WebSocket(url, protocol));
