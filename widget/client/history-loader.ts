import { changed, isMessage } from '../../protocol/chat.ts';
import type {
  ChatDeleteEvent,
  ChatEditEvent,
  ChatEvent,
  ChatMessage,
  ChatReactionEvent,
} from '../../protocol/chat.ts';
import type { HistoryMessage, HistoryPageMessage } from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';

export interface HistoryLoaderLink {
  /** @returns whether it was sent: only while online */
  send(message: HistoryMessage): boolean;
  changed(): void;
}

/** Single messages that are remembered. */
const MAX_QUOTED = 300;
/** Wait after a refusal that names none, in ms. */
const RETRY_MS = 1_000;

/**
 * Messages from before those that a log holds: pages of them, and single ones that others answer. One thing is asked
 * for at a time, and after a refusal not before the server says.
 */
export class HistoryLoader {
  readonly #clock: Clock;
  readonly #link: HistoryLoaderLink;
  /** The page that is wanted. */
  #page: { before: number; limit: number } | undefined;
  /** Single messages that are wanted, by seq. */
  readonly #wanted = new Set<number>();
  /** Those that came; undefined where nothing is kept. */
  readonly #quoted = new Map<number, ChatMessage | undefined>();
  #asked: { before: number; limit: number; quote?: number } | undefined;
  /** What happened to messages since that was asked: the answer may have been read before. */
  #since: (ChatEditEvent | ChatDeleteEvent | ChatReactionEvent)[] = [];
  #timer: (() => void) | undefined;

  constructor(clock: Clock, link: HistoryLoaderLink) {
    this.#clock = clock;
    this.#link = link;
  }

  /** A page is wanted, and has not come. */
  get loading(): boolean {
    return this.#page !== undefined;
  }

  /** Wants the messages before `before`, unless a page is wanted already. @returns false without a connection */
  load(before: number, limit: number): boolean {
    this.#page ??= { before, limit };
    this.#next();
    if (!this.#asked && this.#timer === undefined) this.#page = undefined;
    return this.loading;
  }

  /** A single message; wants it where it is not known. */
  quote(seq: number): ChatMessage | undefined {
    if (!this.#quoted.has(seq) && !this.#wanted.has(seq)) {
      this.#wanted.add(seq);
      this.#next();
    }
    return this.#quoted.get(seq);
  }

  /** Something happened to a message, held or not. */
  heard(event: ChatEvent): void {
    if (isMessage(event)) return;
    if (this.#asked) this.#since.push(event);
    const quoted = this.#quoted.get(event.of);
    if (quoted) this.#quoted.set(event.of, changed(quoted, event));
  }

  /** @returns the page that was wanted, where this is it: whoever puts it in its place tells of the change */
  answered({
    before,
    messages: read,
    more,
  }: HistoryPageMessage): { messages: ChatMessage[]; more: boolean } | undefined {
    const asked = this.#asked;
    if (!asked || before !== asked.before) return undefined;
    // Applying a change twice is as applying it once.
    const messages = read.map((message) =>
      this.#since.filter(({ of }) => of === message.seq).reduce(changed, message),
    );
    this.#done();
    if (asked.quote === undefined) this.#page = undefined;
    else this.#keep(asked.quote, messages[0]);
    this.#next();
    if (asked.quote === undefined) return { messages, more };
    this.#link.changed();
    return undefined;
  }

  /** @param retryAfter ms, where it may be asked again */
  refused(retryAfter: number | undefined): void {
    const { quote } = this.#asked ?? {};
    this.#done();
    if (retryAfter === undefined) {
      if (quote === undefined) this.#page = undefined;
      else this.#keep(quote, undefined);
    }
    this.#timer ??= this.#clock.after(retryAfter || RETRY_MS, () => {
      this.#timer = undefined;
      this.#next();
    });
    this.#link.changed();
  }

  /** There is a connection. */
  start(): void {
    this.#next();
  }

  /** The connection is lost. */
  stop(): void {
    this.#done();
    this.#page = undefined;
    this.#timer?.();
    this.#timer = undefined;
  }

  /** The log is another one, or was not heard for a while. */
  forget(): void {
    this.#wanted.clear();
    this.#quoted.clear();
  }

  #done(): void {
    this.#asked = undefined;
    this.#since = [];
  }

  #keep(seq: number, message: ChatMessage | undefined): void {
    this.#wanted.delete(seq);
    this.#quoted.set(seq, message?.seq === seq ? message : undefined);
    const [oldest] = this.#quoted.keys();
    if (this.#quoted.size > MAX_QUOTED && oldest !== undefined) this.#quoted.delete(oldest);
  }

  #next(): void {
    if (this.#asked || this.#timer !== undefined) return;
    const [quote] = this.#wanted;
    const next = this.#page ?? (quote === undefined ? undefined : { before: quote + 1, limit: 1, quote });
    if (!next) return;
    const { before, limit } = next;
    if (this.#link.send({ type: 'history', before, limit })) this.#asked = next;
  }
}
