import { isMessage, newMessage } from '../../../protocol/chat.ts';
import type { ChatEvent, ChatMessage } from '../../../protocol/chat.ts';
import type { Clock } from '../../../protocol/clock.ts';
import { isTemporary } from '../../../protocol/errors.ts';
import type {
  AckMessage,
  ChatEventsMessage,
  ErasedMessage,
  ErrorMessage,
  HistoryPageMessage,
  QuotedMessage,
  LogMessage,
  LogPosition,
  TypingStateMessage,
  WelcomeMessage,
} from '../../../protocol/messages.ts';
import type { Self } from '../../../protocol/presence.ts';
import type { ChatLink, ChatLog, ChatSource } from './chat-log.ts';
import type { PendingStore } from './chat-queue.ts';
import { ChatSequence } from './chat-sequence.ts';
import type { ChatSequenceLink } from './chat-sequence.ts';
import { ChatUnread } from './chat-unread.ts';
import type { ChatUnreadLink } from './chat-unread.ts';
import { Inbox } from '../inbox.ts';

export interface ChatInboxLink extends ChatLink, ChatUnreadLink {
  readonly connection: ChatLink['connection'] & ChatSequenceLink;
  /** A message arrived. @param live it was posted just now, not missed */
  message(message: ChatMessage, live: boolean): void;
}

/** What is kept for the log until it is loaded. */
const MAX_KEPT = 500;

/**
 * The chat as the client tracks it from the start: puts its events in order, counts the unread ones, and passes them
 * to the log, or keeps them until it is loaded.
 */
export class ChatInbox implements ChatSource {
  readonly sequence: ChatSequence;
  readonly unread: ChatUnread;
  typing: TypingStateMessage | undefined;
  unavailable = false;
  readonly #clock: Clock;
  readonly #link: ChatInboxLink;
  readonly #kept = new Inbox<ChatEvent | ErasedMessage>(MAX_KEPT);
  #self: Self | undefined;
  #log: ChatLog | undefined;

  constructor(clock: Clock, link: ChatInboxLink) {
    this.#clock = clock;
    this.#link = link;
    this.unread = new ChatUnread(link);
    this.sequence = new ChatSequence(clock, link.connection, {
      restarted: () => {
        this.unread.clear();
        this.#kept.take();
        this.#log?.restart(this.sequence.seq + 1);
      },
      event: (event, live) => {
        if (this.#log) this.#log.add(event);
        else this.#kept.add(event);
        if (!isMessage(event)) return;
        const message = newMessage(event);
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

  /** Hands what was kept over to the log. */
  open(Log: typeof ChatLog, store: PendingStore | undefined, online: boolean): void {
    const log = (this.#log = new Log(this.#clock, this, this.#link, store));
    // What came before is history to a log that starts now.
    this.sequence.gap = false;
    log.open(this.#self, this.#kept.take());
    if (online) log.online();
  }

  welcome(message: WelcomeMessage): void {
    this.typing = undefined;
    this.#self = message.self;
    this.#log?.identify(message.self);
    this.unavailable = message.chat === 'unavailable';
    if (this.unavailable) {
      this.#log?.online();
      this.#link.changed();
    } else this.#start(message);
  }

  receive(
    message:
      | LogMessage
      | ChatEventsMessage
      | HistoryPageMessage
      | QuotedMessage
      | AckMessage
      | TypingStateMessage
      | ErasedMessage,
  ): void {
    if (message.type === 'log') {
      // The server can read its log again.
      this.unavailable = false;
      this.#start(message);
    } else if (message.type === 'chat') {
      if (!this.unavailable) this.sequence.receive(message.events);
    } else if (message.type === 'typing') {
      this.typing = message;
      this.#link.changed();
    } else if (this.#log) this.#log.receive(message);
    else if (message.type === 'erased') this.#kept.add(message);
  }

  /** @returns whether the error was about the chat */
  refused(error: ErrorMessage): boolean {
    const { ref, code, retryAfterMs = 0 } = error;
    if (ref !== 'events') return this.#log?.refused(error) ?? false;
    this.sequence.refused(isTemporary(code) ? retryAfterMs : undefined);
    return true;
  }

  /** The room has the events up to `seq`. */
  expect(seq = 0): void {
    if (!this.unavailable) this.sequence.expect(seq);
  }

  lost(code: number): void {
    const { typing } = this;
    this.typing = undefined;
    this.sequence.stop();
    this.#log?.offline(code);
    if (typing) this.#link.changed();
  }

  #start(position: LogPosition): void {
    this.unread.welcome(this.#self?.id ?? '', position.epoch, position.seq);
    this.sequence.welcome(position);
    this.#log?.online();
  }
}
