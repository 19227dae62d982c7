/** What the loader loads once the page is idle: defines the elements. */
import { define } from './define.ts';
import { LivePresence } from './live-presence.ts';
import { httpAddress } from './settings.ts';

/**
 * @param mounted resolves with the element that the loader has appended; stays pending if it appends none
 * @param loader its URL, which is known to be the server's: package.ts is bundled into the site's own scripts
 */
export function start(mounted: Promise<HTMLElement>, loader: string): void {
  LivePresence.origin = httpAddress('.', loader);
  define();
  void mounted.then((element) => {
    element.removeAttribute('popover');
    // If the server cannot be reached now, the element stays as long as the page leaves it alone.
    import('./host/keep-mounted.ts').then(
      ({ keepMounted }) => keepMounted(element),
      () => undefined,
    );
  });
}
