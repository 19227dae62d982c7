/** A page that is never idle, or never done with loading, is kept waiting for no longer than this, in ms. */
const PATIENCE_MS = 3_000;
/** In engines that cannot tell when they are idle, this long after the page has loaded, in ms. */
const PAUSE_MS = 200;

/**
 * Calls back when the page has loaded and has nothing else to do, and after 3 s in any case.
 *
 * @param callback is called once or twice
 */
export function onIdle(callback: () => void): void {
  const { requestIdleCallback } = globalThis as Partial<typeof globalThis>;
  setTimeout(callback, PATIENCE_MS);
  const loaded = (): void => {
    if (requestIdleCallback) requestIdleCallback(callback);
    else setTimeout(callback, PAUSE_MS);
  };
  if (document.readyState === 'complete') loaded();
  else addEventListener('load', loaded, { once: true });
}
