import { roots } from './roots.ts';
import { observeChanges } from './engine.ts';

export interface Mounted {
  readonly element: HTMLElement;
  /** What it was put after. */
  readonly before: Node | null;
}

const PROBE = 'presence-probe';

/**
 * Keeps the element in the page, with its socket, however the page is swapped: body or document replaced, emptied at
 * once or child by child, morphed. Only `remove()` on the element itself, and on nothing else at the time, is respected
 * as the site's wish.
 */
export function keepMounted({ element: mounted, before }: Mounted): void {
  let element = mounted;
  // Gone before this was loaded, and nothing else with it, the site has removed it.
  let wanted = mounted.isConnected || !before?.isConnected;
  let asked = false;
  let alive = false;
  /** It was put into the page in this task. Where a script takes it out each time, the page must not hang. */
  let fresh = false;
  const adopt = (): void => {
    element.remove = () => {
      asked = true;
      element.parentNode?.removeChild(element);
    };
    element.addEventListener(PROBE, () => (alive = true));
  };
  const putBack = (body: HTMLElement): void => {
    alive = false;
    element.dispatchEvent(new Event(PROBE));
    // `document.open` removes all listeners, in our shadow trees, too: only another element works.
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the listener sets it
    if (!alive) {
      element = element.cloneNode() as HTMLElement;
      adopt();
    }
    // In a page from a cache there is a copy.
    const copy = document.getElementById(element.id);
    if (copy) copy.replaceWith(element);
    else if (!document.querySelector(element.localName)) body.append(element);
  };
  const check = (changes: readonly MutationRecord[]): void => {
    const removed = changes.flatMap(({ removedNodes }) => [...removedNodes]);
    const alone = removed.length === 1 && removed[0] === element;
    // Between two bodies there is none: the next one is a change, too.
    const [root, body] = roots();
    if (element.isConnected) wanted = true;
    else if (alone && (asked || fresh)) wanted = false;
    else if (wanted && body && !fresh) {
      putBack(body);
      fresh = true;
      setTimeout(() => {
        fresh = false;
        check([]);
      });
    }
    asked = false;
    for (const node of [document, root, body]) if (node) observer.observe(node, { childList: true });
  };
  const observer = observeChanges(check);
  adopt();
  check([]);
}
