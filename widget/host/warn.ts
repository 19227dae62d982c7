const warned = new Set<string>();

/** Warns the site's owner in the console, once per page load for each text. */
export function warn(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  console.warn(`[live-presence] ${text}`);
}
