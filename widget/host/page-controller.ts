import type { ReactiveController } from 'lit';

/** How often the URL is checked in browsers without the Navigation API, in ms. */
const CHECK_MS = 1000;

/**
 * Detects when a single-page app navigates: by the Navigation API, else by `popstate` and a check once a second. It
 * never patches the page's `history`.
 */
export class PageController implements ReactiveController {
  readonly #changed: () => void;
  #undo: (() => void) | undefined;
  #path = '';

  /** @param changed called after the path has changed */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  hostConnected(): void {
    if (this.#undo) return;
    this.#path = location.pathname;
    const check = (): void => {
      if (location.pathname === this.#path) return;
      this.#path = location.pathname;
      this.#changed();
    };
    const navigation = window.navigation as Navigation | undefined;
    const target: EventTarget = navigation ?? window;
    const type = navigation ? 'currententrychange' : 'popstate';
    const timer = navigation ? undefined : setInterval(check, CHECK_MS);
    target.addEventListener(type, check);
    this.#undo = () => {
      target.removeEventListener(type, check);
      clearInterval(timer);
    };
  }

  hostDisconnected(): void {
    this.#undo?.();
    this.#undo = undefined;
  }
}
