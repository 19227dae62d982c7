/** For pages with one script tag and no element: the tag's `data-*` become the element's attributes. */

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
    // A cached or morphed page that Turbo puts in this one's place keeps what has both.
    element.id ||= `${TAG}-mounted`;
    element.dataset['turboPermanent'] = '';
    // Between two bodies there is none.
    (document.body as HTMLElement | null)?.append(element);
    // If the server cannot be reached now, the element stays as long as the page leaves it alone.
    import('./keep-mounted.ts').then(
      ({ keepMounted }) => keepMounted(element),
      () => undefined,
    );
  };
  // An async script in the head can run before the body is parsed, which may contain the element.
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', append, { once: true });
  else append();
}
