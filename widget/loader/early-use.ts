import type { Early } from '../core.ts';
import type { LivePresence } from '../live-presence.ts';

export const TAG = 'live-presence';
const METHODS = [
  'send',
  'openChat',
  'closeChat',
  'dismiss',
  'restore',
  'scrollToMember',
  'follow',
  'grantConsent',
  'withdrawConsent',
] satisfies (keyof LivePresence)[];

/** What the visitor has used. Only elements have a local name. */
interface Placed extends HTMLElement {
  open?: boolean;
  openChat?: () => void;
}
/** What an element can do once it is defined. */
type Methods = Record<string, (...args: unknown[]) => unknown>;

/**
 * Calls back when an element is used before it is defined: the visitor clicks what the site has put into it to stand in
 * for it, or presses a key there, or a script calls a method of one in the markup. Once the element is defined, the
 * click opens what it shows, and the methods are called in their order.
 *
 * After a click, what the visitor types is kept from the page and collected for what the click opens, until they click
 * elsewhere or press Tab or Escape.
 */
export function onEarlyUse(callback: () => void): Early {
  const defined = customElements.whenDefined(TAG);
  const early: Early = { keys: [] };
  const use = (event: Event): void => {
    const { type, key, ctrlKey, altKey, metaKey } = event as KeyboardEvent;
    const click = type === 'click';
    if (early.target && !click) {
      if (/Tab|Esc/.test(key)) early.target = undefined;
      // What is typed, and no shortcut. Together, Ctrl and Alt are AltGr.
      else if (/^(.|Enter)$/u.test(key) && !metaKey && (!ctrlKey || altKey)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (type === 'keydown') early.keys.push(key);
      }
      return;
    }
    // What a site may place itself, and put something into.
    const target = customElements.get(TAG)
      ? undefined
      : event
          .composedPath()
          .find((node): node is Placed => /^live-presence(-badge|-chat)?$/.test((node as Placed).localName));
    if (click) early.target = target;
    if (!target) return;
    callback();
    if (!click) return;
    if (target.localName === TAG) void defined.then(() => target.openChat?.());
    else target.open = true;
  };
  for (const type of ['click', 'keydown', 'keyup']) addEventListener(type, use, true);
  const addMethods = (): void => {
    for (const element of document.querySelectorAll<HTMLElement & Methods>(TAG)) {
      if ('send' in element) continue;
      const ready = defined.then(() => {
        // The page may have taken it out of the document.
        customElements.upgrade(element);
        for (const name of METHODS) delete element[name];
      });
      for (const name of METHODS)
        element[name] = async (...args) => {
          callback();
          await ready;
          return element[name]?.(...args);
        };
    }
  };
  addMethods();
  // An async script can run while the page is parsed. This comes before `DOMContentLoaded`, where others call methods.
  document.addEventListener('readystatechange', addMethods);
  return early;
}
