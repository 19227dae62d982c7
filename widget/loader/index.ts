/**
 * The script to paste. It is all that a page waits for: the rest of the widget is loaded once the page has loaded and is
 * idle, or as soon as somebody needs it.
 */
import { onEarlyUse } from './early-use.ts';
import { mount } from './mount.ts';
import { ownTag } from './own-tag.ts';
import { onIdle } from './page-idle.ts';
import { LoadError, retryNow } from './retry.ts';

// The build passes it to the scripts that are loaded, which load others with it.
export { loadScript } from './load-script.ts';

// Without a DOM (server-side rendering) there is nothing to load.
if (typeof document !== 'undefined') {
  const tag = ownTag();
  const mounted = mount(tag);
  let started = false;
  let stopWaiting: (() => void) | undefined;
  const load = (): void => {
    import('../core.ts').then(
      ({ start }) => start(mounted, import.meta.url),
      // After a pause. What fails in the script itself is not mended by loading it again.
      (error: unknown) => error instanceof LoadError && load(),
    );
  };
  const loadOnce = (): void => {
    stopWaiting?.();
    if (!started) load();
    started = true;
  };
  onEarlyUse(() => {
    retryNow();
    loadOnce();
  });
  if (tag?.dataset['load'] === 'eager') loadOnce();
  else stopWaiting = onIdle(loadOnce);
}
