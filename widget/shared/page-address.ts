/**
 * The URL of a page that is named by its path, as pages are by default: the path alone. What others add to their
 * address (`?confirm=1`, `#reset`, `;key=…`) is nothing to make a visitor click on.
 * @returns undefined for other names, and for names that lead to another site
 */
export function addressOf(page: string): string | undefined {
  // What a long name was shortened to leads nowhere.
  if (!page.startsWith('/') || page.includes('…') || !URL.canParse(page, location.href)) return undefined;
  const { origin, pathname } = new URL(page, location.href);
  return origin === location.origin && /^https?:/.test(origin)
    ? origin + pathname.replace(/;[^/]*/g, '')
    : undefined;
}
