import type {
  EventsMessage,
  HistoryMessage,
  QuotesMessage,
  RosterMessage,
  ServerMessage,
} from '../../protocol/messages.ts';
import type { Room } from '../room/room.ts';
import type { Outbox } from './outbox.ts';
import type { Reader } from './read-budgets.ts';
import type { SessionParts } from './session-parts.ts';

export type ReadMessage = EventsMessage | HistoryMessage | QuotesMessage | RosterMessage;

/** What a read from the store costs at least, in bytes: an empty answer is work, too. */
const READ_BYTES = 256;
/** Names change, so the whole roster may be asked for again after this time, in ms. */
const ROSTER_MS = 30_000;
/** When a client may ask again whose last answers still wait to be sent, in ms. */
const UNREAD_MS = 1_000;
/** Set aside for each message that is asked for; most are shorter. */
const MESSAGE_BYTES = 1_024;

/**
 * Answers what a client asks for, within the bytes that its member and its address may read. What an answer may need
 * is set aside before the store is asked, so that many requests at once don't get more than one after another. Who
 * does not read what they asked for gets no more: it would wait in this server's memory.
 */
export class Reading {
  readonly #outbox: Outbox;
  readonly #parts: Pick<SessionParts, 'reads' | 'limits' | 'clock'>;
  /** The newest event that this session was sent as a missed one, and whether it waits for more. */
  #reached = 0;
  #isCatchingUp = false;
  /** The last member in the pages of the roster that this session was sent, and when it asked for the first page. */
  #reachedMember: string | undefined;
  #rosterAt = -Infinity;

  constructor(outbox: Outbox, parts: Pick<SessionParts, 'reads' | 'limits' | 'clock'>) {
    this.#outbox = outbox;
    this.#parts = parts;
  }

  /** Answers a request, or says when it may be made. Waiting is no offence: the rate of requests is another one. */
  answer(reader: Reader, room: Room, message: ReadMessage): void {
    const { reads, limits, clock } = this.#parts;
    const isUnread = this.#outbox.queued > limits.laggingBytes;
    const wait = reads.wait(reader, this.#isFirst(message), clock.now());
    if (wait > 0 || isUnread) {
      const ms = isUnread ? Math.max(wait, UNREAD_MS) : wait;
      this.#outbox.error('rate_limited', 'too many bytes at once', message.type, ms);
      return;
    }
    switch (message.type) {
      case 'events':
        this.#answer(
          reader,
          message,
          room.chat.readAsMember((log) => log.after(message.after)),
          (events) => {
            this.#reached = Math.max(this.#reached, events.at(-1)?.seq ?? 0);
            return { type: 'chat', events };
          },
        );
        return;
      case 'history': {
        const { before, limit } = message;
        const page = room.chat.readAsMember((log) => log.history(before, limit));
        this.#answer(reader, message, page, (found) => ({
          type: 'history',
          ...(before !== undefined && { before }),
          ...found,
        }));
        return;
      }
      case 'quotes': {
        const quoted = room.chat.readAsMember((log) => log.quotes(message.seqs));
        this.#answer(reader, message, quoted, (found) => ({ type: 'quotes', ...found }));
        return;
      }
      case 'roster': {
        const { after, limit } = message;
        const page = room.roster.page(after, limit);
        const isFirst = this.#isFirst(message);
        if (isFirst) this.#reachedMember = page.members.at(-1)?.id ?? after ?? '';
        if (isFirst && after === undefined) this.#rosterAt = this.#parts.clock.now();
        const answer: ServerMessage = { type: 'roster', ...(after !== undefined && { after }), ...page };
        this.#spend(reader, isFirst, this.#outbox.send(answer));
        return;
      }
      default:
        message satisfies never;
    }
  }

  #answer<T>(
    reader: Reader,
    message: ReadMessage,
    work: Promise<T>,
    answerOf: (result: T) => ServerMessage,
  ): void {
    const isFirst = this.#isFirst(message);
    if (isFirst) this.#isCatchingUp = true;
    const { eventsBytes, events } = this.#parts.limits;
    const quoted = message.type === 'quotes' ? message.seqs.length : 1;
    const items = message.type === 'history' ? message.limit : message.type === 'events' ? events : quoted;
    const reserved = Math.min(eventsBytes, items * MESSAGE_BYTES);
    const least = READ_BYTES * quoted;
    this.#spend(reader, isFirst, reserved);
    this.#outbox.answer(message.type, work, answerOf, (bytes) => {
      if (isFirst) this.#isCatchingUp = false;
      this.#spend(reader, isFirst, Math.max(bytes, least) - reserved);
    });
  }

  /** Whether a session asks for this for the first time, in its order: no client needs any of it twice. */
  #isFirst(message: ReadMessage): boolean {
    if (message.type === 'events') return message.after >= this.#reached && !this.#isCatchingUp;
    if (message.type !== 'roster') return false;
    if (message.after === undefined) return this.#parts.clock.now() - this.#rosterAt >= ROSTER_MS;
    return this.#reachedMember !== undefined && message.after >= this.#reachedMember;
  }

  #spend(reader: Reader, isFirst: boolean, bytes: number): void {
    const { reads, clock } = this.#parts;
    reads.spend(reader, isFirst, bytes, clock.now());
  }
}
