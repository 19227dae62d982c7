/**
 * Several owners of one HTTP server. Each upgrade belongs to exactly one of them, but Node shows it to all listeners,
 * and most WebSocket servers answer everything that they see: two answers spoil the socket or end the process. Ours are
 * therefore taken before any listener is called, in whatever order the owners registered; theirs are left alone.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerWithoutUpgrade } from './plain-request.ts';
import type { ConnectionServer } from './plain-request.ts';
import { requestTarget } from './request-target.ts';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The part of a `http.Server` that is used here. */
export interface AttachedServer extends ConnectionServer {
  on(event: 'upgrade', listener: OnUpgrade): unknown;
  listenerCount(event: 'upgrade'): number;
}

/** Handles the upgrades below a path. */
export interface UpgradeHandler {
  /** Empty, or from a slash up to where the routes begin: `/presence`. */
  path: string;
  /** It is closed, and refuses further upgrades until another handler replaces it. */
  retired: boolean;
  /** @param url relative to the path; one that is not found for an upgrade that has no handler */
  handle(request: IncomingMessage, url: string, socket: Duplex, head: Buffer): void;
}

/** Another handler has the path. */
export class PathInUse extends Error {
  override readonly name = 'PathInUse';
}

/** On the server, so that copies of this package in one process share it. */
const HANDLERS = Symbol.for('live-presence.upgrade-handlers');

interface Server extends AttachedServer {
  [HANDLERS]?: UpgradeHandler[];
  emit(event: string | symbol, ...values: unknown[]): boolean;
  /** Node 22.21, 24.9 and later: whether a request that offers an upgrade is one. */
  shouldUpgradeCallback?: (request: IncomingMessage) => boolean;
}

/**
 * Passes a server's WebSocket upgrades below a path to a handler. Those elsewhere are left to other listeners; if there
 * are none, they are refused, because they would hang. An offer of another protocol (`Upgrade: h2c`) is no reason not
 * to answer the request: the server's routes do, unless it belongs to other listeners.
 * @throws PathInUse
 */
export function handleUpgrades(attached: AttachedServer, handler: UpgradeHandler): void {
  const server = attached as Server;
  const existing = server[HANDLERS];
  if (!existing) {
    intercept(server, [handler]);
    return;
  }
  if (existing.some(({ path, retired }) => path === handler.path && !retired))
    throw new PathInUse(`${handler.path || '/'} is in use on this server`);
  const others = existing.filter(({ path }) => path !== handler.path);
  existing.splice(0, existing.length, ...others, handler);
}

function intercept(server: Server, handlers: UpgradeHandler[]): void {
  server[HANDLERS] = handlers;
  /** Answers an upgrade that is ours. @returns whether it is */
  const take: (...upgrade: Parameters<OnUpgrade>) => boolean = (request, socket, head) => {
    const url = requestTarget(request);
    const offersSocket = isWebSocket(request);
    const owner = offersSocket ? ownerOf(url) : undefined;
    if (owner) owner.handle(request, url.slice(owner.path.length), socket, head);
    else if (!offersSocket && (isAlone() || isOwnRoute(url)))
      answerWithoutUpgrade(server, request, socket, head);
    else return false;
    return true;
  };
  const ownerOf = (url: string) => handlers.find(({ path }) => url.startsWith(`${path}/v1/rooms/`));
  const isAlone = () => server.listenerCount('upgrade') <= 1;
  const isOwnRoute = (url: string) =>
    handlers.some(({ path }) => url.startsWith(path === '' ? '/v1/' : `${path}/`));

  const emit = server.emit.bind(server);
  server.emit = (event, ...values) =>
    (event === 'upgrade' && take(...(values as Parameters<OnUpgrade>))) || emit(event, ...values);
  // Node reports upgrades only if somebody listens. This is called for those that nobody has taken.
  server.on('upgrade', (request, socket, head) => {
    const answering = handlers.find(({ retired }) => !retired) ?? handlers[0];
    // At the root, the path may explain why nobody has it.
    const url = answering?.path === '' ? requestTarget(request) : '/';
    if (isAlone()) answering?.handle(request, url, socket, head);
  });
  const { shouldUpgradeCallback } = server;
  if (!shouldUpgradeCallback) return;
  server.shouldUpgradeCallback = (request) => {
    const url = requestTarget(request);
    if (isWebSocket(request))
      return ownerOf(url) !== undefined || shouldUpgradeCallback.call(server, request);
    return !isAlone() && !isOwnRoute(url) && shouldUpgradeCallback.call(server, request);
  };
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return (headers.upgrade ?? '').split(',').some((protocol) => protocol.trim().toLowerCase() === 'websocket');
}
