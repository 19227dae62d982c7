import { isIPv4 } from 'node:net';

/** One entry of the list of sites, as its owner wrote it and as browsers write it. */
export interface OriginEntry {
  scheme: string;
  /** In lower case and ASCII; without the asterisk for a wildcard: `.example.org`. */
  host: string;
  /** Empty for the scheme's own. */
  port: string;
  wildcard: boolean;
}

/** What is put in place of the asterisk while an entry is read. */
const ANY = 'any-subdomain';

/**
 * Reads `https://www.example.org`, or `https://*.example.org` for every subdomain (not the domain itself). Upper case,
 * other alphabets (`https://www.müller.example`), a slash at the end and the scheme's own port are accepted.
 * @throws Error that names the entry and says what would be right
 */
export function readOriginEntry(text: string): OriginEntry {
  const fail = (why: string): never => {
    throw new Error(`"${text}" is not an origin like https://www.example.org or https://*.example.org${why}`);
  };
  if (text === 'null')
    return fail(': pages without an origin (local files, sandboxed frames) can’t be let in');
  const [, scheme = '', host = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)(.*)$/is.exec(text) ?? [];
  if (!/^https?$/i.test(scheme)) {
    if (scheme) return fail(`: use ${/^wss?$/i.test(scheme) ? scheme.replace(/^ws/i, 'http') : 'https'}://`);
    return fail(/^[^\s:/@*"']+\.[^\s:/@*"']+$/.test(text) ? `: write https://${text}` : '');
  }
  const wildcard = host.startsWith('*.');
  const plain = `${scheme}://${wildcard ? `${ANY}${host.slice(1)}` : host}`;
  const url = host === '' || /[*%@]/.test(plain) || !URL.canParse(plain) ? undefined : new URL(plain);
  if (!url || !isHost(url.hostname)) return fail('');
  // `https://123` and `https://0x7f.1` are other names of an address, and hardly meant.
  if (isIPv4(url.hostname) && !host.startsWith(url.hostname))
    return fail(`, but the address ${url.hostname}`);
  const name = wildcard ? url.hostname.slice(ANY.length) : url.hostname;
  if (wildcard && !/^\..+\../.test(name)) return fail(': a wildcard needs a whole domain after it');
  if (rest !== '' && rest !== '/')
    return fail(`: write only ${url.origin.replace(ANY, '*')}, since all pages of a site share one origin`);
  return { scheme: url.protocol.slice(0, -1), host: name, port: url.port, wildcard };
}

/** The entry as browsers write it. */
export function originOf({ scheme, host, port, wildcard }: OriginEntry): string {
  return `${scheme}://${wildcard ? '*' : ''}${host}${port && `:${port}`}`;
}

/** `URL` lets characters pass that no name has, such as `;`. */
function isHost(name: string): boolean {
  return name.startsWith('[') || /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name);
}
