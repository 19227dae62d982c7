import type { Clock } from '../../../protocol/clock.ts';
import type { ConnectionOptions } from './connection.ts';
import type { PresenceClientOptions } from '../presence-events.ts';
import { webSocketTransport } from './websocket-transport.ts';

/** Address of the room's socket, and the platform's ways to reach it where the options name no others. */
export function connectionOptions(options: PresenceClientOptions, clock: Clock): ConnectionOptions {
  const get = options.fetch ?? (globalThis as Partial<typeof globalThis>).fetch;
  // Half a surrogate pair, left by cutting a string, can't be encoded.
  const room = encodeURIComponent(options.room.replace(/\p{Surrogate}/gu, '\ufffd'));
  return {
    url: `${options.server.replace(/\/+$/, '')}/v1/rooms/${room}/socket`,
    clock,
    transport: options.transport ?? webSocketTransport,
    // Called as a plain function: the platform's insists on its own `this`.
    fetch: get && ((...request) => get(...request)),
    isOnline: options.isOnline ?? isOnline,
  };
}

function isOnline(): boolean {
  return (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine !== false;
}
