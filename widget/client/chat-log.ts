import { changed, isMessage, newMessage } from '../../protocol/chat-message.ts';
import type {
  AckMessage,
  ChatEvent,
  ChatEventsMessage,
  ChatMessage,
  ChatOperation,
  ErrorMessage,
  HistoryMessage,
  HistoryPageMessage,
  Member,
  ResumePoint,
  WelcomeMessage,
} from '../../protocol/messages.ts';
import { isTemporary } from '../../protocol/messages.ts';
import type { ChatItem } from './chat-item.ts';
import { ChatQueue } from './chat-queue.ts';
import type { PendingStore } from './chat-queue.ts';
import type { Clock } from './clock.ts';

export type { ChatItem } from './chat-item.ts';

/** What the log needs of the client. */
export interface ChatLink {
  /** @returns whether it was sent: only while online */
  send(message: ChatOperation | HistoryMessage): boolean;
  /** The server takes no longer frame. */
  frameBytes(): number;
  /** Connects again, so that the server brings what is missing. */
  resume(): void;
  changed(): void;
  /** A message has come. @param live it was said just now, and is no catching up */
  arrived(message: ChatMessage, live: boolean): unknown;
}

/** Items held while the reader is at the newest ones. */
const MAX_ITEMS = 500;
const PAGE = 50;
/** Events that came before their turn; more are not kept, they come again with the resume. */
const MAX_EARLY = 1_000;
/** A gap may close by itself. Not everybody asks at once: in ms, plus up to twice as much. */
const REPAIR_MS = 1_000;

/** Who writes, before the server has said who that is. */
const NOBODY = { id: '', name: '', color: '' };

/** A room's chat as this client knows it: everything in the order of the server, and what is on its way there. */
export class ChatLog {
  readonly #clock: Clock;
  readonly #link: ChatLink;
  readonly #queue: ChatQueue;
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
  #unread = 0;
  #more = false;
  #gap = false;
  #loading = false;
  readonly #early = new Map<number, ChatEvent>();
  #timer: unknown;
  /** Where the position was at the last try to close a gap. */
  #repairedAt: number | undefined;

