import type { ReactiveController } from 'lit';

/**
 * Where a mouse or pen was last, for the module that comes only with company: a pointer that has rested since
 * before then is shown, too.
 */
export class LastPointerController implements ReactiveController {
  /** The newest event; undefined while the pointer is nowhere. */
  at: PointerEvent | undefined;
  #abort: AbortController | undefined;

  hostConnected(): void {
    if (this.#abort) return;
    const { signal } = (this.#abort = new AbortController());
    const moved = (event: PointerEvent): void => {
      this.at = event.pointerType === 'touch' ? undefined : event;
    };
    // Over an iframe nothing is told but that the pointer came there.
    for (const type of ['pointermove', 'pointerover'] as const)
      document.addEventListener(type, moved, { signal, passive: true, capture: true });
    // Not while capturing: that would hear of every element that is left.
    document.documentElement.addEventListener('pointerleave', () => (this.at = undefined), { signal });
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = this.at = undefined;
  }
}
