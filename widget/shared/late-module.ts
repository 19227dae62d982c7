import type { CSSResult, ReactiveElement } from 'lit';
import { keepLoading } from '../host/keep-loading.ts';

/** What an element shows only now and then: a script of its own, which loads when it is first needed. */
export class LateModule<M extends { styles: CSSResult }> {
  /** Undefined until it is there. */
  loaded: M | undefined;
  readonly #import: () => Promise<M>;
  #loading: Promise<void> | undefined;
  /** Elements that render again when it is there. */
  readonly #hosts = new Set<ReactiveElement>();

  constructor(load: () => Promise<M>) {
    this.#import = load;
  }

  /** The module with its styles, if it is there. If not, it loads, and the element renders again. */
  for(host: ReactiveElement): M | undefined {
    const { loaded } = this;
    if (loaded) adoptStyles(host, loaded.styles);
    else {
      this.#hosts.add(host);
      void this.preload();
    }
    return loaded;
  }

  /** Loads it for later, as soon as the server can be reached. */
  preload(): Promise<void> {
    return (this.#loading ??= keepLoading(this.#import, (module) => {
      this.loaded = module;
      for (const host of this.#hosts) host.requestUpdate();
      this.#hosts.clear();
    }).then(() => (this.#loading = undefined)));
  }

  /** @returns undefined if the server cannot be reached now */
  load(): Promise<M | undefined> {
    return this.#import().then(
      (module) => (this.loaded = module),
      () => undefined,
    );
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
