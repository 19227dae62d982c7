import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The part of a `http.Server` that is used here. */
export interface AttachedServer {
  on(event: 'upgrade', listener: OnUpgrade): unknown;
  listenerCount(event: 'upgrade'): number;
}

/** Handles the upgrades below a path. */
export interface UpgradeHandler {
  path: string;
  /** It is closed, and refuses further upgrades until another handler replaces it. */
  retired: boolean;
  /** @param url relative to the path; `/` for an upgrade that has no handler */
  handle(request: IncomingMessage, url: string, socket: Duplex, head: Buffer): void;
}

const handlersOf = new WeakMap<AttachedServer, UpgradeHandler[]>();

/**
 * Passes a server's upgrades below a path to a handler. However many handlers there are, each server has only one of
 * our listeners, so that each upgrade is answered once. Upgrades elsewhere are left to other listeners; if there are
 * none, they are refused, because they would hang.
 */
export function handleUpgrades(server: AttachedServer, handler: UpgradeHandler): void {
  const existing = handlersOf.get(server);
  if (existing) {
    const others = existing.filter(({ path, retired }) => !(retired && path === handler.path));
    existing.splice(0, existing.length, ...others, handler);
    return;
  }
  const handlers = [handler];
  handlersOf.set(server, handlers);
  server.on('upgrade', (request, socket, head) => {
    const url = request.url ?? '/';
    const owner = handlers.find(({ path }) => url.startsWith(`${path}/v1/rooms/`));
    if (!owner && server.listenerCount('upgrade') > 1) return;
    const answering = owner ?? handlers.find(({ retired }) => !retired) ?? handlers[0];
    answering?.handle(request, owner ? url.slice(owner.path.length) : '/', socket, head);
  });
}
