import type { LivePresence } from '../live-presence.ts';

const TAG = 'live-presence';
/** The elements that a site may place itself, and put something into. */
const PLACED = /^live-presence(-badge|-chat)?$/;
const METHODS = [
  'send',
  'openChat',
  'closeChat',
  'dismiss',
  'restore',
  'scrollToMember',
  'grantConsent',
  'withdrawConsent',
] satisfies (keyof LivePresence)[];

/** What an element can do once it is defined. */
type Methods = Record<string, (...args: unknown[]) => unknown>;

/**
 * Calls back when an element is used before it is defined: the visitor clicks what the site has put into it to stand in
 * for it, or presses a key there, or a script calls a method of one in the markup. Once the element is defined, the
 * click opens what it shows, and the methods are called in their order.
 */
export function onEarlyUse(callback: () => void): void {
  const defined = customElements.whenDefined(TAG);
  const use = (event: Event): void => {
    const target = event
      .composedPath()
      .find((node) => PLACED.test((node as Partial<Element>).localName ?? '')) as HTMLElement | undefined;
    if (!target) return;
    callback();
    if (event.type !== 'click') return;
    if (target.localName === TAG) void defined.then(() => (target as unknown as Methods)['openChat']?.());
    else Object.assign(target, { open: true });
  };
  for (const type of ['click', 'keydown']) {
    addEventListener(type, use, true);
    void defined.then(() => removeEventListener(type, use, true));
  }
  const addMethods = (): void => {
    for (const element of document.querySelectorAll<HTMLElement & Methods>(TAG)) {
      for (const name of METHODS) {
        if (name in element) continue;
        element[name] = async (...args) => {
          callback();
          await defined;
          delete element[name];
          return element[name]?.(...args);
        };
        void defined.then(() => delete element[name]);
      }
    }
  };
  addMethods();
  // An async script can run while the page is parsed. This comes before `DOMContentLoaded`, where others call methods.
  document.addEventListener('readystatechange', addMethods);
}
