/** A page that is never idle, or never done with loading, is kept waiting for no longer than this, in ms. */
const PATIENCE_MS = 3_000;
/** In engines that cannot tell when they are idle, this long after the page has loaded, in ms. */
const PAUSE_MS = 200;

/**
 * Calls back once: when the page has loaded and has nothing else to do, after 3 s in any case.
 *
 * @returns ends the waiting for that
 */
export function onIdle(callback: () => void): () => void {
  const { requestIdleCallback, cancelIdleCallback } = globalThis as Partial<typeof globalThis>;
  let idle: number | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    removeEventListener('load', loaded);
    clearTimeout(timer);
    clearTimeout(pause);
    if (idle) cancelIdleCallback?.(idle);
  };
  const end = (): void => {
    stop();
    callback();
  };
  const loaded = (): void => {
    if (requestIdleCallback) idle = requestIdleCallback(end);
    else pause = setTimeout(end, PAUSE_MS);
  };
  const timer = setTimeout(end, PATIENCE_MS);
  if (document.readyState === 'complete') loaded();
  else addEventListener('load', loaded, { once: true });
  return stop;
}
