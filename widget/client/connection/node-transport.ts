import type { TransportFactory } from './transport.ts';
import { socketTransport } from './websocket-transport.ts';
import type { WebSocketLike } from './websocket-transport.ts';

/** The class of the package `ws`. */
export type WsClass = new (url: string, protocol: string, options: { origin: string }) => WebSocketLike;
/** Node's own class, from 22 on: its second argument may have headers. */
type NodeClass = new (
  url: string,
  options: { protocols: string[]; headers: Record<string, string> },
) => WebSocketLike;

/** Programs that are not a web page send the server's own origin, which its owner lets in with `LIVE_PRESENCE_URL`. */
const originOf = (url: string): string => new URL(url.replace(/^ws/i, 'http')).origin;

/** A transport for Node over the `WebSocket` class of the package `ws`. */
export function wsTransport(WebSocket: WsClass): TransportFactory {
  return socketTransport((url, protocol) => new WebSocket(url, protocol, { origin: originOf(url) }));
}

/** A transport over Node's own WebSocket. */
export function nodeTransport(WebSocket: unknown): TransportFactory {
  const Class = WebSocket as NodeClass;
  return socketTransport(
    (url, protocol) => new Class(url, { protocols: [protocol], headers: { Origin: originOf(url) } }),
  );
}

/** Node's `fetch`, with the server's own origin. */
export const nodeFetch: typeof fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  return fetch(input, { ...init, headers: { Origin: originOf(url) } });
};
