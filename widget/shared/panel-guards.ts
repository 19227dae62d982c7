import type { FocusGuard, GuardedPanel } from './focus-guard.ts';

/** Scripts that no panel waits for. Rejected if the server cannot be reached. */
export const loadGuards = () =>
  Promise.all([import('./input-guard.ts'), import('./key-guard.ts'), import('./focus-guard.ts')]);

/** Keeps input and focus in a panel from the page, once that has loaded. */
export class PanelGuards {
  readonly #host: GuardedPanel;
  #focusGuard: FocusGuard | undefined;
  /** What the guard looks after once it has loaded. */
  #focused: HTMLElement | null | undefined;
  #focusedAt = 0;

  constructor(host: GuardedPanel) {
    this.#host = host;
  }

  /** The panel opens. What can't be loaded now the next opening loads. */
  load(): void {
    const host = this.#host;
    loadGuards().then(
      ([{ guardInput }, { guardKeys }, { FocusGuard }]) => {
        guardInput(host);
        guardKeys(host);
        this.#focusGuard ??= new FocusGuard(host, this.#focused, this.#focusedAt);
      },
      () => undefined,
    );
  }

  /** Focuses an element of the panel. */
  focus(element: HTMLElement | null | undefined): void {
    this.#focused = element;
    this.#focusedAt = this.#host.clock.now();
    element?.focus({ preventScroll: true });
    this.#focusGuard?.focus(element);
  }

  /** The focus may leave the panel. */
  release(): void {
    this.#focused = undefined;
    this.#focusGuard?.release();
  }
}
