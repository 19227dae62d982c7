/** For pages with one script tag and no element: the tag's `data-*` become the element's attributes. */
import { roots } from './roots.ts';

const TAG = 'live-presence';

/**
 * Appends the element if the script tag has `data-mount` and the page has none yet.
 *
 * @param address the script's own URL: in a module `document.currentScript` is null
 */
export function mount(address: string): void {
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[data-mount]')];
  // After a redirect the module knows only the final URL, not the tag's.
  const script = scripts.find(({ src }) => src === address) ?? scripts.find(({ src }) => src.includes(TAG));
  if (!script) return;
  const append = (): void => {
    if (document.querySelector(TAG)) return;
    const element = document.createElement(TAG);
    for (const { name, value } of script.attributes) {
      const attribute = name.replace(/^data-/, '');
      if (attribute !== name && attribute !== 'mount') element.setAttribute(attribute, value);
    }
    document.body.append(element);
    keepMounted(element);
  };
  // An async script in the head can run before the body is parsed, which may contain the element.
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', append, { once: true });
  else append();
}

/**
 * Keeps the element in the page: if an app replaces the body or all of its content, and the element with it, it is
 * appended again and keeps its socket. Removing the element alone is deliberate, and is respected.
 */
function keepMounted(element: Element): void {
  let swapped = false;
  const observer = new MutationObserver((changes) => {
    swapped ||= changes.some(({ removedNodes }) =>
      [...removedNodes].some((node) => (node === element ? removedNodes.length > 1 : node.contains(element))),
    );
    // Between two bodies there is none: the next one is a change, too.
    const [, body] = roots();
    if (swapped && body) {
      swapped = false;
      if (!document.querySelector(TAG)) body.append(element);
    }
    watch();
  });
  const watch = (): void => {
    for (const node of roots()) observer.observe(node, { childList: true });
  };
  watch();
}
