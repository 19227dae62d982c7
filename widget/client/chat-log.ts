import { changed, deleted, isMessage, newMessage } from '../../protocol/chat.ts';
import type { ChatEvent, ChatMessage, ChatExtras } from '../../protocol/chat.ts';
import type {
  AckMessage,
  ChatEventsMessage,
  ChatOperation,
  ChatPostMessage,
  ErasedMessage,
  ErrorMessage,
  EventsMessage,
  HistoryMessage,
  HistoryPageMessage,
  ResumePoint,
  TypingMessage,
  TypingStateMessage,
  WelcomeMessage,
} from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { isTemporary } from '../../protocol/errors.ts';
import type { ChatItem } from './chat-item.ts';
import { HistoryLoader } from './history-loader.ts';
import { ChatQueue } from './chat-queue.ts';
import type { PendingStore } from './chat-queue.ts';
import type { Clock } from '../../protocol/clock.ts';

export type { ChatItem } from './chat-item.ts';

/** How far the reader has read; outlives the page where that is allowed. */
export interface ReadMark {
  load(): { epoch: string; seq: number } | undefined;
  save(mark: { epoch: string; seq: number }): void;
}

/** What the log needs of the client. */
export interface ChatLink {
  /** @returns whether it was sent: only while online */
  send(message: ChatOperation | EventsMessage | HistoryMessage | TypingMessage): boolean;
  /** The server takes no longer frame. */
  frameBytes(): number;
  /**
   * Whose an operation is, by their id: of who holds the browser's key always the same, as a server that has lost its
   * secret gives them another id, and what they wrote is theirs all the same.
   */
  author(self: string): string;
  /** Connects again, so that the server brings what is missing. */
  resume(): void;
  changed(): void;
  /** A message has come. @param live it was said just now, and is no catching up */
  arrived(message: ChatMessage, live: boolean): unknown;
  /** Whether the reader wants to hear nothing of this person: what they say is never unread. */
  ignores(member: string): boolean;
  readonly read: ReadMark | undefined;
}

/** Items held while the reader is at the newest ones. */
const MAX_ITEMS = 500;
const PAGE = 50;
/** Events that came before their turn; more are not kept, they come again with the resume. */
const MAX_EARLY = 1_000;
/** A gap may close by itself. Not everybody asks at once: in ms, plus up to twice as much. */
const REPAIR_MS = 1_000;

/** While one types it is said again after so long, in ms: it ends by itself after twice that. */
const TYPING_MS = 3_000;

/** Who writes, before the server has said who that is. */
const NOBODY = { id: '', name: '', color: '' };

/** A room's chat as this client knows it: everything in the order of the server, and what is on its way there. */
export class ChatLog {
  readonly #clock: Clock;
  readonly #link: ChatLink;
  readonly #queue: ChatQueue;
  readonly #past: HistoryLoader;
  #self: Member | undefined;
  #epoch: string | undefined;
  /** Position reached: every event up to it was applied. Moved by events alone. */
  #seq = 0;
  #op: string | undefined;
  /** Seq that the server had at the last welcome: what comes up to it is catching up. */
  #head = 0;
  /** All messages from here on are held. */
  #floor = 1;
  #sent: ChatItem[] = [];
  #max = MAX_ITEMS;
  #items: readonly ChatItem[] | undefined;
  /** The reader has seen all up to here. */
  #read = 0;
  #unread = 0;
  #mentions = 0;
  #typing: TypingStateMessage | undefined;
  /** When it was last said that one types. */
  #typed = -Infinity;
  #more = false;
  #gap = false;
  readonly #early = new Map<number, ChatEvent>();
  #timer: (() => void) | undefined;
  /** Where the position was when the server was asked for what follows, and when we resumed for it. */
  #askedAt: number | undefined;
  #resumedAt: number | undefined;

