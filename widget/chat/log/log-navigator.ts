import type { ReactiveControllerHost } from 'lit';
import type { ChatItem } from '../../client/chat/chat-item.ts';
import type { ChatLog } from '../../client/chat/chat-log.ts';
import { ChatWindow } from './chat-window.ts';
import type { Folded } from './rows-up-to.ts';

/** Messages are in the document at least this far beyond what is seen, in px. */
const AHEAD = 900;
/** Messages fetched at a time on the way to one further up the log. */
const FAR = 100;

interface Host extends ReactiveControllerHost {
  readonly open: boolean;
  readonly folded: Folded;
}

interface Reading {
  /** Seq of a message to scroll to once it is loaded. */
  target: number | undefined;
  readonly newFrom: number | undefined;
}

/** Takes the reader through a log that is longer than what they see: as they scroll, and on the way to a message. */
export class LogNavigator {
  readonly window: ChatWindow;
  readonly #host: Host;
  readonly #reading: Reading;

  constructor(host: Host, reading: Reading) {
    this.#host = host;
    this.#reading = reading;
    this.window = new ChatWindow(host.folded);
  }

  /** Moves the window along with a reader who is near to its end. */
  follow(log: HTMLElement, chat: ChatLog): void {
    if (this.#arriving(chat)) return;
    const near = nearTo(log);
    if (near === 'top') this.window.up(chat.items);
    if (near === 'bottom') this.window.down(chat.items);
  }

  /** Keeps messages in the document above and below what is in view; an update moves the window. */
  fill(log: HTMLElement, chat: ChatLog): void {
    if (this.#arriving(chat)) return;
    const [from, to] = this.window.range(chat.items);
    const near = nearTo(log);
    if (near === 'top' ? from > 0 : near === 'bottom' && to < chat.items.length) this.#host.requestUpdate();
    else if (near === 'top') chat.loadOlder();
  }

  /** Moves the window to the target, if it is loaded and not in the document yet. */
  showTarget(items: readonly ChatItem[]): void {
    const { target } = this.#reading;
    const [from, to] = this.window.range(items);
    const index = items.findIndex(({ seq }) => seq === target);
    if (this.#host.open && index >= 0 && (index < from || index >= to))
      this.window.around(items, target ?? 0);
  }

  /** Takes the next step to the target. */
  approach(log: HTMLElement, chat: ChatLog): void {
    const { target: seq, newFrom } = this.#reading;
    if (seq === undefined || !this.#host.open) return;
    if (!chat.find(seq)) {
      if (!chat.more) this.#reading.target = undefined;
      else chat.loadOlder(FAR);
      return;
    }
    this.#reading.target = undefined;
    if (seq === newFrom) {
      // The line goes to the top, or as far up as the log scrolls.
      log.scrollTop = log.querySelector<HTMLElement>('.new')?.offsetTop ?? log.scrollTop;
      return;
    }
    const element = log.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
    if (!element) return;
    log.scrollTop = element.offsetTop - (log.clientHeight - element.offsetHeight) / 2;
    element.focus({ preventScroll: true });
    element.animate([{ opacity: 0.2 }, { opacity: 1 }], { duration: 600 });
  }

  /** The target is loaded: the window goes there, and nowhere else on the way. */
  #arriving(chat: ChatLog): boolean {
    const { target } = this.#reading;
    return target !== undefined && chat.find(target) !== undefined;
  }
}

/** The end of what is in the document that the reader is near to. */
function nearTo({ scrollTop, scrollHeight, clientHeight }: HTMLElement): 'top' | 'bottom' | undefined {
  if (scrollTop < AHEAD) return 'top';
  return scrollHeight - scrollTop - clientHeight < AHEAD ? 'bottom' : undefined;
}
