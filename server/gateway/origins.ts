/** The web origins whose pages may open sockets. */
export class OriginList {
  readonly #exact = new Set<string>();
  /** Per wildcard entry: the scheme, the suffix (`.example.org`) and the port. */
  readonly #wildcards: { scheme: string; suffix: string; port: string }[] = [];
  readonly #localhost: boolean;

  /**
   * @param entries `https://www.example.org`, or `https://*.example.org` for every subdomain (not the domain
   *   itself)
   * @param localhost whether pages on this machine are also allowed
   * @throws Error that names an invalid entry
   */
  constructor(entries: readonly string[], localhost: boolean) {
    this.#localhost = localhost;
    for (const entry of entries) {
      const wildcard = /^(https?:)\/\/\*(\.[^/:*]+\.[^/:*]+?)(:\d+)?\/?$/i.exec(entry);
      if (wildcard) {
        const [, scheme = '', suffix = '', port = ''] = wildcard;
        this.#wildcards.push({ scheme: scheme.toLowerCase(), suffix: suffix.toLowerCase(), port });
        continue;
      }
      const url = parse(entry.replace(/\/$/, ''));
      if (!url || entry.includes('*')) {
        throw new Error(`"${entry}" is not an origin like https://www.example.org or https://*.example.org`);
      }
      this.#exact.add(url.origin);
    }
  }

  /**
   * @param origin the request's Origin header
   * @param host the requested host, including the port: the server's own pages are always allowed
   */
  allows(origin: string | undefined, host: string | undefined): boolean {
    const url = origin === undefined ? undefined : parse(origin);
    if (!url) return false;
    if (this.#exact.has(url.origin)) return true;
    if (host !== undefined && url.host === host.toLowerCase()) return true;
    if (this.#localhost && isLocal(url.hostname)) return true;
    return this.#wildcards.some(
      ({ scheme, suffix, port }) =>
        url.protocol === scheme &&
        url.port === port.slice(1) &&
        url.hostname.length > suffix.length &&
        url.hostname.endsWith(suffix),
    );
  }
}

function isLocal(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '127.0.0.1' ||
    hostname === '[::1]'
  );
}

/** An http(s) origin exactly as a browser writes it; undefined for any other header value. */
function parse(text: string): URL | undefined {
  try {
    const url = new URL(text);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    // A configuration may include the default port; nothing else may differ.
    return web && url.origin === text.toLowerCase().replace(url.protocol === 'https:' ? /:443$/ : /:80$/, '')
      ? url
      : undefined;
  } catch {
    return undefined;
  }
}
