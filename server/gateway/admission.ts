import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { RefusalCode } from '../../protocol/errors.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { RateLimiter } from '../session/rate-limiter.ts';
import type { Addresses } from './addresses.ts';
import type { OriginList } from './origins.ts';
import { notFoundMessage } from './request-target.ts';
import { roomName } from './room-name.ts';

/** Why an upgrade is refused. */
export interface Refusal {
  status: 400 | 403 | 404 | 426 | 429 | 503;
  code: RefusalCode;
  /** For the site's owner: what is wrong, and what would be right. */
  message: string;
  retryAfterSeconds?: number;
}

export interface Admitted {
  room: string;
  /** The key by which the visitor's sockets are counted; see `Addresses.key`. */
  address: string;
}

export interface AdmissionParts {
  origins: OriginList;
  addresses: Addresses;
  /** Checks an `Authorization` header. */
  adminKey: { matches(authorization: string | undefined): boolean };
  limits: Limits;
  clock: Clock;
}

/**
 * Decides who may open a socket. The same decision answers an upgrade and the plain request by which a widget finds
 * out why its upgrade failed.
 */
export class Admission {
  readonly #parts: AdmissionParts;
  /** Undefined where addresses are not limited: they say nothing about who connects. */
  readonly #connects: RateLimiter | undefined;
  readonly #sockets = new Map<string, number>();
  #total = 0;
  /** While true, every upgrade is refused. */
  draining = false;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    const { socketsPerAddress, connectRate } = parts.limits;
    if (socketsPerAddress > 0) this.#connects = new RateLimiter(connectRate);
  }

  /** Sockets open now. */
  get total(): number {
    return this.#total;
  }

  /** @param url path and query, relative to where this service is mounted */
  judge(request: IncomingMessage, url: string): Admitted | Refusal {
    const [path = '', query = ''] = url.split('?', 2);
    const encoded = /^\/v1\/rooms\/([^/]*)\/socket$/.exec(path)?.[1];
    if (encoded === undefined) return { status: 404, code: 'not_found', message: notFoundMessage(path) };
    const room = roomName(encoded, this.#parts.limits.roomLength);
    if (room === undefined) {
      const message = `room names have 1 to ${this.#parts.limits.roomLength} characters and no control characters`;
      return { status: 400, code: 'bad_request', message };
    }
    if (query !== '') {
      // A token in a URL would end up in logs and histories.
      return {
        status: 400,
        code: 'bad_request',
        message: 'query strings are not allowed; send the token in hello',
      };
    }
    if (!this.#isAllowed(request)) {
      const origin = originOf(request);
      const message =
        origin === 'null'
          ? 'pages without an origin (sandboxed frames, local files) can’t connect: add allow-same-origin to the frame, or serve the page over http(s)'
          : origin === undefined
            ? 'missing Origin: programs must send the server’s own origin, or Authorization with the admin key'
            : `pages from ${printable(origin)} are not allowed to connect; the owner of this server can allow them with LIVE_PRESENCE_ORIGINS=${printable(origin)}`;
      return { status: 403, code: 'forbidden_origin', message };
    }
    if (this.draining) {
      return {
        status: 503,
        code: 'draining',
        message: 'the server is restarting; try again shortly',
        retryAfterSeconds: 2,
      };
    }
    const visitor = this.#parts.addresses.key(request);
    const { sockets, socketsPerAddress } = this.#parts.limits;
    if (this.#total >= sockets) {
      return { status: 503, code: 'too_many_sockets', message: 'the server is full', retryAfterSeconds: 30 };
    }
    if (socketsPerAddress > 0 && (this.#sockets.get(visitor) ?? 0) >= socketsPerAddress) {
      const message = 'too many connections from one address (LIVE_PRESENCE_SOCKETS_PER_ADDRESS)';
      return { status: 429, code: 'too_many_sockets', message, retryAfterSeconds: 30 };
    }
    const wait = this.#connects?.wait(visitor, this.#parts.clock.now()) ?? 0;
    if (wait > 0) {
      const message = 'connecting too often from one address (LIVE_PRESENCE_CONNECT_RATE)';
      const retryAfterSeconds = Math.ceil(wait / 1000);
      return { status: 429, code: 'too_many_sockets', message, retryAfterSeconds };
    }
    return { room, address: visitor };
  }

  /** As `judge`, and also refuses a plain request or a wrong subprotocol. */
  judgeUpgrade(request: IncomingMessage, url: string): Admitted | Refusal {
    const verdict = this.judge(request, url);
    if ('status' in verdict) return verdict;
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      return { status: 426, code: 'upgrade_required', message: 'this URL expects a WebSocket upgrade' };
    }
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!protocols.includes(SUBPROTOCOL)) {
      return { status: 400, code: 'bad_request', message: `expected subprotocol ${SUBPROTOCOL}` };
    }
    return verdict;
  }

  /** Counts an open socket. @returns uncounts it */
  count(address: string): () => void {
    this.#total++;
    this.#connects?.take(address, this.#parts.clock.now());
    this.#sockets.set(address, (this.#sockets.get(address) ?? 0) + 1);
    return () => {
      this.#total--;
      const now = (this.#sockets.get(address) ?? 1) - 1;
      if (now > 0) this.#sockets.set(address, now);
      else this.#sockets.delete(address);
    };
  }

  #isAllowed(request: IncomingMessage): boolean {
    const { authorization, upgrade } = request.headers;
    const origin = originOf(request);
    if (origin !== undefined) return this.#parts.origins.allows(origin, this.#parts.addresses.host(request));
    return upgrade === undefined || this.#parts.adminKey.matches(authorization);
  }
}

/**
 * Where a request comes from. Plain ones of pages on the server's own origin don't name it: if they name the page, they
 * are judged by that, else by all the rest. A widget that comes back while the server starts takes a 403 for final.
 */
function originOf({ headers }: IncomingMessage): string | undefined {
  const { origin, upgrade, referer = '' } = headers;
  if (origin !== undefined || upgrade !== undefined || !URL.canParse(referer)) return origin;
  return new URL(referer).origin;
}

/** A header made safe for an answer or a log: short, on one line. */
function printable(header: string): string {
  return header.slice(0, 200).replace(/[^\x21-\x7e]/g, '?');
}
