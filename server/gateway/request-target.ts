import type { IncomingMessage } from 'node:http';

/**
 * Path and query that were requested. Clients of proxies send the whole URL instead (RFC 9112, 3.2.2), and some proxies
 * join two slashes at the start; no path here begins with an empty segment. Not for `//metrics`: a proxy that keeps
 * `/metrics` private may let it pass.
 */
export function requestTarget({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const path = url.replace(/^(?:http|ws)s?:\/\/[^/?#]*/i, '').replace(/^\/{2,}(?!metrics)/, '/');
  return path.startsWith('/') ? path : `/${path}`;
}

/**
 * What to tell somebody who requested an unknown path: a proxy that keeps the prefix of a sub-path is the usual reason.
 */
export function notFoundMessage(path: string): string {
  const [, prefix] = /^(\/.*?)\/+(?:v1\/rooms\/|live-presence[-.])/.exec(path) ?? [];
  return prefix === undefined
    ? 'not found'
    : `not found; the proxy in front of this server has to remove ${prefix.slice(0, 100)} from the path`;
}