  constructor(clock: Clock, link: ChatLink, store?: PendingStore) {
    this.#clock = clock;
    this.#link = link;
    this.#past = new HistoryLoader(clock, {
      send: (message) => link.send(message),
      changed: () => this.#changed(),
    });
    this.#queue = new ChatQueue(
      clock,
      {
        send: (operation) => link.send(operation),
        frameBytes: () => link.frameBytes(),
        changed: () => this.#changed(),
      },
      store,
    );
  }

  /** Oldest first, pending and failed ones last. The same array until something changes. */
  get items(): readonly ChatItem[] {
    return (this.#items ??= this.#listed());
  }

  /** Messages of others since the reader last saw the newest. */
  get unread(): number {
    return this.#unread;
  }

  /** How many of those mention the reader. */
  get mentions(): number {
    return this.#mentions;
  }

  /** The first message of others that the reader has not seen. */
  get firstUnread(): number | undefined {
    return this.#unread > 0
      ? this.#sent.find((item) => item.seq > this.#read && this.#news(item))?.seq
      : undefined;
  }

  /** Who else is typing; at most five are named. */
  get typing(): { names: string[]; count: number } {
    const { members = [], count = 0 } = this.#typing ?? {};
    const others = members.filter(({ id }) => id !== this.#self?.id && !this.#link.ignores(id));
    return { names: others.map(({ name }) => name), count: count - members.length + others.length };
  }

  /** Whether the server has older ones. */
  get more(): boolean {
    return this.#more;
  }

  /** After a break longer than what the server keeps: messages may be missing before the ones held. */
  get gap(): boolean {
    return this.#gap;
  }

  /** Older ones are being fetched. */
  get loading(): boolean {
    return this.#past.loading;
  }

  /**
   * Says something; while offline, as soon as that is over.
   * @param text at most `limits.textLength` UTF-16 units
   * @returns the operation's id, which is `op` of its item
   */
  post(text: string, extras: ChatExtras = {}): string {
    this.#typed = -Infinity;
    return this.#do({ type: 'chat_post', op: newOp(), text, ...extras });
  }

  /** Gives one's own message another text. Shown at once; `change` of its item says how it goes. */
  edit(seq: number, text: string): void {
    this.#do({ type: 'chat_edit', op: newOp(), seq, text });
  }

  /** Takes one's own message back. */
  delete(seq: number): void {
    this.#do({ type: 'chat_delete', op: newOp(), seq });
  }

  react(seq: number, emoji: string, on: boolean): void {
    this.#do({ type: 'chat_react', op: newOp(), seq, emoji, on });
  }

  /** The reader is writing, or has stopped. Called as often as one likes. */
  type(on: boolean): void {
    const now = this.#clock.now();
    if (on ? now - this.#typed < TYPING_MS : this.#typed === -Infinity) return;
    this.#typed = on ? now : -Infinity;
    this.#link.send({ type: 'typing', on });
  }

  /** A message that is held, as it is shown. */
  find(seq: number): ChatItem | undefined {
    return this.items[this.#indexOf(seq)];
  }

  /** A message that may lie before those held; where it is not known yet it is asked for. Undefined until it comes. */
  quote(seq: number): ChatMessage | undefined {
    return this.find(seq) ?? (seq < this.#floor ? this.#past.quote(seq) : undefined);
  }

  /** Sends a failed message again. */
  retry(op: string): void {
    this.#queue.retry(op);
  }

  /** Gives up a failed or pending message. One that is on its way may still appear. */
  discard(op: string): void {
    this.#queue.remove(op);
  }

  /** The reader has seen all that is there. */
  markRead(): void {
    const news = this.#seq > this.#read;
    if (news && this.#epoch !== undefined) {
      this.#read = this.#seq;
      this.#link.read?.save({ epoch: this.#epoch, seq: this.#seq });
    }
    if (this.#unread === 0) return;
    this.#unread = this.#mentions = 0;
    this.#changed();
  }

  /** The reader may have read on elsewhere: the mark tells. */
  readElsewhere(): void {
    const mark = this.#link.read?.load();
    if (mark === undefined || mark.epoch !== this.#epoch || mark.seq <= this.#read) return;
    this.#read = mark.seq;
    const news = this.#sent.filter((item) => item.seq > mark.seq && this.#news(item));
    this.#unread = news.length;
    this.#mentions = news.filter((item) => this.#isMentioned(item)).length;
    this.#changed();
  }

  /** The reader is at the newest messages: older ones beyond the usual number are let go. */
  forgetOlder(): void {
    this.#max = MAX_ITEMS;
    if (this.#trim()) this.#changed();
  }

  /**
   * Fetches older messages; nothing where there are none, or while it is being done.
   * @param limit most of them, up to 100
   */
  loadOlder(limit = PAGE): void {
    if (this.loading || !this.#more) return;
    if (this.#past.load(this.#floor, limit)) this.#changed();
  }

  /** What to say in `hello`. */
  get resumePoint(): ResumePoint | undefined {
    if (this.#epoch === undefined) return undefined;
    return { epoch: this.#epoch, seq: this.#seq, ...(this.#op && { op: this.#op }) };
  }

  welcome({ self, epoch, seq, events, recovered }: WelcomeMessage): void {
    const first = this.#epoch === undefined;
    const reached = this.#epoch === epoch ? this.#seq : 0;
    if (this.#self?.id !== self.id)
      this.#sent = this.#sent.map((item) => ({ ...item, mine: item.member === self.id }));
    this.#self = self;
    this.#queue.meet(self.id, this.#link.author(self.id));
    this.#epoch = epoch;
    this.#head = seq;
    const mark = first ? this.#link.read?.load() : undefined;
    // Who comes for the first time has missed nothing.
    if (mark?.epoch === epoch) this.#read = mark.seq;
    else if (first) {
      this.#read = seq;
      this.#link.read?.save({ epoch, seq });
    } else if (reached === 0) this.#read = 0;
    this.#askedAt = undefined;
    if (first || !recovered) {
      this.#queue.doubt();
      this.#past.forget();
      this.#sent = [];
      this.#unread = this.#mentions = 0;
      this.#op = undefined;
      this.#floor = events[0]?.seq ?? seq + 1;
      this.#seq = this.#floor - 1;
      this.#more = this.#seq > 0;
      this.#gap = !first && this.#seq > reached;
    }
    this.#apply(events);
    if (this.#seq < seq) this.#ask();
    this.#queue.start();
    this.#past.start();
  }

  lost(code: number): void {
    const shown = this.loading || this.#typing !== undefined;
    this.#forgetEarly();
    this.#past.stop();
    this.#queue.stop(code === 1009);
    this.#typing = undefined;
    this.#typed = -Infinity;
    if (shown) this.#changed();
  }

  receive(
    message: ChatEventsMessage | HistoryPageMessage | AckMessage | TypingStateMessage | ErasedMessage,
  ): void {
    if (message.type === 'chat') this.#apply(message.events);
    else if (message.type === 'erased') this.#erase(message);
    else if (message.type === 'history') this.#prepend(message);
    else if (message.type === 'typing') {
      this.#typing = message;
      this.#link.changed();
    } else {
      // Says that it is kept, not that everything before it is here: the position stays.
      this.#queue.acknowledged(message.op, message.seq);
      this.#queue.reached(this.#seq);
    }
  }

  /** @returns whether the error was about the chat */
  refused({ ref, code, retryAfterMs }: ErrorMessage): boolean {
    if (ref === 'history') {
      this.#past.refused(isTemporary(code) ? (retryAfterMs ?? 0) : undefined);
    } else if (ref === 'events') {
      // Where they are no longer kept, the answer to a resume says so.
      this.#askedAt = undefined;
      if (isTemporary(code)) this.#repairIn(retryAfterMs ?? 0);
      else this.#link.resume();
    } else if (ref === undefined || !this.#queue.has(ref)) return false;
    else this.#queue.refused(ref, code, isTemporary(code) ? (retryAfterMs ?? 0) : undefined);
    return true;
  }

  #apply(events: readonly ChatEvent[]): void {
    const before = this.#seq;
    for (const event of events) {
      const ahead = event.seq - this.#seq;
      if (ahead === 1 || (ahead > 1 && this.#early.size < MAX_EARLY)) this.#early.set(event.seq, event);
      this.#applyEarly();
    }
    const moved = this.#seq > before;
    if (this.#early.size === 0 && this.#seq >= this.#head) this.#forgetEarly();
    // A long catch-up comes page by page.
    else if (moved && (this.#seq < this.#head || this.#askedAt === before)) this.#ask();
    else this.#timer ??= this.#repairLater(REPAIR_MS);
    if (!moved && events.length > 0) return;
    this.#queue.reached(this.#seq);
    this.#trim();
    this.#changed();
  }

  /** Applies what continues from the position. */
  #applyEarly(): void {
    let event;
    while ((event = this.#early.get(this.#seq + 1))) {
      this.#early.delete(++this.#seq);
      this.#op = event.op;
      this.#applyOne(event);
    }
  }

  #applyOne(event: ChatEvent): void {
    this.#items = undefined;
    if (event.op !== undefined) this.#queue.happened(event.op, event.member);
    if (!isMessage(event)) {
      const index = this.#indexOf(event.of);
      const item = this.#sent[index];
      if (item) this.#sent[index] = changed(item, event);
      this.#past.heard(event);
      return;
    }
    const item = this.#item(newMessage(event));
    this.#sent.push(item);
    if (item.seq > this.#read && this.#news(item)) {
      this.#unread++;
      if (this.#isMentioned(item)) this.#mentions++;
    }
    this.#link.arrived(item, item.seq > this.#head);
  }

  #news({ mine, member }: ChatItem): boolean {
    return !mine && !this.#link.ignores(member);
  }

  #isMentioned({ mentions }: ChatItem): boolean {
    return this.#self !== undefined && mentions?.includes(this.#self.id) === true;
  }

  /** Asks for the events that follow the position, once. */
  #ask(): void {
    if (this.#askedAt === this.#seq) return;
    this.#askedAt = this.#seq;
    this.#link.send({ type: 'events', after: this.#seq });
    this.#repairIn(REPAIR_MS);
  }

  #repairIn(ms: number): void {
    this.#timer?.();
    this.#timer = this.#repairLater(ms);
  }

  /** Events are missing. The server brings them, or we ask, or we resume; and if that does not help, go on. */
  #repairLater(ms: number): () => void {
    return this.#clock.after(ms + REPAIR_MS * 2 * this.#clock.random(), () => {
      this.#timer = undefined;
      if (this.#askedAt !== this.#seq) this.#ask();
      else if (this.#resumedAt !== this.#seq) {
        this.#resumedAt = this.#seq;
        this.#link.resume();
      } else if (this.#early.size > 0) {
        this.#gap = true;
        this.#seq = Math.min(...this.#early.keys()) - 1;
        this.#applyEarly();
        this.#apply([]);
      }
    });
  }

  #forgetEarly(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#early.clear();
  }

  /** Somebody's messages are gone: what they were answered with stays. */
  #erase({ member, seq }: ErasedMessage): void {
    this.#sent = this.#sent.map((item) =>
      item.member === member && item.seq <= seq ? { ...deleted(item), name: '' } : item,
    );
    this.#past.forget();
    this.#changed();
  }

  #prepend(message: HistoryPageMessage): void {
    const page = this.#past.answered(message);
    const { before } = message;
    if (!page) return;
    if (before === this.#floor) {
      const older = page.messages.filter(({ seq }) => seq < before).map((one) => this.#item(one));
      this.#gap = false;
      this.#more = page.more;
      this.#floor = older[0]?.seq ?? before;
      this.#sent = [...older, ...this.#sent];
      this.#max = this.#sent.length + MAX_ITEMS;
    }
    this.#changed();
  }

  /** Where a message is among those held, by halves; -1 where it is not. */
  #indexOf(seq: number): number {
    let [low, high] = [0, this.#sent.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sent[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return this.#sent[low]?.seq === seq ? low : -1;
  }

  #trim(): boolean {
    const excess = this.#sent.length - this.#max;
    if (excess <= 0) return false;
    this.#sent.splice(0, excess);
    this.#floor = this.#sent[0]?.seq ?? this.#floor;
    return (this.#more = true);
  }

  #item(message: ChatMessage): ChatItem {
    return { ...message, state: 'sent', mine: message.member === this.#self?.id };
  }

  #do(operation: ChatOperation): string {
    this.#queue.add(operation);
    return operation.op;
  }

  /** What is held, as it will be once all that is on its way has come there. */
  #listed(): ChatItem[] {
    const items = [...this.#sent];
    for (const entry of this.#queue.entries) {
      const { operation, error } = entry;
      if (!this.#queue.owns(entry)) continue;
      if (operation.type === 'chat_post') {
        items.push(this.#pending(entry, operation));
        continue;
      }
      const index = this.#indexOf(operation.seq);
      const item = items[index];
      if (!item) continue;
      const of = operation.seq;
      const base = { seq: 0, at: entry.at, member: this.#self?.id ?? '', of };
      const { op } = operation;
      if (operation.type === 'chat_react') {
        const { emoji, on } = operation;
        if (error === undefined) items[index] = changed(item, { ...base, kind: 'reaction', emoji, on });
      } else {
        const after =
          error !== undefined
            ? item
            : operation.type === 'chat_edit'
              ? changed(item, { ...base, kind: 'edit', text: operation.text })
              : changed(item, { ...base, kind: 'delete' });
        items[index] = { ...after, change: { op, error } };
      }
    }
    return items;
  }

  #pending({ at, error }: ChatQueue['entries'][number], operation: ChatPostMessage): ChatItem {
    const { type: _, ...said } = operation;
    const { id: member, name, color } = this.#self ?? NOBODY;
    return {
      ...said,
      seq: 0,
      kind: 'message',
      member,
      name,
      color,
      at,
      error,
      state: error === undefined ? 'pending' : 'failed',
      mine: true,
    };
  }

  #changed(): void {
    this.#items = undefined;
    this.#link.changed();
  }
}

/** 128 random bits; `randomUUID` exists in secure contexts only. */
function newOp(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
