/**
 * The name of the page by its address: the path, without query and hash, without a trailing slash.
 *
 * A path can hold a secret (a link to reset a password, a shared document): from the first segment on that looks like
 * a token nothing is named.
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
 * Long, and mixing letters and digits, or small and large letters, as no words do. Words joined by hyphens or in
 * CamelCase change seldom from one kind to the other; of random characters every second or third one does.
 */
export function looksSecret(segment: string): boolean {
  if (segment.length < 20) return false;
  let changes = 0;
  let pairs = 0;
  for (const word of segment.split(/[^\dA-Za-z]+/)) {
    // No word of any language is so long without a break.
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
