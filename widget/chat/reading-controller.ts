import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatItem } from '../client/chat-item.ts';
import type { ChatLog } from '../client/chat-log.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { ChatWindow } from './chat-window.ts';

/** So near to the end counts as the end, in px. */
const NEAR = 48;
/** Messages further away than this from what is seen need not be in the document yet, in px. */
const AHEAD = 900;
/** Messages fetched at a time on the way to one further up. */
const FAR = 100;

interface Host extends ReactiveControllerHost {
  readonly client: PresenceClient | undefined;
  readonly open: boolean;
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * Where the reader of a log is: at the end, which is then kept in view; further up, where what is read stays where it
 * is whatever comes above and below; or on the way to a message. It also knows what is new to them.
 */
export class ReadingController implements ReactiveController {
  /** The newest messages are in view. */
  atEnd = true;
  /** Where the line stands that says what is new. */
  newFrom: number | undefined;

  readonly #host: Host;
  readonly #window = new ChatWindow();
  readonly #resized = new ResizeObserver(() => this.atEnd && this.#scrollToEnd());
  #client: PresenceClient | undefined;
  /** What is seen at the top, and where, so that it stays there. */
  #anchor: HTMLElement | undefined;
  #top = 0;
  /** The newest message that was in view. */
  #seen = 0;
  #reading = false;
  /** How far was scrolled to be at the end. */
  #end: number | undefined;
  /** A message to scroll to once it is there. */
  #target: number | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#read);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#read);
    this.#resized.disconnect();
  }

  hostUpdate(): void {
    const { client } = this.#host;
    if (client !== this.#client) {
      this.#client = client;
      this.#window.toEnd();
      this.#seen = 0;
      this.newFrom = this.#target = undefined;
      this.#reading = false;
    }
    this.#read();
    const { log } = this;
    this.#anchor = undefined;
    if (!log) return;
    this.atEnd = this.#isAtEnd(log);
    if (this.atEnd) return;
    this.#anchor = [...log.querySelectorAll<HTMLElement>('.message')].find(
      ({ offsetTop, offsetHeight }) => offsetTop + offsetHeight > log.scrollTop,
    );
    this.#top = this.#anchor?.offsetTop ?? 0;
    if (this.#arriving) return;
    const near = nearTo(log);
    const items = client?.chat.items ?? [];
    if (near === 'top') this.#window.up(items);
    if (near === 'bottom') this.#window.down(items);
  }

  /** What scrolls. */
  get log(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.log');
  }

  get newest(): number {
    return Math.max(0, ...(this.#client?.chat.items ?? []).slice(-100).map(({ seq }) => seq));
  }

  /** Messages of others that came below what is seen. */
  get below(): number {
    return this.#client?.chat.items.filter(({ seq, mine }) => seq > this.#seen && !mine).length ?? 0;
  }

  /** Which of the messages are in the document, as indexes: from, and up to but not including. */
  range(items: readonly ChatItem[]): [from: number, to: number] {
    return this.#window.range(items);
  }

  /** The messages are in the document as they are now: puts the reader where they belong. */
  drawn(log: HTMLElement, chat: ChatLog): void {
    this.#resized.observe(log);
    if (this.atEnd) {
      this.#scrollToEnd();
      this.#seen = this.newest;
    } else {
      if (this.#anchor?.isConnected) log.scrollTop += this.#anchor.offsetTop - this.#top;
      // At the very top or bottom nothing more can be scrolled, and no event comes.
      this.#fill(log, chat);
    }
    this.#approach(log, chat);
  }

  readonly toEnd = (): void => {
    const host = this.#host;
    this.#window.toEnd();
    this.newFrom = undefined;
    this.#client?.chat.forgetOlder();
    host.requestUpdate();
    void host.updateComplete.then(() => this.#scrollToEnd());
  };

  readonly jump = (seq: number): void => {
    if (!this.#client?.chat.quote(seq)) return;
    this.#target = seq;
    this.#host.requestUpdate();
  };

  readonly scrolled = (): void => {
    const { log } = this;
    const chat = this.#client?.chat;
    if (!log || !chat || log.clientHeight === 0) return;
    const atEnd = this.#isAtEnd(log);
    if (atEnd && !this.atEnd) chat.forgetOlder();
    if (atEnd !== this.atEnd) this.#host.requestUpdate();
    this.atEnd = atEnd;
    this.#fill(log, chat);
  };

  /** Everything up to the newest is read while the panel can be seen. */
  readonly #read = (): void => {
    const client = this.#client;
    const chat = client?.hasChat ? client.chat : undefined;
    const reading = this.#host.open && !document.hidden && chat !== undefined;
    if (reading && !this.#reading) this.newFrom = this.#target = chat.firstUnread;
    this.#reading = reading;
    if (reading) chat.markRead();
  };

  /** Whoever was put at the end, and has not scrolled since, is there, whatever has grown meanwhile. */
  #isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
    if (!this.#window.atEnd) return false;
    const put = this.atEnd && scrollTop === this.#end;
    return put || clientHeight === 0 || scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #scrollToEnd(): void {
    const { log } = this;
    if (!log) return;
    log.scrollTop = log.scrollHeight;
    this.#end = log.scrollTop;
  }

  /** The message that is looked for is known: the window goes there, and nowhere else on the way. */
  get #arriving(): boolean {
    return this.#target !== undefined && this.#client?.chat.find(this.#target) !== undefined;
  }

  /** Sees to it that there is something in the document above and below what is seen; an update moves the window. */
  #fill(log: HTMLElement, chat: ChatLog): void {
    if (this.#arriving) return;
    const [from, to] = this.range(chat.items);
    const near = nearTo(log);
    if (near === 'top' ? from > 0 : near === 'bottom' && to < chat.items.length) this.#host.requestUpdate();
    else if (near === 'top') chat.loadOlder();
  }

  /** Goes on towards the message that is looked for. */
  #approach(log: HTMLElement, chat: ChatLog): void {
    const seq = this.#target;
    if (seq === undefined || !this.#host.open) return;
    const { items } = chat;
    if (!chat.find(seq)) {
      if (!chat.more) this.#target = undefined;
      else chat.loadOlder(FAR);
      return;
    }
    const [from, to] = this.range(items);
    const index = items.findIndex((item) => item.seq === seq);
    if (index < from || index >= to) {
      this.#window.around(items, seq);
      this.#host.requestUpdate();
      return;
    }
    this.#target = undefined;
    if (seq === this.newFrom) {
      // At the top; where all that is new can be seen, the end.
      log.scrollTop = log.querySelector<HTMLElement>('.new')?.offsetTop ?? log.scrollTop;
      return;
    }
    const element = log.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
    if (!element) return;
    log.scrollTop = element.offsetTop - (log.clientHeight - element.offsetHeight) / 2;
    element.focus({ preventScroll: true });
    element.animate([{ opacity: 0.2 }, { opacity: 1 }], { duration: 600 });
  }
}

/** Which end of what is in the document the reader comes near to. */
function nearTo({ scrollTop, scrollHeight, clientHeight }: HTMLElement): 'top' | 'bottom' | undefined {
  if (scrollTop < AHEAD) return 'top';
  return scrollHeight - scrollTop - clientHeight < AHEAD ? 'bottom' : undefined;
}
