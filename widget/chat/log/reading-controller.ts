import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatItem } from '../../client/chat/chat-item.ts';
import type { ChatLog } from '../../client/chat/chat-log.ts';
import type { PresenceClient } from '../../client/presence-client.ts';
import { observeSizes } from '../../host/engine.ts';
import { details } from '../late-parts.ts';
import type { LogNavigator } from './log-navigator.ts';
import { rowsUpTo, type Folded } from './rows-up-to.ts';

/** This close to the end counts as the end, in px. */
const NEAR = 48;

interface Host extends ReactiveControllerHost {
  readonly client: PresenceClient | undefined;
  readonly open: boolean;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly folded: Folded;
}

/**
 * Where the reader is in the log: at the end, which then stays in view; further up, where the text in view does not
 * move, whatever is added above and below; or on the way to a message. It also marks the log read.
 */
export class ReadingController implements ReactiveController {
  /** The newest messages are in view. */
  atEnd = true;
  /** Seq of the first new message: a line stands before it. */
  newFrom: number | undefined;
  /** Seq of a message to scroll to once it is loaded. */
  target: number | undefined;
  /** The newest message that was in view. */
  seen = 0;

  readonly #host: Host;
  readonly #resizes = observeSizes(() => this.#onResize());
  #client: PresenceClient | undefined;
  /** The first message in view, and how far below the log's edge it is, which is kept. */
  #anchor: HTMLElement | undefined;
  #top = 0;
  /** The log's size when the reader was last known to be where they are. */
  #size = '';
  #reading = false;
  /** Scroll position of the end when we last scrolled there. */
  #end: number | undefined;
  #made: LogNavigator | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#markRead);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#markRead);
    this.#resizes.disconnect();
  }

  hostUpdate(): void {
    const { client } = this.#host;
    if (client !== this.#client) {
      this.#client = client;
      this.#navigator?.window.toEnd();
      this.seen = 0;
      this.newFrom = this.target = undefined;
      this.#reading = false;
    }
    this.#markRead();
    if (!client) return;
    this.#navigator?.showTarget(client.chat.items);
    const { log } = this;
    if (!log) return;
    this.atEnd = this.#isAtEnd(log);
    if (this.atEnd) return;
    this.#hold(log);
    this.#navigator?.follow(log, client.chat);
  }

  /** The reader is about to begin, with messages that they have not read. */
  get beginning(): boolean {
    return !this.#reading && this.#host.open && !!this.#host.client?.unread;
  }

  /** From when they leave the end of the log, or go to a message. */
  get #navigator(): LogNavigator | undefined {
    return (this.#made ??= details.loaded && new details.loaded.LogNavigator(this.#host, this));
  }

  /** The element that scrolls. */
  get log(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.log');
  }

  get newest(): number {
    return Math.max(0, ...(this.#client?.chat.items ?? []).slice(-100).map(({ seq }) => seq));
  }

  /** Which of the messages are in the document, as indexes: from, and up to but not including. */
  range(items: readonly ChatItem[]): [from: number, to: number] {
    return this.#navigator?.window.range(items) ?? rowsUpTo(items.length, items, this.#host.folded);
  }

  /** The document shows the log as it is now: scrolls to where the reader is. */
  onDrawn(log: HTMLElement, chat: ChatLog): void {
    this.#resizes.observe(log);
    if (this.atEnd) {
      this.#scrollToEnd();
      this.seen = this.newest;
    } else this.#restore(log);
    // What follows from the new layout may change what is shown, which is an update of its own.
    void this.#host.updateComplete.then(() => {
      // At the very top or bottom nothing scrolls any more, and no event comes.
      if (!this.atEnd) this.#navigator?.fill(log, chat);
      this.#navigator?.approach(log, chat);
    });
  }

  toEnd(): void {
    const host = this.#host;
    this.#navigator?.window.toEnd();
    this.newFrom = undefined;
    this.#client?.chat.forgetOlder();
    host.requestUpdate();
    void host.updateComplete.then(() => this.#scrollToEnd());
  }

  jump(seq: number): void {
    if (!this.#client?.chat.quote(seq)) return;
    this.target = seq;
    this.#host.requestUpdate();
  }

  readonly onScroll = (): void => {
    const { log } = this;
    const chat = this.#client?.chat;
    // With another size it was the layout that moved the text.
    if (!log || !chat || log.clientHeight === 0 || sizeOf(log) !== this.#size) return;
    const atEnd = this.#isAtEnd(log);
    if (atEnd && !this.atEnd) chat.forgetOlder();
    if (atEnd !== this.atEnd) this.#host.requestUpdate();
    this.atEnd = atEnd;
    this.#hold(log);
    this.#navigator?.fill(log, chat);
  };

  /** Whatever makes the log smaller or larger: at its end the newest message stays, elsewhere what is being read. */
  #onResize(): void {
    const { log } = this;
    if (!log?.clientHeight) return;
    if (this.atEnd) this.#scrollToEnd();
    else this.#restore(log);
    this.#size = sizeOf(log);
  }

  /** Remembers what is being read, unless the layout has just moved it. */
  #hold(log: HTMLElement): void {
    if (sizeOf(log) !== this.#size) return;
    this.#anchor = [...log.querySelectorAll<HTMLElement>('.message')].find(
      ({ offsetTop, offsetHeight }) => offsetTop + offsetHeight > log.scrollTop,
    );
    this.#top = (this.#anchor?.offsetTop ?? 0) - log.scrollTop;
  }

  #restore(log: HTMLElement): void {
    if (this.#anchor?.isConnected) log.scrollTop = this.#anchor.offsetTop - this.#top;
  }

  /** While the panel is in view, everything up to the newest message counts as read. */
  readonly #markRead = (): void => {
    const client = this.#client;
    const chat = client?.hasChat ? client.chat : undefined;
    const reading = this.#host.open && !document.hidden && chat !== undefined;
    if (reading && !this.#reading) this.newFrom = this.target = chat.firstUnread;
    this.#reading = reading;
    if (reading) chat.markRead();
  };

  /** We scrolled to the end and the reader has not scrolled since: they are there, even if the log has grown. */
  #isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
    if (this.#navigator?.window.atEnd === false) return false;
    const stayed = this.atEnd && scrollTop === this.#end;
    return stayed || clientHeight === 0 || scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #scrollToEnd(): void {
    const { log } = this;
    if (!log) return;
    log.scrollTop = log.scrollHeight;
    this.#end = log.scrollTop;
  }
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement): string => `${clientWidth} ${clientHeight}`;
