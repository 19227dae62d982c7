/** The script to paste: defines the elements, and mounts one where its tag says so. */
import { httpAddress } from './settings.ts';
import { define } from './define.ts';
import { LivePresence } from './live-presence.ts';
import { mount } from './host/mount.ts';

// Only this file is where the server put it: anything else may have been bundled into the site's own scripts.
// Without a DOM (rendering on a server) there is nothing to define.
if (typeof customElements !== 'undefined') {
  LivePresence.origin = httpAddress('.', import.meta.url);
  define();
  mount(import.meta.url);
}

export { LivePresence };
