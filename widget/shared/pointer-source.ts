import type { ReactiveController } from 'lit';

/**
 * Where the visitor's pointer is. Everything that needs to know reads it here; events are never held back.
 *
 * It is part of the first script: the cursors' module loads only once somebody else is on the page, and a pointer that
 * has not moved since then is shown, too.
 */
export class PointerSource implements ReactiveController {
  /** The newest event; undefined while the pointer is outside the window, or the finger lifted. */
  at: PointerEvent | undefined;
  /** Called after each event. */
  readonly listeners = new Set<(event: PointerEvent) => void>();
  #abort: AbortController | undefined;

  hostConnected(): void {
    if (this.#abort) return;
    const { signal } = (this.#abort = new AbortController());
    // Over an iframe there is no event but the one for entering it. On the window: a page may let no event go further.
    for (const type of ['pointermove', 'pointerover', 'pointerdown'] as const)
      addEventListener(type, this.#handle, { signal, passive: true, capture: true });
    // Also when a finger is lifted. Not in the capture phase, where each element that is left would count.
    document.documentElement.addEventListener('pointerleave', this.#handle, { signal });
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = this.at = undefined;
  }

  readonly #handle = (event: PointerEvent): void => {
    this.at = event.type === 'pointerleave' ? undefined : event;
    for (const listener of this.listeners) listener(event);
  };
}
