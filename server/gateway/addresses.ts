import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';
import { forwardedFor } from './forwarded-for.ts';

/** The part of a request that is used here. */
export interface ForwardedRequest {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
}

/** The client's address and the requested host, as trusted proxies forward them. */
export class Addresses {
  readonly #trust: (address: string, hop: number) => boolean;

  /**
   * @param proxies addresses or CIDR ranges of proxies, or the names `loopback`, `linklocal`, `uniquelocal`;
   *   loopback is always trusted
   * @throws TypeError that names an invalid entry
   */
  constructor(proxies: readonly string[]) {
    this.#trust = proxyaddr.compile(['loopback', ...proxies]);
  }

  /**
   * The key by which a visitor's sockets are counted: the IPv4 address, or the first 48 bits of an IPv6 address. A
   * household or phone has 64 of them, but one customer may have a whole /48; those who share one are many people, like
   * those behind one IPv4 address. Never logged or stored.
   */
  key(request: ForwardedRequest): string {
    const text = this.#client(request);
    const address = ipaddr.process(text);
    return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 6).join(':');
  }

  /** The host that the visitor requested, including the port; a trusted proxy may forward it. */
  host(request: ForwardedRequest): string | undefined {
    const forwarded = request.headers['x-forwarded-host'];
    const remote = request.socket.remoteAddress;
    if (typeof forwarded === 'string' && remote !== undefined && this.#trust(remote, 0)) {
      return forwarded.split(',')[0]?.trim();
    }
    // HTTP/2 names it in a header of its own.
    return request.headers.host ?? request.headers[':authority']?.toString();
  }

  /**
   * The last address that a trusted proxy vouches for. If it names none (`unknown`), that is the proxy itself: made-up
   * names may differ with each request, and visitors would get around limits.
   */
  #client({ socket, headers }: ForwardedRequest): string {
    // A proxy that connects through a Unix socket has no address, and is on this machine.
    let client = withoutZone(socket.remoteAddress ?? '127.0.0.1');
    if (!this.#trust(client, 0)) return client;
    const addresses = forwardedFor(headers).reverse();
    for (const [hop, address] of addresses.entries()) {
      if (address === undefined || !this.#trust(client, hop)) break;
      client = address;
    }
    return client;
  }
}

/** Link-local addresses come with the interface: `fe80::1%eth0`. */
function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}