  constructor(clock: Clock, link: ChatLink, store?: PendingStore) {
    this.#clock = clock;
    this.#link = link;
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
    return (this.#items ??= [
      ...this.#sent,
      ...this.#queue.entries.flatMap((entry) => this.#pending(entry) ?? []),
    ]);
  }

  /** Messages of others since the reader last saw the newest. */
  get unread(): number {
    return this.#unread;
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
    return this.#loading;
  }

  /**
   * Says something; while offline, as soon as that is over.
   * @param text at most `limits.textLength` UTF-16 units
   * @param options `reply`: seq of the message that it answers
   * @returns the operation's id, which is `op` of its item
   */
  post(text: string, { reply }: { reply?: number } = {}): string {
    const op = newOp();
    this.#queue.add({ type: 'chat_post', op, text, ...(reply && { reply }) });
    return op;
  }

  /** Sends a failed message again. */
  retry(op: string): void {
    this.#queue.retry(op);
  }

  /** Gives up a failed or pending message. One that is on its way may still appear. */
  discard(op: string): void {
    this.#queue.remove(op);
  }

  /** The reader has the newest message in view: older ones beyond the usual number may be let go. */
  markRead(): void {
    this.#max = MAX_ITEMS;
    const trimmed = this.#trim();
    if (this.#unread === 0 && !trimmed) return;
    this.#unread = 0;
    this.#changed();
  }

  /** Fetches 50 older messages; nothing where there are none, or while it is being done. */
  loadOlder(): void {
    if (this.#loading || !this.#more) return;
    this.#loading = this.#link.send({ type: 'history', before: this.#floor, limit: PAGE });
    if (this.#loading) this.#changed();
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
    this.#epoch = epoch;
    this.#head = seq;
    if (first || !recovered) {
      this.#sent = [];
      this.#op = undefined;
      this.#floor = events[0]?.seq ?? seq + 1;
      this.#seq = this.#floor - 1;
      this.#more = this.#seq > 0;
      this.#gap = !first && this.#seq > reached;
    }
    this.#apply(events, first ? Infinity : reached);
    this.#queue.start();
  }

  lost(code: number): void {
    this.#forgetEarly();
    this.#queue.stop(code === 1009);
    if (!this.#loading) return;
    this.#loading = false;
    this.#changed();
  }

  receive(message: ChatEventsMessage | HistoryPageMessage | AckMessage): void {
    if (message.type === 'chat') this.#apply(message.events, 0);
    else if (message.type === 'history') this.#prepend(message);
    else {
      // Says that it is kept, not that everything before it is here: the position stays.
      this.#queue.acknowledged(message.op, message.seq);
      this.#queue.reached(this.#seq);
    }
  }

  /** @returns whether the error was about the chat */
  refused({ ref, code, retryAfterMs }: ErrorMessage): boolean {
    if (ref === 'history' && this.#loading) {
      this.#loading = false;
      this.#changed();
    } else if (ref === undefined || !this.#queue.has(ref)) return false;
    else this.#queue.refused(ref, code, isTemporary(code) ? (retryAfterMs ?? 0) : undefined);
    return true;
  }

  /** @param known messages up to here are no news to the reader */
  #apply(events: readonly ChatEvent[], known: number): void {
    const before = this.#seq;
    for (const event of events) {
      const ahead = event.seq - this.#seq;
      if (ahead === 1 || (ahead > 1 && this.#early.size < MAX_EARLY)) this.#early.set(event.seq, event);
      this.#applyEarly(known);
    }
    if (this.#early.size > 0) this.#timer ??= this.#repairLater();
    else this.#forgetEarly();
    if (this.#seq === before && events.length > 0) return;
    this.#queue.reached(this.#seq);
    this.#trim();
    this.#changed();
  }

  /** Applies what continues from the position. */
  #applyEarly(known: number): void {
    let event;
    while ((event = this.#early.get(this.#seq + 1))) {
      this.#early.delete(++this.#seq);
      this.#op = event.op;
      this.#applyOne(event, known);
    }
  }

  #applyOne(event: ChatEvent, known: number): void {
    this.#items = undefined;
    if (!isMessage(event)) {
      const index = this.#sent.findIndex(({ seq }) => seq === event.of);
      const item = this.#sent[index];
      if (item) this.#sent[index] = changed(item, event);
      return;
    }
    const item = this.#item(newMessage(event));
    this.#sent.push(item);
    if (item.mine && item.op !== undefined) this.#queue.remove(item.op);
    if (!item.mine && item.seq > known) this.#unread++;
    this.#link.arrived(item, item.seq > this.#head);
  }

  /** Events are missing. The server mends that by itself, or we resume; and if that does not help, go on. */
  #repairLater(): unknown {
    return this.#clock.setTimeout(
      () => {
        if (this.#repairedAt !== this.#seq) {
          this.#repairedAt = this.#seq;
          this.#link.resume();
          return;
        }
        this.#gap = true;
        this.#seq = Math.min(...this.#early.keys()) - 1;
        this.#timer = undefined;
        this.#applyEarly(0);
        this.#apply([], 0);
      },
      REPAIR_MS * (1 + 2 * this.#clock.random()),
    );
  }

  #forgetEarly(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#early.clear();
  }

  #prepend({ before, messages, more }: HistoryPageMessage): void {
    if (!this.#loading || before !== this.#floor) return;
    const older = messages.filter(({ seq }) => seq < before).map((message) => this.#item(message));
    this.#loading = this.#gap = false;
    this.#more = more;
    this.#floor = older[0]?.seq ?? before;
    this.#sent = [...older, ...this.#sent];
    this.#max = this.#sent.length + MAX_ITEMS;
    this.#changed();
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

  #pending({ operation, at, error }: ChatQueue['entries'][number]): ChatItem | undefined {
    if (operation.type !== 'chat_post') return undefined;
    const { op, text, reply } = operation;
    const { id: member, name, color } = this.#self ?? NOBODY;
    return {
      seq: 0,
      kind: 'message',
      op,
      member,
      name,
      color,
      at,
      text,
      ...(reply && { reply }),
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
