/**
 * The page's name: the path of its URL without query, hash and trailing slash.
 *
 * A path can contain a secret (a link to reset a password, a shared document), so the name ends before the first
 * segment that looks like a token.
 */
export function pageName(pathname: string): string {
  const named: string[] = [];
  for (const segment of pathname.split('/')) {
    if (!segment) continue;
    if (looksSecret(decoded(segment))) break;
    named.push(segment);
  }
  return `/${named.join('/')}`;
}

/**
 * Whether a segment is long and mixes letters and digits, or upper and lower case, as words do not. Words joined by
 * hyphens or in CamelCase switch rarely from one kind to another; every second or third random character does.
 */
export function looksSecret(segment: string): boolean {
  if (segment.length < 20) return false;
  let changes = 0;
  let pairs = 0;
  for (const word of segment.split(/[^\dA-Za-z]+/)) {
    // No language has a word as long as this.
    if (word.length >= 32) return true;
    pairs += word.length;
    changes += word.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d|[A-Z][a-z])|\d(?=[A-Za-z])/g)?.length ?? 0;
  }
  return pairs >= 16 && changes / pairs > 0.2;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
