import { WebSocket } from 'ws';
import type { TransportFactory } from '../../widget/client/transport.ts';

/** Real sockets for the client, on every Node that tests run on, with the server's own origin. */
export const wsTransport: TransportFactory = (url, protocol, handlers) => {
  const { origin } = new URL(url.replace(/^ws/, 'http'));
  const socket = new WebSocket(url, protocol, { origin, perMessageDeflate: false });
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
};
