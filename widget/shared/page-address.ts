/**
 * Where a page is that is named by its path, as pages are where the site says nothing else.
 * @returns undefined for other names, and for what would lead away from this site
 */
export function addressOf(page: string): string | undefined {
  if (!page.startsWith('/') || !URL.canParse(page, location.href)) return undefined;
  const { origin, href } = new URL(page, location.href);
  return origin === location.origin && /^https?:/.test(origin) ? href : undefined;
}
