import { changed } from '../../protocol/chat-changes.ts';
import { isMessage } from '../../protocol/chat.ts';
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

/** Single messages that are kept. */
const MAX_QUOTED = 300;
/** Wait after a refusal without a time, in ms. */
const RETRY_MS = 1_000;

/**
 * Loads messages older than those that the log holds: pages of them, and single ones that others reply to. One request
 * at a time; after a refusal it waits as long as the server says.
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
  #request: { before: number; limit: number; quote?: number } | undefined;
  /** Changes since the request: the answer may have been read before them. */
  #changes: (ChatEditEvent | ChatDeleteEvent | ChatReactionEvent)[] = [];
  #timer: (() => void) | undefined;

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
    if (!this.#request && this.#timer === undefined) this.#page = undefined;
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
  change(event: ChatEvent): void {
    if (isMessage(event)) return;
    if (this.#request) this.#changes.push(event);
    const quoted = this.#quoted.get(event.of);
    if (quoted) this.#quoted.set(event.of, changed(quoted, event));
  }

  /** @returns the requested page, if this is it: the caller adds it, and reports the change */
  receive({
    before,
    messages: stored,
    more,
  }: HistoryPageMessage): { messages: ChatMessage[]; more: boolean } | undefined {
    const request = this.#request;
    if (!request || before !== request.before) return undefined;
    // Applying a change twice is the same as applying it once.
    const messages = [...stored];
    for (const change of this.#changes) {
      const at = messages.findIndex(({ seq }) => seq === change.of);
      if (messages[at]) messages[at] = changed(messages[at], change);
    }
    this.#done();
    if (request.quote === undefined) this.#page = undefined;
    else this.#keep(request.quote, messages[0]);
    this.#next();
    if (request.quote === undefined) return { messages, more };
    this.#link.changed();
    return undefined;
  }

  /** @param retryAfter ms, if it may be requested again */
  refused(retryAfter: number | undefined): void {
    const { quote } = this.#request ?? {};
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

  /** What is kept may be outdated: the log restarted, or somebody erased their messages. */
  clear(): void {
    this.#wanted.clear();
    this.#quoted.clear();
  }

  #done(): void {
    this.#request = undefined;
    this.#changes = [];
  }

  #keep(seq: number, message: ChatMessage | undefined): void {
    this.#wanted.delete(seq);
    this.#quoted.set(seq, message?.seq === seq ? message : undefined);
    const [oldest] = this.#quoted.keys();
    if (this.#quoted.size > MAX_QUOTED && oldest !== undefined) this.#quoted.delete(oldest);
  }

  #next(): void {
    if (this.#request || this.#timer !== undefined) return;
    const [quote] = this.#wanted;
    const next = this.#page ?? (quote === undefined ? undefined : { before: quote + 1, limit: 1, quote });
    if (!next) return;
    const { before, limit } = next;
    if (this.#link.send({ type: 'history', before, limit })) this.#request = next;
  }
}
