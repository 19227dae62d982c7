import type { ChatChangeEvent, ChatExtras, ChatMessage } from '../../../protocol/chat.ts';
import type { Clock } from '../../../protocol/clock.ts';
import { isTemporary } from '../../../protocol/errors.ts';
import type {
  AckMessage,
  ChatOperation,
  ErasedMessage,
  ErrorMessage,
  HistoryMessage,
  HistoryPageMessage,
  QuotedMessage,
  QuotesMessage,
  ResumePoint,
  TypingMessage,
  TypingStateMessage,
} from '../../../protocol/messages.ts';
import type { Self } from '../../../protocol/presence.ts';
import type { ChatItem } from './chat-item.ts';
import { ChatQueue } from './chat-queue.ts';
import type { PendingStore } from './chat-queue.ts';
import type { ChatSequence } from './chat-sequence.ts';
import type { ChatUnread } from './chat-unread.ts';
import { HistoryLoader } from './history-loader.ts';
import { MessageWindow } from './message-window.ts';
import { withPending } from './pending-items.ts';
import { randomKey } from '../random-key.ts';

/** What `ChatTracker` tracks of the chat, opened or not. */
export interface ChatSource {
  readonly sequence: ChatSequence;
  readonly unread: ChatUnread;
  readonly typing: TypingStateMessage | undefined;
  /** The server can't read the log now. */
  readonly unavailable: boolean;
}

export interface ChatLink {
  readonly connection: {
    /** @returns whether it was sent: only while online */
    send(message: ChatOperation | HistoryMessage | QuotesMessage | TypingMessage): boolean;
  };
  /** Longest frame that the server accepts, in bytes. */
  frameBytes(): number;
  readonly own: {
    /** Whether this connection uses a token. */
    readonly hasToken: boolean;
  };
  /** The server's time, in milliseconds since 1970. */
  serverNow(): number;
  ignores(member: string): boolean;
  changed(): void;
}

const PAGE = 50;
/** While the visitor types, `typing` is sent again after this time in ms; it expires after twice that. */
const TYPING_MS = 3_000;

/**
 * The room's chat to read and to write: the messages held, then the visitor's own that the server has not confirmed.
 *
 * The server decides what there is and in which order: events come in from `ChatSequence` and change the messages in
 * `MessageWindow`; older ones come from `HistoryLoader`. What the visitor does goes into `ChatQueue`, is shown at once
 * (`withPending`), and leaves the queue when its event arrives. Loads once the page is online, and follows the chat from
 * when that is first opened or posted to.
 */
export class ChatLog {
  readonly #clock: Clock;
  readonly #source: ChatSource;
  readonly #link: ChatLink;
  readonly #queue: ChatQueue;
  readonly #history: HistoryLoader;
  readonly #held = new MessageWindow();
  #self: Self | undefined;
  #items: readonly ChatItem[] | undefined;
  /** When `typing` was last sent. */
  #typedAt = -Infinity;

