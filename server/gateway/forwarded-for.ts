import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Addresses that proxies wrote down, the client's first: from `X-Forwarded-For`, or `Forwarded` (RFC 7239) if there is
 * none. Undefined stands for an entry that names no address: `unknown`, a made-up name such as `_hidden`, or nonsense.
 */
export function forwardedFor(headers: IncomingHttpHeaders): (string | undefined)[] {
  const { 'x-forwarded-for': given, forwarded } = headers;
  if (given !== undefined) return entries(String(given), ',').map(addressIn);
  return entries(forwarded ?? '', ',').map((hop) => {
    const parameter = entries(hop, ';').find((pair) => /^for\s*=/i.test(pair));
    return addressIn(parameter?.slice(parameter.indexOf('=') + 1) ?? '');
  });
}

/** Splits a list; quoted strings may contain the separator, and empty entries count for nothing (RFC 9110, 5.6.1). */
function entries(text: string, separator: ',' | ';'): string[] {
  const found: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') at++;
    else if (character === undefined || (character === separator && !quoted)) {
      found.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  // After a quote that nothing closes, the rest is one entry.
  if (start < text.length) found.push(text.slice(start).trim());
  return found.filter((entry) => entry !== '');
}

/** The address in an entry, without quotes, brackets, port and zone: all of these are written. */
function addressIn(entry: string): string | undefined {
  const bare = entry
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  const candidates = [
    bare,
    // [2001:db8::1]:443, [2001:db8::1]
    /^\[([^\]]*)\](?::\w*)?$/.exec(bare)?.[1],
    // 203.0.113.9:50000, and eight full groups with a port behind them
    /^(.*):[0-9]+$/.exec(bare)?.[1],
  ];
  return candidates
    .map((candidate) => candidate?.replace(/%.*$/, ''))
    .find((candidate) => candidate !== undefined && isIP(candidate) > 0);
}
