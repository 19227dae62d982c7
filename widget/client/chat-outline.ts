import { isMessage, newMessage } from '../../protocol/chat-message.ts';
import type {
  ChatEvent,
  ChatEventsMessage,
  ChatMessage,
  ResumePoint,
  WelcomeMessage,
} from '../../protocol/messages.ts';
import type { ChatLog } from './chat-log.ts';

/** What the outline needs of the client. */
export interface OutlineLink {
  changed(): void;
  /** A message has come. @param live it was said just now, and is no catching up */
  arrived(message: ChatMessage, live: boolean): void;
  /** Connects again, so that the server brings what is missing. */
  resume(): void;
}

/** Events kept for the log that may come; of more, only the newest page. */
const MAX_KEPT = 500;
const PAGE = 100;

/**
 * The chat before anybody opens it: where the room's log stands, and how much of it is unread. What was said is kept
 * as it came, for the log to take over without a gap.
 */
export class ChatOutline {
  readonly #link: OutlineLink;
  #kept: (WelcomeMessage | ChatEventsMessage)[] = [];
  #welcome: WelcomeMessage | undefined;
  #seq = 0;
  #op: string | undefined;
  #unread = 0;
  /** A gap was asked about since the last welcome. */
  #asked = false;

  constructor(link: OutlineLink) {
    this.#link = link;
  }

  /** Messages of others since the first welcome. */
  get unread(): number {
    return this.#unread;
  }

  /** What to say in `hello`. */
  get resumePoint(): ResumePoint | undefined {
    const epoch = this.#welcome?.epoch;
    return epoch === undefined ? undefined : { epoch, seq: this.#seq, ...(this.#op && { op: this.#op }) };
  }

  welcome(message: WelcomeMessage): void {
    const before = this.#welcome;
    const reached = before?.epoch === message.epoch ? this.#seq : 0;
    this.#welcome = message;
    this.#asked = false;
    if (!before || !message.recovered) {
      this.#kept = [];
      this.#op = undefined;
      this.#seq = (message.events[0]?.seq ?? message.seq + 1) - 1;
    }
    this.#take(message, before ? reached : Infinity);
  }

  receive(message: ChatEventsMessage): void {
    if (this.#welcome) this.#take(message, 0);
  }

  /** Tells a log everything that it would have heard. */
  replay(log: ChatLog): void {
    for (const message of this.#kept) {
      if (message.type === 'chat') log.receive(message);
      else log.welcome(message);
    }
  }

  /** @param known messages up to here are no news to the reader */
  #take(message: WelcomeMessage | ChatEventsMessage, known: number): void {
    this.#kept.push(message);
    for (const event of message.events) this.#count(event, known);
    const events = this.#kept.flatMap((kept) => kept.events);
    if (events.length > MAX_KEPT && this.#welcome) {
      this.#kept = [{ ...this.#welcome, events: events.slice(-PAGE), seq: this.#seq, recovered: false }];
    }
    this.#link.changed();
  }

  #count(event: ChatEvent, known: number): void {
    const { seq, member, op } = event;
    if (seq > this.#seq + 1 && !this.#asked) {
      this.#asked = true;
      this.#link.resume();
    }
    if (seq !== this.#seq + 1) return;
    this.#seq = seq;
    this.#op = op;
    if (!isMessage(event)) return;
    if (member !== this.#welcome?.self.id && seq > known) this.#unread++;
    this.#link.arrived(newMessage(event), seq > (this.#welcome?.seq ?? 0));
  }
}
