import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { roots } from './roots.ts';
import { observeChanges } from './engine.ts';

/**
 * Whether the page sets no colour scheme for an element, so that the system's applies. If the page switches its scheme,
 * for example by a dark mode button, the element renders again.
 */
export class SchemeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #before: string | undefined;
  readonly #changes = observeChanges(() => {
    // Some pages write to the root's style in each frame: only what may set a scheme is compared.
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

/** Where pages set their scheme: attributes of the root or the body. */
function switches(): string {
  return roots()
    .flatMap(({ attributes, style }) => [
      style.colorScheme,
      style.zoom,
      ...[...attributes].map(({ name, value }) => (name === 'style' ? '' : `${name}=${value}`)),
    ])
    .join();
}
