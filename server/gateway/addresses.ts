import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

/** Whose request it is, behind proxies that are trusted to say so. */
export class Addresses {
  readonly #trust: (address: string, hop: number) => boolean;

  /**
   * @param proxies addresses or CIDR ranges of proxies, or the names `loopback`, `linklocal`, `uniquelocal`;
   *   loopback is always among them
   * @throws TypeError that names an entry which is no address
   */
  constructor(proxies: readonly string[]) {
    this.#trust = proxyaddr.compile(['loopback', ...proxies]);
  }

  /**
   * A key that counts a visitor's sockets: the IPv4 address, or the first 64 bits of an IPv6 address, since one
   * household or phone has that whole range. Never logged, never stored.
   */
  key(request: IncomingMessage): string {
    const text = proxyaddr(request, this.#trust);
    if (!ipaddr.isValid(text)) return text;
    const address = ipaddr.process(text);
    return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 8).join(':');
  }

  /** The host the visitor asked for, port included; a trusted proxy may say which it was. */
  host(request: IncomingMessage): string | undefined {
    const forwarded = request.headers['x-forwarded-host'];
    const remote = request.socket.remoteAddress;
    if (typeof forwarded === 'string' && remote !== undefined && this.#trust(remote, 0)) {
      return forwarded.split(',')[0]?.trim();
    }
    return request.headers.host;
  }
}
