import { keepLoading } from '../host/keep-loading.ts';
import { keepKeys } from './early-field.ts';
import type { FocusGuard, GuardedPanel } from './focus-guard.ts';

/** Scripts that no panel waits for. Rejected if the server cannot be reached. */
export const loadGuards = () =>
  Promise.all([import('./input-guard.ts'), import('./key-guard.ts'), import('./focus-guard.ts')]);

/** Keeps input and focus in a panel from the page: what is typed at once, the rest once it has loaded. */
export class PanelGuards {
  readonly #host: GuardedPanel;
  #focusGuard: FocusGuard | undefined;
  /** What the guard looks after once it has loaded. */
  #focused: HTMLElement | null | undefined;
  #focusedAt = 0;

  constructor(host: GuardedPanel) {
    this.#host = host;
    keepKeys(host);
  }

  /** The panel opens. */
  load(): void {
    const host = this.#host;
    void keepLoading(loadGuards, ([{ guardInput }, { guardKeys }, { FocusGuard }]) => {
      guardInput(host);
      guardKeys(host);
      this.#focusGuard ??= new FocusGuard(host, this.#focused, this.#focusedAt);
    });
  }

  /** Focuses an element of the panel. */
  focus(element: HTMLElement | null | undefined): void {
    this.#focused = element;
    this.#focusedAt = this.#host.clock.now();
    element?.focus({ preventScroll: true });
    // Before the guard has loaded, only the visitor's pointer tells them from a trap.
    addEventListener('pointerdown', this.#forget, { capture: true, once: true });
    this.#focusGuard?.focus(element);
  }

  /** The focus may leave the panel. */
  release(): void {
    this.#forget();
    this.#focusGuard?.release();
  }

  readonly #forget = (): void => {
    this.#focused = undefined;
  };
}