  constructor(clock: Clock, source: ChatSource, link: ChatLink, store?: PendingStore) {
    this.#clock = clock;
    this.#source = source;
    this.#link = link;
    const changed = () => this.#changed();
    this.#history = new HistoryLoader(clock, {
      send: (message) => !source.unavailable && link.connection.send(message),
      changed,
    });
    this.#queue = new ChatQueue(
      clock,
      {
        send: (operation) => link.connection.send(operation),
        frameBytes: () => link.frameBytes(),
        now: () => link.serverNow(),
        changed,
      },
      store,
    );
  }

  /** Oldest first, pending and failed ones last. The same array until something changes. */
  get items(): readonly ChatItem[] {
    return (this.#items ??= withPending(this.#held, this.#queue.ownEntries, this.#self));
  }

  /** Messages of others since the reader last saw the newest. */
  get unread(): number {
    return this.#source.unread.count;
  }

  /** How many of those mention the reader. */
  get mentions(): number {
    return this.#source.unread.mentions;
  }

  /** Seq of the first unread message. */
  get firstUnread(): number | undefined {
    const { unread } = this.#source;
    return unread.count > 0 ? this.#held.items.find((item) => unread.isUnread(item))?.seq : undefined;
  }

  /** Who else is typing; at most five are named. */
  get typing(): { names: string[]; count: number } {
    const { members = [], count = 0 } = this.#source.typing ?? {};
    const others = members.filter(({ id }) => id !== this.#self?.id && !this.#link.ignores(id));
    return { names: others.map(({ name }) => name), count: count - members.length + others.length };
  }

  /** Whether the server has older ones. */
  get more(): boolean {
    return this.#held.more;
  }

  /** After a break longer than the server bridges: messages may be missing before the ones held. */
  get gap(): boolean {
    return this.#source.sequence.gap;
  }

  /** Older ones are being loaded. */
  get loading(): boolean {
    return this.#history.loading;
  }

  /** The server can't read or store its chat now: what is posted waits, and what was missed comes later. */
  get unavailable(): boolean {
    return this.#source.unavailable || this.#queue.unavailable;
  }

  /** The position in the room's log. */
  get resumePoint(): ResumePoint | undefined {
    return this.#source.sequence.resumePoint;
  }

  /**
   * Posts a message; while offline, it waits for the connection.
   * @param text at most `limits.textLength` UTF-16 units
   * @returns the operation's id, which is `op` of its item
   */
  post(text: string, extras: ChatExtras = {}): string {
    this.#typedAt = -Infinity;
    return this.#add({ type: 'chat_post', op: randomKey(), text, ...extras });
  }

  /** Replaces the text of the visitor's own message. Shown at once; `change` of its item has the outcome. */
  edit(seq: number, text: string): void {
    this.#add({ type: 'chat_edit', op: randomKey(), seq, text });
  }

  /** Deletes the visitor's own message. */
  delete(seq: number): void {
    this.#add({ type: 'chat_delete', op: randomKey(), seq });
  }

  react(seq: number, emoji: string, on: boolean): void {
    this.#add({ type: 'chat_react', op: randomKey(), seq, emoji, on });
  }

  /** The visitor is typing, or has stopped. May be called at every key press. */
  type(on: boolean): void {
    const now = this.#clock.now();
    if (on ? now - this.#typedAt < TYPING_MS : this.#typedAt === -Infinity) return;
    this.#typedAt = on ? now : -Infinity;
    this.#link.connection.send({ type: 'typing', on });
  }

  /** A message that is held, as it is shown. */
  find(seq: number): ChatItem | undefined {
    return this.items[this.#held.indexOf(seq)];
  }

  /** A message that may be older than those held. Undefined until it is loaded. */
  quote(seq: number): ChatMessage | undefined {
    return this.find(seq) ?? (seq < this.#held.floor ? this.#history.quote(seq) : undefined);
  }

  /** Sends a failed message again. */
  retry(op: string): void {
    this.#queue.retry(op);
  }

  /** Gives up a failed or pending message. One that is already on its way may still appear. */
  discard(op: string): void {
    this.#queue.remove(op);
  }

  /** The reader has seen everything. */
  markRead(): void {
    const { unread, sequence } = this.#source;
    if (unread.markRead(sequence.seq)) this.#changed();
  }

  /** The reader is at the newest messages: older ones beyond the usual number are dropped. */
  forgetOlder(): void {
    if (this.#held.shrink()) this.#changed();
  }

  /**
   * Loads older messages, unless there are none or it is already loading.
   * @param limit how many at most, up to 100
   */
  loadOlder(limit = PAGE): void {
    if (this.loading || !this.more) return;
    if (this.#history.load(this.#held.floor, limit)) this.#changed();
  }

  /** The server has welcomed the visitor. */
  identify(self: Self): void {
    if (this.#self?.id !== self.id) this.#held.setSelf(self.id);
    this.#self = self;
    // The same author for any id of the browser's key: a server that has lost its secret assigns another one.
    this.#queue.identify(self.id, this.#link.own.hasToken ? self.id : '');
  }

  /** The messages held do not continue: the next event follows `floor - 1`. */
  restart(floor: number): void {
    this.#queue.restart(this.resumePoint?.epoch);
    this.#history.clear();
    this.#held.restart(floor);
  }

  /** The next event of the log is this message. */
  add(message: ChatMessage): void {
    this.#confirm(message);
    this.#held.add(this.#item(message));
  }

  /** The next event of the log changes a message. */
  change(event: ChatChangeEvent): void {
    this.#confirm(event);
    this.#held.change(event);
    this.#history.change(event);
  }

  /** All events that have arrived were added. */
  changed(): void {
    this.#queue.dropAcked(this.#source.sequence.seq);
    this.#held.trim();
    this.#changed();
  }

  /** There is a connection, and the events of its welcome were added. */
  online(): void {
    this.#queue.start();
    if (!this.#source.unavailable) this.#history.start();
  }

  /** The connection is lost. */
  offline(code: number): void {
    const { loading } = this;
    this.#history.stop();
    this.#queue.stop(code === 1009);
    this.#typedAt = -Infinity;
    if (loading) this.#changed();
  }

  receive(message: AckMessage | HistoryPageMessage | QuotedMessage | ErasedMessage): void {
    if (message.type === 'history') this.#prepend(message);
    else if (message.type === 'quotes') this.#history.receive(message);
    else if (message.type === 'erased') {
      this.#erase(message);
      this.#changed();
    } else {
      // It says that the operation is stored, not that everything before it has arrived: the position stays.
      this.#queue.acknowledge(message.op, message.seq);
      this.#queue.dropAcked(this.#source.sequence.seq);
    }
  }

  /** @returns whether the error was about the chat */
  refused({ ref, code, retryAfterMs = 0 }: ErrorMessage): boolean {
    const retryAfter = isTemporary(code) ? retryAfterMs : undefined;
    if (ref === 'history' || ref === 'quotes') this.#history.refused(retryAfter);
    else if (ref === undefined || !this.#queue.has(ref)) return false;
    else this.#queue.refused(ref, code, retryAfter);
    return true;
  }

  #confirm({ op, member }: ChatMessage | ChatChangeEvent): void {
    this.#items = undefined;
    if (op !== undefined) this.#queue.confirm(op, member);
  }

  #erase({ member, seq }: ErasedMessage): void {
    this.#held.erase(member, seq);
    this.#history.clear();
  }

  #prepend(message: HistoryPageMessage): void {
    const page = this.#history.receive(message);
    const { before } = message;
    if (!page) return;
    if (before === this.#held.floor) {
      const older = page.messages.filter(({ seq }) => seq < before);
      this.#source.sequence.gap = false;
      this.#held.prepend(
        older.map((one) => this.#item(one)),
        page.more,
      );
    }
    this.#changed();
  }

  #item(message: ChatMessage): ChatItem {
    return { ...message, state: 'sent', mine: message.member === this.#self?.id };
  }

  #add(operation: ChatOperation): string {
    this.#queue.add(operation);
    return operation.op;
  }

  #changed(): void {
    this.#items = undefined;
    this.#link.changed();
  }
}
