/** What the loader loads once the page is idle: defines the elements. */
import { define } from './define.ts';
import { keepLoading } from './host/keep-loading.ts';
import type { Mounted } from './host/keep-mounted.ts';
import { LivePresence } from './live-presence.ts';
import { httpAddress, loadWarnings } from './settings.ts';

/** What the site places, once it is defined. */
interface Part extends HTMLElement {
  readonly updateComplete?: Promise<unknown>;
  takeFocus?: (keys: readonly string[]) => void;
}

/** What the visitor did before the elements were defined. */
export interface Early {
  /** What the visitor has clicked, and the click will open; undefined if they have turned to something else since. */
  target?: Part | undefined;
  /** What was typed since, key by key, and kept from the page. */
  readonly keys: string[];
}

/**
 * @param mounted resolves with the element that the loader has appended; stays pending if it appends none
 * @param loader its URL, which is known to be the server's: package.ts is bundled into the site's own scripts
 */
export function start(mounted: Promise<Mounted>, early: Early, loader: string): void {
  LivePresence.origin = httpAddress('.', loader);
  define();
  const { origin } = LivePresence;
  const others = (customElements.get('live-presence') as typeof LivePresence).origin;
  if (others !== origin)
    void keepLoading(loadWarnings, ({ warnOfOtherServer }) => warnOfOtherServer(origin, others));
  void takeOver(early);
  void mounted.then((it) => {
    it.element.removeAttribute('popover');
    // Until it is there, the element stays as long as the page leaves it alone.
    void keepLoading(
      () => import('./host/keep-mounted.ts'),
      ({ keepMounted }) => keepMounted(it),
    );
  });
}

/** What the visitor has clicked gets the focus, and what they have typed since. */
async function takeOver(early: Early): Promise<void> {
  const { target } = early;
  await target?.updateComplete;
  const part: Part | undefined = target?.shadowRoot?.querySelector('live-presence-chat') ?? target;
  if (early.target) part?.takeFocus?.(early.keys);
  // The page gets the keys again.
  early.target = undefined;
}
