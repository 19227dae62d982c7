import type { ReactiveController } from 'lit';

/** A phone's keyboard lies over the page: tells an element's styles how much of the window it covers. */
export class KeyboardInsetController implements ReactiveController {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  hostConnected(): void {
    visualViewport?.addEventListener('resize', this.#resized);
  }

  hostDisconnected(): void {
    visualViewport?.removeEventListener('resize', this.#resized);
  }

  readonly #resized = (): void => {
    if (!visualViewport) return;
    const covered = Math.max(0, innerHeight - visualViewport.height - visualViewport.offsetTop);
    this.#host.style.setProperty('--_keyboard', `${covered}px`);
  };
}
