import type { ReactiveController } from 'lit';

/** How often the address is looked at where nothing tells of changes, in ms. */
const LOOK_MS = 1000;

/**
 * Notices when a single-page app goes to another address: through the Navigation API, else by `popstate` and a look
 * once a second. The page's own `history` is never touched.
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
    const look = (): void => {
      if (location.pathname === this.#path) return;
      this.#path = location.pathname;
      this.#changed();
    };
    const navigation = 'navigation' in window ? window.navigation : undefined;
    if (navigation) {
      navigation.addEventListener('currententrychange', look);
      this.#undo = () => navigation.removeEventListener('currententrychange', look);
      return;
    }
    window.addEventListener('popstate', look);
    const timer = setInterval(look, LOOK_MS);
    this.#undo = () => {
      window.removeEventListener('popstate', look);
      clearInterval(timer);
    };
  }

  hostDisconnected(): void {
    this.#undo?.();
    this.#undo = undefined;
  }
}
