import type { IncomingHttpHeaders } from 'node:http';
import proxyaddr from 'proxy-addr';

/** Written by proxies: who sends one asks for somebody else. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

interface Request {
  headers: IncomingHttpHeaders;
  socket: { readonly remoteAddress?: string | undefined };
}

const isPrivate = proxyaddr.compile(['loopback', 'linklocal', 'uniquelocal']);

/**
 * Whether a request comes straight from this machine or a private network, as that of a monitoring system does. A
 * proxy in front has such an address, too, but says that it asks for others.
 */
export function isMonitor({ headers, socket }: Request): boolean {
  // Without an address: a socket in the file system.
  const { remoteAddress } = socket;
  return (
    FORWARDED.every((name) => headers[name] === undefined) &&
    (remoteAddress === undefined || isPrivate(remoteAddress, 0))
  );
}
