/** The script to paste: defines the elements, and mounts one if its tag has `data-mount`. */
import { httpAddress } from './settings.ts';
import { define } from './define.ts';
import { LivePresence } from './live-presence.ts';
import { mount } from './host/mount.ts';

// Only this script's URL is known to be the server's: package.ts is bundled into the site's own scripts.
// Without a DOM (server-side rendering) there is nothing to define.
if (typeof customElements !== 'undefined') {
  LivePresence.origin = httpAddress('.', import.meta.url);
  define();
  mount(import.meta.url);
}

export { LivePresence };
