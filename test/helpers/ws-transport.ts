import { WebSocket } from 'ws';
import type { TransportFactory } from '../../widget/client/connection/transport.ts';

/** Real sockets for the client, on every Node that tests run on, with the server's own origin. */
export const wsTransport: TransportFactory = wsTransportFrom();

/** The same, as a proxy on this machine would forward them from an address. */
export function wsTransportFrom(address?: string): TransportFactory {
  const headers: Record<string, string> = address === undefined ? {} : { 'X-Forwarded-For': address };
  return (url, protocol, handlers) => open(url, protocol, handlers, headers);
}

function open(
  url: string,
  protocol: string,
  handlers: Parameters<TransportFactory>[2],
  headers: Record<string, string>,
): ReturnType<TransportFactory> {
  const { origin } = new URL(url.replace(/^ws/, 'http'));
  const socket = new WebSocket(url, protocol, { origin, headers, perMessageDeflate: false });
  let told = true;
  socket.on('open', () => told && handlers.open());
  socket.on('message', (data: Buffer, binary) => told && handlers.message(binary ? data : data.toString()));
  socket.on('close', (code, reason) => told && handlers.close(code, reason.toString()));
  // A close event follows.
  socket.on('error', () => undefined);
  return {
    get queued() {
      return socket.bufferedAmount;
    },
    send: (data) => socket.send(data),
    close: (code, reason) => {
      told = false;
      socket.close(code, reason);
    },
  };
}
