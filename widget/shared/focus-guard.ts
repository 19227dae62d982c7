import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../protocol/clock.ts';

export interface GuardedPanel extends ReactiveControllerHost, HTMLElement {
  readonly clock: Clock;
}

/** A script that takes the focus this soon after the visitor brought it here is a trap, in ms. */
const TRAP_MS = 1_000;

/**
 * Keeps the focus where the visitor put it, in a panel, while a dialog of the page traps the focus: otherwise the page
 * would get what is typed here.
 *
 * The page sees the focus leave its dialog and takes it back, as it would without us. Then the panel takes it once
 * more, and the page does not see that: it goes on as if the dialog had the focus. The visitor leaves the panel with
 * the pointer, with Tab or with Escape, as ever.
 */
export class FocusGuard implements ReactiveController {
  readonly #host: GuardedPanel;
  /** Until then a script that takes the focus is a trap. */
  #until = 0;
  /** Has the focus, or had it when the panel was taken out of the page. */
  #focused: HTMLElement | undefined;

  /** @param focused the element of the panel that got the focus before this was loaded, if any did; `at`: when */
  constructor(host: GuardedPanel, focused: HTMLElement | null | undefined, at: number) {
    this.#host = host;
    host.addController(this);
    for (const type of ['focusin', 'focusout', 'click']) host.addEventListener(type, this, true);
    // Of a key that is used further in, the host itself hears nothing.
    (host.shadowRoot ?? host).addEventListener('keydown', this, true);
    const inside = host.matches(':focus-within');
    const until = at + TRAP_MS;
    // A trap may have taken it since; later it may also have been the visitor.
    if (!focused || (!inside && host.clock.now() >= until)) return;
    this.#focused = focused;
    this.#until = until;
    if (!inside) this.focus(focused);
  }

  hostConnected(): void {
    addEventListener('pointerdown', this, true);
    // The page was swapped around the panel, and is shown again with the next update.
    const focused = this.#focused;
    if (focused)
      void this.#host.updateComplete.then(() => {
        if (document.activeElement === document.body) this.focus(focused);
      });
  }

  hostDisconnected(): void {
    removeEventListener('pointerdown', this, true);
  }

  /** Focuses an element of the panel. */
  focus(element: HTMLElement | null | undefined): void {
    element?.focus({ preventScroll: true });
    // A trap that listens to its dialog's loss of focus is first: the element never had it.
    if (element && !this.#host.matches(':focus-within')) this.#take(element);
  }

  /** The focus may leave the panel. */
  release(): void {
    this.#until = 0;
    this.#focused = undefined;
  }

  handleEvent(event: Event): void {
    const { type, key } = event as KeyboardEvent;
    const path = event.composedPath();
    const target = path[0] as HTMLElement;
    const now = this.#host.clock.now();
    if (type === 'focusin') {
      this.#until = Math.max(this.#until, now + TRAP_MS);
      this.#focused = target;
    } else if (type === 'click') {
      if (target.matches('textarea, input')) this.focus(target);
    } else if (type === 'focusout') {
      if ((event as FocusEvent).relatedTarget && now < this.#until) this.#take(target);
    } else if (type === 'keydown' ? key === 'Escape' || key === 'Tab' : !path.includes(this.#host))
      this.release();
  }

  #take(element: HTMLElement): void {
    this.#until = Infinity;
    const types = ['focus', 'focusin', 'blur', 'focusout'];
    // On the window, while capturing: before the page's listeners.
    for (const type of types) addEventListener(type, stop, true);
    element.focus({ preventScroll: true });
    for (const type of types) removeEventListener(type, stop, true);
  }
}

function stop(event: Event): void {
  event.stopImmediatePropagation();
}
