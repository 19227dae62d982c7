const said = new Set<string>();

/** Tells the site's owner, once in the life of the page for each text. */
export function warn(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  console.warn(`[live-presence] ${text}`);
}
