import { ChatLog } from './chat/chat-log.ts';
import { ChatTracker } from './chat/chat-tracker.ts';
import { CursorReceiver } from './cursors/cursor-receiver.ts';
import { CursorSender } from './cursors/cursor-sender.ts';
import { nodeFetch, nodeTransport } from './connection/node-transport.ts';
import { PresenceClient as LateClient } from './presence-client.ts';
import type { PresenceClientOptions } from './presence-events.ts';
import { randomKey } from './random-key.ts';
import { webSocketTransport } from './connection/websocket-transport.ts';

/** The chat of a client: what to read, and what to do. */
export type Chat = Omit<
  ChatLog,
  'identify' | 'restart' | 'add' | 'change' | 'changed' | 'online' | 'offline' | 'receive' | 'refused'
>;

/** One visitor's presence in a room: the roster, the page's cursors, the chat. Made by `createPresenceClient`. */
export interface PresenceClient extends Omit<
  LateClient,
  'chat' | 'hasChat' | 'useTracker' | 'useChat' | 'useCursors'
> {
  readonly chat: Chat;
}

/**
 * A client with chat and cursors, for an interface of your own. It connects on `connect()`.
 *
 * Without `visitor` and `token` it is a new visitor each time: pass a stored random key to stay the same one.
 * @throws Error on Node without a WebSocket of its own, if no `transport` is passed
 */
export function createPresenceClient(options: PresenceClientOptions): PresenceClient {
  const isNode = !('document' in globalThis) && 'process' in globalThis;
  const { WebSocket } = globalThis as { WebSocket?: unknown };
  if (!options.transport && !WebSocket)
    throw new Error('no WebSocket: install ws and pass transport: wsTransport(WebSocket)');
  // An option that is there and has no value, such as a key that is not stored yet, does not replace the default.
  const given = Object.entries(options).filter(([, value]) => (value ?? '') !== '');
  const client = new LateClient({
    transport: isNode ? nodeTransport(WebSocket) : webSocketTransport,
    ...(isNode && { fetch: nodeFetch, isOnline: () => true }),
    ...(!options.token && { visitor: randomKey() }),
    ...(Object.fromEntries(given) as unknown as PresenceClientOptions),
  });
  client.useCursors(CursorSender, CursorReceiver);
  client.useTracker(ChatTracker);
  void client.useChat(ChatLog);
  return client;
}
