import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Host extends ReactiveControllerHost {
  readonly shadowRoot: ShadowRoot | null;
}

/** The keyboard's way through the messages: arrows, Home and End, and a focus that is not lost with what had it. */
export class RovingController implements ReactiveController {
  readonly #host: Host;
  readonly #beyond: (end: 'top' | 'bottom') => void;
  #focused: HTMLElement | undefined;

  /** @param beyond somebody wants to go above the first message that is there, or to the very last */
  constructor(host: Host, beyond: (end: 'top' | 'bottom') => void) {
    this.#host = host;
    this.#beyond = beyond;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#active?.closest<HTMLElement>('.message') ?? undefined;
  }

  /** What had the focus may have gone with what was done by it: who uses the keyboard goes on from there. */
  keepFocus(log: HTMLElement): void {
    const message = this.#focused;
    if (!message || this.#active) return;
    const next = message.isConnected
      ? (message.querySelector<HTMLElement>('.actions button') ?? message)
      : log;
    next.focus({ preventScroll: true });
  }

  /** Up and down through the messages of the element that listens. */
  readonly keydown = (event: KeyboardEvent): void => {
    const log = event.currentTarget as HTMLElement;
    const messages = [...log.querySelectorAll<HTMLElement>('.message')];
    const at = messages.indexOf(event.target as HTMLElement);
    const steps: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      Home: 0,
      End: messages.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    if (event.key === 'End') this.#beyond('bottom');
    messages[to]?.focus();
    if (to < 0) this.#beyond('top');
  };

  get #active(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement;
  }
}
