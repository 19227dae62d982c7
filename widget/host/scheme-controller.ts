import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Whether the page leaves the colour scheme of an element open, so that the system's is to be taken. Where the page
 * changes its mind, as by a switch for the night, the element is drawn anew.
 */
export class SchemeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #before: string | undefined;
  readonly #changes = new MutationObserver(() => {
    // Some pages write to the root's style in each frame: then only what concerns us is looked at.
    const now = switches();
    if (now === this.#before) return;
    this.#before = now;
    this.#host.requestUpdate();
  });

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  get open(): boolean {
    return (
      getComputedStyle(this.#host).colorScheme === 'normal' &&
      !document.querySelector('meta[name="color-scheme" i]')
    );
  }

  hostConnected(): void {
    this.#before = switches();
    for (const node of roots()) this.#changes.observe(node, { attributes: true });
  }

  hostDisconnected(): void {
    this.#changes.disconnect();
  }
}

const roots = (): HTMLElement[] => [document.documentElement, document.body];

/** Where pages say which scheme they are in: attributes of the root or the body. */
function switches(): string {
  return roots()
    .flatMap(({ attributes, style }) => [
      style.colorScheme,
      ...[...attributes].map(({ name, value }) => (name === 'style' ? '' : `${name}=${value}`)),
    ])
    .join();
}
