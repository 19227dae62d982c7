import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../protocol/clock.ts';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly clock: Clock;
}

const TYPES = ['focus', 'focusin', 'blur', 'focusout', 'pointerdown', 'keydown'];

/** A script that takes the focus this soon after the visitor brought it here is a trap, in ms. */
const TRAP_MS = 1_000;

/**
 * Keeps the focus where the visitor put it, in a panel, while a dialog of the page traps the focus: otherwise the page
 * would get what is typed here.
 *
 * The page sees the focus leave its dialog and takes it back, as it would without us. Then the panel takes it once
 * more, and the page does not see that: it goes on as if the dialog had the focus. The visitor leaves the panel with
 * the pointer or with the Tab key, as ever.
 */
export class FocusGuardController implements ReactiveController {
  readonly #host: Host;
  /** When the visitor last moved the focus into the panel, or within it. */
  #enteredAt = -Infinity;
  #trapped = false;
  #taking = false;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    // On the window and while capturing: before any listener of the page's.
    for (const type of TYPES) addEventListener(type, this, true);
    // Unlike the window, the panel sees how the focus moves within our own trees.
    this.#host.addEventListener('focusin', this.#onEnter);
    this.#host.addEventListener('click', this.#onClick);
  }

  hostDisconnected(): void {
    for (const type of TYPES) removeEventListener(type, this, true);
    this.#host.removeEventListener('focusin', this.#onEnter);
    this.#host.removeEventListener('click', this.#onClick);
  }

  /** Focuses an element of the panel. */
  focus(element: HTMLElement | null | undefined): void {
    element?.focus({ preventScroll: true });
    // A trap that listens to its dialog's loss of focus is first: the element never had it.
    if (element && !this.#host.matches(':focus-within')) this.#take(element);
  }

  /** The focus may leave the panel. */
  release(): void {
    this.#enteredAt = -Infinity;
    this.#trapped = false;
  }

  handleEvent(event: Event): void {
    const path = event.composedPath();
    const inside = path.includes(this.#host);
    if (event.type === 'pointerdown') {
      if (!inside) this.release();
    } else if (event.type === 'keydown') {
      if ((event as KeyboardEvent).key === 'Tab') this.release();
    } else if (this.#taking) event.stopImmediatePropagation();
    else if (event.type === 'focusout' && inside && (event as FocusEvent).relatedTarget) {
      const soon = this.#host.clock.now() - this.#enteredAt < TRAP_MS;
      if (soon || this.#trapped) this.#take(path[0] as HTMLElement);
    }
  }

  #take(element: HTMLElement): void {
    this.#trapped = this.#taking = true;
    element.focus({ preventScroll: true });
    this.#taking = false;
  }

  readonly #onEnter = (): void => {
    this.#enteredAt = this.#host.clock.now();
  };

  readonly #onClick = (event: Event): void => {
    const [target] = event.composedPath();
    if (target instanceof HTMLElement && target.matches('textarea, input') && !target.matches(':focus'))
      this.#take(target);
  };
}
