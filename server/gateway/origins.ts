import ipaddr from 'ipaddr.js';
import { originOf, readOriginEntry } from './origin-entry.ts';
import type { OriginEntry } from './origin-entry.ts';

/**
 * The web origins whose pages may open sockets: those that the owner has listed, and the server's own where its address
 * is a literal one. Its own name can't be learnt from a request: a foreign page reaches any server under a name of its
 * own, by pointing that name at the server's address (DNS rebinding), and `Host` then has that name.
 */
export class OriginList {
  /** The listed sites, as browsers write them. */
  readonly sites: readonly string[];
  readonly #exact: ReadonlySet<string>;
  readonly #wildcards: readonly OriginEntry[];
  readonly #localhost: boolean;

  /**
   * @param entries see `readOriginEntry`
   * @param localhost whether pages on this machine are also allowed
   * @throws Error that names an invalid entry
   */
  constructor(entries: readonly string[], localhost: boolean) {
    const read = entries.map(readOriginEntry);
    this.sites = [...new Set(read.map(originOf))];
    this.#exact = new Set(read.filter(({ wildcard }) => !wildcard).map(originOf));
    this.#wildcards = read.filter(({ wildcard }) => wildcard);
    this.#localhost = localhost;
  }

  /**
   * @param origin the request's Origin header
   * @param host the requested host, including the port
   */
  allows(origin: string | undefined, host: string | undefined): boolean {
    const url = origin === undefined ? undefined : parse(origin);
    if (!url) return false;
    if (this.#exact.has(url.origin)) return true;
    if (isLiteral(url.hostname) && hostIn(host, url.protocol) === url.host) return true;
    if (this.#localhost && isLoopback(url.hostname)) return true;
    return this.#wildcards.some(
      (entry) =>
        url.protocol === `${entry.scheme}:` &&
        url.port === entry.port &&
        url.hostname.length > entry.host.length &&
        url.hostname.endsWith(entry.host),
    );
  }
}

/** An http(s) origin exactly as a browser writes it, or with its default port; undefined for any other header value. */
function parse(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const defaultPort = url.protocol === 'https:' ? /:443$/ : /:80$/;
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.origin === text.toLowerCase().replace(defaultPort, '') ? url : undefined;
}

/** A `Host` as `URL.host` is written: proxies may write the default port out. */
function hostIn(host: string | undefined, protocol: string): string | undefined {
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined;
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : undefined;
}

/** Loopback, or an address of a private network: no DNS server has a say in where it leads. */
function isLiteral(hostname: string): boolean {
  if (isLoopback(hostname)) return true;
  const text = hostname.replace(/^\[(.*)\]$/, '$1');
  return (
    ipaddr.isValid(text) &&
    ['loopback', 'private', 'linkLocal', 'uniqueLocal'].includes(ipaddr.process(text).range())
  );
}

/** Browsers resolve `localhost` and the names below it to this machine themselves. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '127.0.0.1' ||
    hostname === '[::1]'
  );
}
