import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

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
  key(request: IncomingMessage): string {
    const text = proxyaddr(request, this.#trust);
    if (!ipaddr.isValid(text)) return text;
    const address = ipaddr.process(text);
    return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 6).join(':');
  }

  /** The host that the visitor requested, including the port; a trusted proxy may forward it. */
  host(request: IncomingMessage): string | undefined {
    const forwarded = request.headers['x-forwarded-host'];
    const remote = request.socket.remoteAddress;
    if (typeof forwarded === 'string' && remote !== undefined && this.#trust(remote, 0)) {
      return forwarded.split(',')[0]?.trim();
    }
    return request.headers.host;
  }
}
