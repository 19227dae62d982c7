import { isMessage, newMessage } from '../../protocol/chat.ts';
import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';
import type {
  ChatEventsMessage,
  ErasedMessage,
  EventsMessage,
  ResumePoint,
  TypingStateMessage,
  WelcomeMessage,
} from '../../protocol/messages.ts';
import type { ChatLog, ReadMark } from './chat-log.ts';

/** What the outline needs of the client; as `ChatLink`. */
export interface UnreadTrackerLink {
  send(message: EventsMessage): boolean;
  changed(): void;
  /** A message has come. @param live it was said just now, and is no catching up */
  arrived(message: ChatMessage, live: boolean): void;
  ignores(member: string): boolean;
  readonly read: ReadMark | undefined;
}

/** Events kept for the log that may come; of more, only the newest page. */
const MAX_KEPT = 500;
const PAGE = 100;

/**
 * The chat before anybody opens it: where the room's log stands, and how much of it is unread. What was said is kept
 * as it came, for the log to take over without a gap.
 */
export class UnreadTracker {
  /** Whose messages are gone, and up to where; told to the log as the last. */
  #erasures: ErasedMessage[] = [];
  #typing: TypingStateMessage | undefined;
  readonly #link: UnreadTrackerLink;
  #kept: (WelcomeMessage | ChatEventsMessage)[] = [];
  #welcome: WelcomeMessage | undefined;
  #seq = 0;
  #op: string | undefined;
  /** The reader has seen all up to here. */
  #read = 0;
  #unread = 0;
  #mentions = 0;
  /** The server was asked for what follows here. */
  #asked: number | undefined;

  constructor(link: UnreadTrackerLink) {
    this.#link = link;
  }

  /** Messages of others since the reader last read the chat, or came here for the first time. */
  get unread(): number {
    return this.#unread;
  }

  /** How many of those mention the reader. */
  get mentions(): number {
    return this.#mentions;
  }

  /** What to say in `hello`. */
  get resumePoint(): ResumePoint | undefined {
    const epoch = this.#welcome?.epoch;
    return epoch === undefined ? undefined : { epoch, seq: this.#seq, ...(this.#op && { op: this.#op }) };
  }

  welcome(message: WelcomeMessage): void {
    const { epoch, seq, recovered } = message;
    const before = this.#welcome;
    this.#welcome = message;
    this.#asked = this.#typing = undefined;
    if (before?.epoch !== epoch) {
      const mark = this.#link.read?.load();
      this.#read = mark?.epoch === epoch ? mark.seq : before ? 0 : seq;
      // From now on everything is news.
      if (mark?.epoch !== epoch) this.#link.read?.save({ epoch, seq: this.#read });
    }
    if (!before || !recovered) {
      this.#kept = [];
      this.#erasures = [];
      this.#op = undefined;
      this.#seq = (message.events[0]?.seq ?? seq + 1) - 1;
      this.#unread = this.#mentions = 0;
    }
    this.#take(message, seq);
  }

  receive(message: ChatEventsMessage): void {
    if (this.#welcome) this.#take(message, message.events.at(-1)?.seq ?? 0);
  }

  /** The reader may have read on elsewhere: the mark tells. */
  readElsewhere(): void {
    const mark = this.#link.read?.load();
    if (mark === undefined || mark.epoch !== this.#welcome?.epoch || mark.seq <= this.#read) return;
    this.#read = mark.seq;
    this.#unread = this.#mentions = 0;
    const kept = this.#kept.flatMap(({ events }) => events);
    for (const event of new Map(kept.map((one) => [one.seq, one])).values())
      if (event.seq <= this.#seq) this.#weigh(event);
    this.#link.changed();
  }

  /** Asks for the events that follow. */
  ask(): void {
    this.#asked = this.#seq;
    this.#link.send({ type: 'events', after: this.#seq });
  }

  erased(message: ErasedMessage): void {
    this.#erasures = [...this.#erasures.filter(({ member }) => member !== message.member), message].slice(
      -PAGE,
    );
  }

  /** The newest word on it is all there is to know. */
  typing(message: TypingStateMessage): void {
    this.#typing = message;
  }

  /** Tells a log everything that it would have heard. */
  replay(log: ChatLog): void {
    for (const message of this.#kept) {
      if (message.type === 'chat') log.receive(message);
      else log.welcome(message);
    }
    for (const message of this.#erasures) log.receive(message);
    if (this.#typing) log.receive(this.#typing);
  }

  /** @param head the log goes up to here at least */
  #take(message: WelcomeMessage | ChatEventsMessage, head: number): void {
    this.#kept.push(message);
    for (const event of message.events) this.#count(event);
    const events = this.#kept.flatMap((kept) => kept.events);
    // Of a line that comes and goes the welcomes alone would be many.
    if (Math.max(events.length, this.#kept.length * 5) > MAX_KEPT && this.#welcome) {
      const newest = events.filter(({ seq }) => seq <= this.#seq).slice(-PAGE);
      this.#kept = [{ ...this.#welcome, events: newest, seq: this.#seq, recovered: false }];
    }
    if (this.#seq < Math.max(head, this.#welcome?.seq ?? 0) && this.#asked !== this.#seq) this.ask();
    this.#link.changed();
  }

  #count(event: ChatEvent): void {
    const { seq, op } = event;
    if (seq !== this.#seq + 1) return;
    this.#seq = seq;
    this.#op = op;
    this.#weigh(event);
    if (isMessage(event)) this.#link.arrived(newMessage(event), seq > (this.#welcome?.seq ?? 0));
  }

  /** Counts what is unread. */
  #weigh(event: ChatEvent): void {
    const { seq, member } = event;
    const self = this.#welcome?.self;
    if (!isMessage(event) || member === self?.id || seq <= this.#read || this.#link.ignores(member)) return;
    this.#unread++;
    if (self && event.kind === 'message' && event.mentions?.includes(self.id)) this.#mentions++;
  }
}
