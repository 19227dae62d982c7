import type { CSSResult, ReactiveElement } from 'lit';

/** What an element shows only now and then: a script of its own, which loads when it is first needed. */
export class LateModule<M extends { styles: CSSResult }> {
  /** Undefined until it is there. */
  loaded: M | undefined;
  readonly #import: () => Promise<M>;
  #loading: Promise<M | undefined> | undefined;

  constructor(load: () => Promise<M>) {
    this.#import = load;
  }

  /** The module with its styles, if it is there. If not, it loads, and the element renders again. */
  for(host: ReactiveElement): M | undefined {
    const { loaded } = this;
    if (loaded) adoptStyles(host, loaded.styles);
    else void this.load().then((module) => module && host.requestUpdate());
    return loaded;
  }

  /** @returns undefined if the server cannot be reached; the next call tries again */
  load(): Promise<M | undefined> {
    return (this.#loading ??= this.#import().then(
      (module) => (this.loaded = module),
      () => (this.#loading = undefined),
    ));
  }
}

/**
 * Some elements have no shadow tree and render into the one that they are in. One that is in none gets no styles: they
 * would apply to the whole page.
 */
function adoptStyles(host: ReactiveElement, { styleSheet }: CSSResult): void {
  const root = host.shadowRoot ?? host.getRootNode();
  const sheets = root instanceof ShadowRoot && root.adoptedStyleSheets;
  if (styleSheet && sheets && !sheets.includes(styleSheet)) sheets.push(styleSheet);
}
