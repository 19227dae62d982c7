import type { ReactiveController } from 'lit';

/** A phone's keyboard covers the page: passes on to an element's styles how much of the window it covers. */
export class KeyboardInsetController implements ReactiveController {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  hostConnected(): void {
    window.visualViewport?.addEventListener('resize', this.#measure);
    window.visualViewport?.addEventListener('scroll', this.#measure);
  }

  hostDisconnected(): void {
    window.visualViewport?.removeEventListener('resize', this.#measure);
    window.visualViewport?.removeEventListener('scroll', this.#measure);
  }

  readonly #measure = (): void => {
    const { visualViewport: visible } = window;
    if (!visible) return;
    const { height, offsetTop, scale } = visible;
    // Zoomed in, the visitor sees a part of the window, wherever they have moved it: only its size tells of a keyboard.
    const bottom = scale > 1.01 ? height * scale : height + offsetTop;
    // The browser rounds: a pixel or two are no keyboard.
    const covered = innerHeight - bottom;
    this.#host.style.setProperty('--_keyboard', `${covered > 2 ? covered : 0}px`);
  };
}
