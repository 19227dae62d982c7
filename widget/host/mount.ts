/** For pages with one tag alone: the script's own `data-*` become the element's attributes. */

const TAG = 'live-presence';

/**
 * Appends the element where the script tag asks for it with `data-mount`, and there is none yet.
 *
 * @param address of the script itself: in a module `document.currentScript` is null
 */
export function mount(address: string): void {
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[data-mount]')];
  // Where the tag's address leads on to another one, that is all a module knows of itself.
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
    stay(element);
  };
  // An async script in the head can run before the body is parsed, and with it an element that stands there.
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', append, { once: true });
  else append();
}

/**
 * It was mounted for the page, not for what is on it: where an app swaps the body or all of its content, and the
 * element goes along with that, it comes back, on its socket. Who takes away the element alone means it, whatever else
 * is taken away later.
 */
function stay(element: Element): void {
  const observer = new MutationObserver((changes) => {
    const swapped = changes.some(({ removedNodes }) =>
      [...removedNodes].some((node) => (node === element ? removedNodes.length > 1 : node.contains(element))),
    );
    if (swapped && !document.querySelector(TAG)) document.body.append(element);
    watch();
  });
  const watch = (): void => {
    for (const node of [document.documentElement, document.body]) observer.observe(node, { childList: true });
  };
  watch();
}
