/** For pages with one script tag and no element: the tag's `data-*` become the element's attributes. */
import type { Mounted } from '../host/keep-mounted.ts';
import { TAG } from './early-use.ts';

/**
 * Appends the element if the script tag has `data-mount` and the page has none yet.
 *
 * It is there for the page's scripts from the start, but takes no place before it is defined: until then it is a popover
 * that is not shown. `core.ts` ends that.
 *
 * @returns the element, once the page is parsed; never, if there is nothing to do. While a page swaps its body, the
 *   element is not in it yet: `core.ts` appends it to the next one
 */
export async function mount(script: HTMLScriptElement | undefined): Promise<Mounted> {
  return new Promise((resolve) => {
    const append = (): void => {
      if (document.querySelector(TAG)) return;
      const element = document.createElement(TAG);
      // Elsewhere the server is that of whichever copy of the script has defined the element.
      element.setAttribute('server', new URL('.', import.meta.url).href);
      for (const { name, value } of script?.attributes ?? []) {
        const attribute = name.replace(/^data-/, '');
        // Those two are for the loader.
        if (attribute !== name && !/^(mount|load)$/.test(attribute)) element.setAttribute(attribute, value);
      }
      // A cached or morphed page that Turbo puts in this one's place keeps what has both.
      element.id ||= `${TAG}-mounted`;
      element.dataset['turboPermanent'] = '';
      element.setAttribute('popover', 'manual');
      // While a page swaps its body, there is none.
      (document.body as HTMLElement | null)?.append(element);
      resolve({ element, before: element.previousSibling });
    };
    if (script?.dataset['mount'] === undefined) return;
    // An async script in the head can run before the body is parsed, which may contain the element. This comes before
    // `DOMContentLoaded`, where other scripts look for it.
    if (document.readyState === 'loading')
      document.addEventListener('readystatechange', append, { once: true });
    else append();
  });
}
