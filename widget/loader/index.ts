/**
 * The script to paste. It is all that a page waits for: the rest of the widget is loaded once the page has loaded and is
 * idle, or as soon as somebody needs it.
 */
import { onEarlyUse } from './early-use.ts';
import { mount } from './mount.ts';
import { ownTag } from './own-tag.ts';
import { onIdle } from './page-idle.ts';
import { retryNow } from './retry.ts';

// The build passes it to the scripts that are loaded, which load others with it.
export { loadScript } from './load-script.ts';

const tag = ownTag();
const mounted = mount(tag);
let loading: Promise<unknown> | undefined;
const load = (): Promise<unknown> =>
  import('../core.ts').then(
    ({ start }) => start(mounted, early, import.meta.url),
    // After a pause. What fails in the script itself is not mended by loading it again.
    (error: unknown) => {
      early.target = undefined;
      return (error as Error).name === 'NetworkError' && load();
    },
  );
const loadOnce = (): void => void (loading ??= load());
const early = onEarlyUse(() => {
  retryNow();
  loadOnce();
});
if (tag?.dataset['load'] === 'eager') loadOnce();
else onIdle(loadOnce);
