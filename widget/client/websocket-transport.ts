import type { TransportFactory } from './transport.ts';

/**
 * The platform's WebSocket, looked up when it is needed: this module can be loaded where there is none.
 * @throws where there is none, or for an address that it does not take
 */
export const webSocketTransport: TransportFactory = (url, protocol, handlers) => {
  const socket = new WebSocket(url, protocol);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    socket.onerror = null;
    handlers.open();
  };
  // An address that the page's policy forbids is an error in Chromium, and never an end.
  socket.onerror = () => {
    socket.onclose = null;
    handlers.close(1006, '');
  };
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
    handlers.message(typeof data === 'string' ? data : new Uint8Array(data));
  socket.onclose = ({ code, reason }) => handlers.close(code, reason);
  return {
    get queued() {
      return socket.bufferedAmount;
    },
    send: (data) => socket.send(data),
    close: (code, reason) => {
      socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
      socket.close(code, reason);
    },
  };
};
