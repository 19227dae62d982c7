/**
 * The name of a page where names have at most `length` UTF-16 units: as it is, or, if it is longer, its start and a
 * hash of the whole. Server and clients shorten alike, so that everybody on the page has the same name for it.
 */
export function pageKey(page: string, length: number): string {
  if (page.length <= length) return page;
  let hash = 0;
  for (let at = 0; at < page.length; at++) hash = Math.imul(hash ^ page.charCodeAt(at), 0x01000193);
  // No path of a URL has this character.
  const end = `…${(hash >>> 0).toString(36)}`;
  const start = page.slice(0, Math.max(0, length - end.length)).replace(/\p{Surrogate}$/u, '');
  return (start + end).slice(-length);
}
