/**
 * The page's tag for this script; undefined if the page has taken it away, or imports the script from another one.
 *
 * @param address the script's own URL: in a module `document.currentScript` is null
 */
export function ownTag(address = import.meta.url): HTMLScriptElement | undefined {
  const scripts = [...document.scripts];
  const exact = scripts.filter(({ src }) => src === address);
  // After a redirect the module knows only the final URL, not the tag's.
  const own = exact[0] ? exact : scripts.filter(({ src }) => src.includes('live-presence'));
  return own.find(({ dataset }) => 'mount' in dataset) ?? own[0];
}
