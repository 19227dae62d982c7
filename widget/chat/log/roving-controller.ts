import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Moves the focus from message to message with arrows, Home and End, and keeps it when what had it is removed. */
export class RovingController implements ReactiveController {
  /** The focus is moving on its own, not because of the reader. */
  keeping = false;
  readonly #host: ReactiveControllerHost & Node;
  readonly #onEnd: (end: 'top' | 'bottom') => void;
  #focused: HTMLElement | undefined;

  /** @param onEnd the reader goes above the first message in the document, or to the newest */
  constructor(host: ReactiveControllerHost & Node, onEnd: (end: 'top' | 'bottom') => void) {
    this.#host = host;
    this.#onEnd = onEnd;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#active?.closest<HTMLElement>('.message') ?? undefined;
  }

  /** A button that was just used may be gone: the focus goes to its message, so that the keyboard works from there. */
  keepFocus(log: HTMLElement): void {
    const message = this.#focused;
    if (!message || this.#active) return;
    const next = message.isConnected
      ? (message.querySelector<HTMLElement>('.actions button') ?? message)
      : log;
    this.keeping = true;
    next.focus({ preventScroll: true });
    this.keeping = false;
  }

  /** Listens on the log. */
  readonly onKeydown = (event: KeyboardEvent): void => {
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
    if (event.key === 'End') this.#onEnd('bottom');
    messages[to]?.focus();
    if (to < 0) this.#onEnd('top');
  };

  get #active(): Element | null | undefined {
    return (this.#host.getRootNode() as Partial<ShadowRoot>).activeElement;
  }
}
