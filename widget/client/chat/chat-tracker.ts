/**
 * Orders and counts what is posted in the room. Loads with the chat once the page is online; without one, when somebody
 * posts, or has since the visitor's last visit.
 */
import { isMessage, newMessage } from '../../../protocol/chat.ts';
import type { ChatChangeEvent, ChatMessage } from '../../../protocol/chat.ts';
import type { Clock } from '../../../protocol/clock.ts';
import { isTemporary } from '../../../protocol/errors.ts';
import type { ErasedMessage, ErrorMessage, TypingStateMessage } from '../../../protocol/messages.ts';
import type { Status } from '../connection/connection-status.ts';
import type { ChatLink, ChatLog, ChatSource } from './chat-log.ts';
import type { PendingStore } from './chat-queue.ts';
import type { ChatFrame } from './chat-frame.ts';
import { isValid } from './chat-shapes.ts';
import { ChatSequence } from './chat-sequence.ts';
import type { ChatSequenceLink } from './chat-sequence.ts';
import { ChatUnread } from './chat-unread.ts';
import type { ChatUnreadLink, Reader } from './chat-unread.ts';

export interface ChatTrackerLink extends ChatLink, ChatUnreadLink {
  readonly connection: ChatLink['connection'] & ChatSequenceLink & { readonly status: Status };
  readonly own: ChatLink['own'] & ChatUnreadLink['own'];
  /** Makes the store of unsent messages. */
  readonly pending: (() => PendingStore | undefined) | undefined;
  /** The server has sent something that is none of its frames. */
  reportInvalidFrame(): void;
  /** A message arrived. @param live it was posted just now, not missed */
  message(message: ChatMessage, live: boolean): void;
}

/** What goes to the log, in order. */
type Delivery = ChatMessage | ChatChangeEvent | ErasedMessage;

/** What is kept for the log until it is loaded. */
const MAX_KEPT = 500;

/**
 * Follows the room's chat: puts its events in order, counts the unread ones, and passes them to the log, or keeps them
 * until it is loaded.
 */
export class ChatTracker implements ChatSource {
  readonly sequence: ChatSequence;
  readonly unread: ChatUnread;
  typing: TypingStateMessage | undefined;
  unavailable = false;
  readonly #clock: Clock;
  readonly #link: ChatTrackerLink;
  #kept: Delivery[] = [];
  #log: ChatLog | undefined;

  constructor(clock: Clock, link: ChatTrackerLink, reader: Reader) {
    this.#clock = clock;
    this.#link = link;
    this.unread = new ChatUnread(link, reader);
    this.sequence = new ChatSequence(clock, link.connection, {
      restarted: () => {
        this.unread.clear();
        this.#kept = [];
        this.#log?.restart(this.sequence.seq + 1);
      },
      event: (event, live) => {
        if (!isMessage(event)) {
          this.#deliver(event);
          return;
        }
        const message = newMessage(event);
        this.#deliver(message);
        this.unread.add(message);
        link.message(message, live);
      },
      changed: () => (this.#log ?? this.#link).changed(),
    });
  }

  /** Undefined until it is loaded. */
  get log(): ChatLog | undefined {
    return this.#log;
  }

  /** Hands what was kept over to the log. Does nothing the second time. */
  open(Log: typeof ChatLog): void {
    if (this.#log) return;
    const { connection, own, pending } = this.#link;
    const log = (this.#log = new Log(this.#clock, this, this.#link, pending?.()));
    const kept = this.#kept.splice(0);
    const first = kept.find((item) => 'kind' in item);
    // What came before is history to a log that starts now.
    this.sequence.gap = false;
    if (own.self) log.identify(own.self);
    log.restart(first?.seq ?? this.sequence.seq + 1);
    for (const item of kept) this.#deliver(item);
    log.changed();
    if (connection.status === 'online') log.online();
  }

  receive(message: ChatFrame): void {
    if (!isValid(message)) {
      this.#link.reportInvalidFrame();
      return;
    }
    switch (message.type) {
      case 'welcome':
        this.typing = undefined;
        this.#log?.identify(message.self);
        this.unavailable = message.chat === 'unavailable';
        if (!this.unavailable) this.sequence.welcome(message);
        this.#log?.online();
        if (this.unavailable) this.#link.changed();
        break;
      case 'log':
        // The server can read its log again.
        this.unavailable = false;
        this.sequence.welcome(message);
        this.#log?.online();
        break;
      case 'chat':
        if (!this.unavailable) this.sequence.receive(message.events);
        break;
      case 'pulse':
        if (!this.unavailable) this.sequence.expect(message.seq ?? 0);
        break;
      case 'typing':
        this.typing = message;
        this.#link.changed();
        break;
      case 'erased':
        this.#deliver(message);
        break;
      default:
        this.#log?.receive(message);
    }
  }

  /** @returns whether the error was about the chat */
  refused(error: ErrorMessage): boolean {
    const { ref, code, retryAfterMs = 0 } = error;
    if (ref !== 'events') return this.#log?.refused(error) ?? false;
    this.sequence.refused(isTemporary(code) ? retryAfterMs : undefined);
    return true;
  }

  lost(code: number): void {
    const { typing } = this;
    this.typing = undefined;
    this.sequence.stop();
    this.#log?.offline(code);
    if (typing) this.#link.changed();
  }

  #deliver(item: Delivery): void {
    if (!this.#log) {
      if (this.#kept.push(item) > MAX_KEPT) this.#kept.shift();
    } else if ('type' in item) this.#log.receive(item);
    else if (isMessage(item)) this.#log.add(item);
    else this.#log.change(item);
  }
}
