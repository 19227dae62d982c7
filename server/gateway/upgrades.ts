import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What is needed of a `http.Server`, or of one that is like it. */
export interface AttachedServer {
  on(event: 'upgrade', listener: OnUpgrade): unknown;
  listenerCount(event: 'upgrade'): number;
}

/** Who takes the upgrades below a path. */
export interface UpgradeTaker {
  path: string;
  /** It has left: what still comes is refused, as nobody else would answer it. */
  left: boolean;
  /** @param address without the path; `/` for what belongs to nobody */
  take(request: IncomingMessage, address: string, socket: Duplex, head: Buffer): void;
}

const servers = new WeakMap<AttachedServer, UpgradeTaker[]>();

/**
 * Gives the taker the upgrades of this server below its path. However many takers there are, a server has one listener
 * of ours, so that each upgrade is answered once: others than theirs belong to whoever else listens; where nobody does,
 * they are refused, as they would hang.
 */
export function takeUpgrades(server: AttachedServer, taker: UpgradeTaker): void {
  const takers = servers.get(server);
  if (takers) {
    // Who comes after one that has left has its place.
    const kept = takers.filter(({ path, left }) => !(left && path === taker.path));
    takers.splice(0, takers.length, ...kept, taker);
    return;
  }
  const all = [taker];
  servers.set(server, all);
  server.on('upgrade', (request, socket, head) => {
    const url = request.url ?? '/';
    const owner = all.find(({ path }) => url.startsWith(`${path}/v1/rooms/`));
    if (!owner && server.listenerCount('upgrade') > 1) return;
    const answering = owner ?? all.find(({ left }) => !left) ?? all[0];
    answering?.take(request, owner ? url.slice(owner.path.length) : '/', socket, head);
  });
}
