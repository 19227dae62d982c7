import { changed } from '../../../protocol/chat-changes.ts';
import type { ChatChangeEvent, ChatMessage } from '../../../protocol/chat.ts';
import type { Clock } from '../../../protocol/clock.ts';
import { QUOTES } from '../../../protocol/limits.ts';
import type {
  HistoryMessage,
  HistoryPageMessage,
  QuotedMessage,
  QuotesMessage,
} from '../../../protocol/messages.ts';

export interface HistoryLoaderLink {
  /** @returns whether it was sent: only while online */
  send(message: HistoryMessage | QuotesMessage): boolean;
  changed(): void;
}

/** Single messages that are kept. */
const MAX_QUOTED = 300;
/** Wait after a refusal without a time, in ms. */
const RETRY_MS = 1_000;
/** A request without an answer is lost after this time, in ms. The server gives its store a little less. */
const ANSWER_MS = 12_000;

/**
 * Loads messages older than those that the log holds: pages of them, and single ones that others reply to. One request
 * at a time; what is not answered is requested again, after a refusal when the server says.
 */
export class HistoryLoader {
  readonly #clock: Clock;
  readonly #link: HistoryLoaderLink;
  /** The page to load. */
  #page: { before: number; limit: number } | undefined;
  /** Single messages to load, by seq. */
  readonly #wanted = new Set<number>();
  /** Those that were loaded; undefined if the server no longer has it. */
  readonly #quoted = new Map<number, ChatMessage | undefined>();
  /** What the server was asked and has not answered. */
  #request: HistoryMessage | QuotesMessage | undefined;
  /** Changes since the request: the answer may have been read before them. */
  #changes: ChatChangeEvent[] = [];
  /** Cancels the end of the wait: for an answer, or after a refusal. */
  #waiting: (() => void) | undefined;

  constructor(clock: Clock, link: HistoryLoaderLink) {
    this.#clock = clock;
    this.#link = link;
  }

  /** A page is requested, or waits for its turn. */
  get loading(): boolean {
    return this.#page !== undefined;
  }

  /** Loads the messages before `before`, unless a page is loading already. @returns false without a connection */
  load(before: number, limit: number): boolean {
    this.#page ??= { before, limit };
    this.#next();
    if (!this.#waiting) this.#page = undefined;
    return this.loading;
  }

  /** A single message; loads it if it is not known. */
  quote(seq: number): ChatMessage | undefined {
    if (!this.#quoted.has(seq) && !this.#wanted.has(seq)) {
      this.#wanted.add(seq);
      this.#next();
    }
    return this.#quoted.get(seq);
  }

  /** A message was edited, deleted or reacted to; the log may hold it or not. */
  change(event: ChatChangeEvent): void {
    if (this.#request) this.#changes.push(event);
    const quoted = this.#quoted.get(event.of);
    if (quoted) this.#quoted.set(event.of, changed(quoted, event));
  }

  /** @returns the requested page, if this is it: the caller adds it, and reports the change */
  receive(
    answer: HistoryPageMessage | QuotedMessage,
  ): { messages: ChatMessage[]; more: boolean } | undefined {
    const request = this.#request;
    if (request?.type !== answer.type) return undefined;
    if (request.type === 'history' && answer.type === 'history' && answer.before !== request.before)
      return undefined;
    // Applying a change twice is the same as applying it once.
    const messages = [...answer.messages];
    for (const change of this.#changes) {
      const at = messages.findIndex(({ seq }) => seq === change.of);
      if (messages[at]) messages[at] = changed(messages[at], change);
    }
    this.#done();
    if (answer.type === 'history') this.#page = undefined;
    else for (const seq of answer.seqs) this.#keep(seq, messages);
    this.#next();
    if (answer.type === 'history') return { messages, more: answer.more };
    this.#link.changed();
    return undefined;
  }

  /** @param retryAfter ms, if it may be requested again */
  refused(retryAfter: number | undefined): void {
    const request = this.#request;
    this.#done();
    if (retryAfter === undefined) {
      if (request?.type === 'quotes') for (const seq of request.seqs) this.#keep(seq, []);
      else this.#page = undefined;
    }
    this.#wait(retryAfter || RETRY_MS);
    this.#link.changed();
  }

  /** There is a connection, maybe after a loss: what is not answered is requested again. */
  start(): void {
    this.#done();
    this.#next();
  }

  /** The connection is lost. */
  stop(): void {
    this.#done();
    this.#page = undefined;
  }

  /** What is kept may be outdated: the log restarted, or somebody erased their messages. */
  clear(): void {
    this.#wanted.clear();
    this.#quoted.clear();
  }

  #done(): void {
    this.#waiting?.();
    this.#waiting = this.#request = undefined;
    this.#changes = [];
  }

  #wait(ms: number): void {
    this.#waiting = this.#clock.after(ms, () => {
      this.#done();
      this.#next();
    });
  }

  #keep(seq: number, messages: readonly ChatMessage[]): void {
    this.#wanted.delete(seq);
    this.#quoted.set(
      seq,
      messages.find((message) => message.seq === seq),
    );
    const [oldest] = this.#quoted.keys();
    if (this.#quoted.size > MAX_QUOTED && oldest !== undefined) this.#quoted.delete(oldest);
  }

  #next(): void {
    if (this.#waiting) return;
    const seqs = [...this.#wanted].slice(0, QUOTES);
    let request: HistoryMessage | QuotesMessage;
    if (this.#page) request = { type: 'history', ...this.#page };
    else if (seqs.length > 0) request = { type: 'quotes', seqs };
    else return;
    if (!this.#link.send(request)) return;
    this.#request = request;
    this.#wait(ANSWER_MS);
  }
}
