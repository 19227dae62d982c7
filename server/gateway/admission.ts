import type { IncomingMessage } from 'node:http';
import type { Limits } from '../../protocol/limits.ts';
import type { RefusalCode } from '../../protocol/errors.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import type { Addresses } from './addresses.ts';
import type { OriginList } from './origins.ts';

/** Why a socket is not let in, as it is answered before the upgrade. */
export interface Refusal {
  status: 400 | 403 | 404 | 426 | 429 | 503;
  code: RefusalCode;
  /** For the site's owner: what is wrong and what to do. */
  message: string;
  retryAfterSeconds?: number;
}

export interface Admitted {
  room: string;
  /** Counts the visitor's sockets; see `Addresses.key`. */
  address: string;
}

export interface AdmissionParts {
  origins: OriginList;
  addresses: Addresses;
  /** Checks an `Authorization` header. */
  adminKey: { matches(authorization: string | undefined): boolean };
  limits: Limits;
}

/**
 * Who may open a socket. The same judgement answers the upgrade and the plain request with which a widget asks
 * why its upgrade failed.
 */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #sockets = new Map<string, number>();
  #total = 0;
  /** While true, nobody is let in any more. */
  draining = false;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** Sockets open now. */
  get total(): number {
    return this.#total;
  }

  /** @param address what was asked for, seen from where this service is mounted */
  judge(request: IncomingMessage, address: string): Admitted | Refusal {
    const [path = '', query = ''] = address.split('?', 2);
    const encoded = /^\/v1\/rooms\/([^/]*)\/socket$/.exec(path)?.[1];
    if (encoded === undefined) return { status: 404, code: 'not_found', message: 'there is nothing here' };
    const room = roomName(encoded, this.#parts.limits.roomLength);
    if (room === undefined) {
      const message = `a room's name has 1 to ${String(this.#parts.limits.roomLength)} characters and no control characters`;
      return { status: 400, code: 'bad_request', message };
    }
    if (query !== '') {
      // A token in an address ends up in logs and histories; it belongs into hello.
      return {
        status: 400,
        code: 'bad_request',
        message: 'the socket takes no query; tokens are sent in hello',
      };
    }
    if (!this.#mayCome(request)) {
      const origin = request.headers.origin;
      const message =
        origin === 'null'
          ? 'a page without an origin (a sandboxed frame, a file) can’t be let in: give the frame allow-same-origin, or serve the page'
          : origin === undefined
            ? 'no Origin: programs send the server’s own origin, or Authorization with the admin key'
            : `pages of ${printable(origin)} may not connect; the owner of this server can allow them with LIVE_PRESENCE_ORIGINS=${printable(origin)}`;
      return { status: 403, code: 'forbidden_origin', message };
    }
    if (this.draining) {
      return {
        status: 503,
        code: 'draining',
        message: 'the server restarts; come back in a moment',
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
    return { room, address: visitor };
  }

  /** What the plain request and an upgrade without the subprotocol are told. */
  judgeUpgrade(request: IncomingMessage, address: string): Admitted | Refusal {
    const verdict = this.judge(request, address);
    if ('status' in verdict) return verdict;
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      return { status: 426, code: 'upgrade_required', message: 'this is the address of a WebSocket' };
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(SUBPROTOCOL)) {
      return { status: 400, code: 'bad_request', message: `the subprotocol is ${SUBPROTOCOL}` };
    }
    return verdict;
  }

  /** Counts an open socket. @returns the undo */
  count(address: string): () => void {
    this.#total++;
    this.#sockets.set(address, (this.#sockets.get(address) ?? 0) + 1);
    return () => {
      this.#total--;
      const now = (this.#sockets.get(address) ?? 1) - 1;
      if (now > 0) this.#sockets.set(address, now);
      else this.#sockets.delete(address);
    };
  }

  #mayCome(request: IncomingMessage): boolean {
    const { origin, authorization } = request.headers;
    if (origin !== undefined) return this.#parts.origins.allows(origin, this.#parts.addresses.host(request));
    return this.#parts.adminKey.matches(authorization);
  }
}

/** The room that a part of an address names; undefined where that can't be a room's name. */
export function roomName(encoded: string, limit: number): string | undefined {
  try {
    const room = decodeURIComponent(encoded);
    return room.length >= 1 && room.length <= limit && !/\p{Cc}/u.test(room) ? room : undefined;
  } catch {
    return undefined;
  }
}

/** A header as it may stand in an answer or a log: bounded, one line. */
function printable(header: string): string {
  return header.slice(0, 200).replace(/[^\x21-\x7e]/g, '?');
}
