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

/**
 * Answers what a client asks for, within the bytes that its member and its address may read. What an answer may need
 * is set aside before the store is asked, so that many requests at once don't get more than one after another.
 */
export class Reading {
  readonly #outbox: Outbox;
  readonly #parts: Pick<SessionParts, 'reads' | 'limits' | 'clock'>;
  /** The newest event that this session was sent as a missed one. */
  #reached = 0;

  constructor(outbox: Outbox, parts: Pick<SessionParts, 'reads' | 'limits' | 'clock'>) {
    this.#outbox = outbox;
    this.#parts = parts;
  }

  /** The milliseconds until the request may be made; 0 if it may be made now. */
  wait(reader: Reader, message: ReadMessage): number {
    return this.#parts.reads.wait(reader, this.#isMissed(message), this.#parts.clock.now());
  }

  answer(reader: Reader, room: Room, message: ReadMessage): void {
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
        const answer: ServerMessage = { type: 'roster', ...(after !== undefined && { after }), ...page };
        this.#spend(reader, false, this.#outbox.send(answer));
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
    const isMissed = this.#isMissed(message);
    const reserved = this.#parts.limits.eventsBytes;
    const least = READ_BYTES * (message.type === 'quotes' ? message.seqs.length : 1);
    this.#spend(reader, isMissed, reserved);
    this.#outbox.answer(message.type, work, answerOf, (bytes) => {
      this.#spend(reader, isMissed, Math.max(bytes, least) - reserved);
    });
  }

  /** Whether the events are new to this session: no client needs any of them twice. */
  #isMissed(message: ReadMessage): boolean {
    return message.type === 'events' && message.after >= this.#reached;
  }

  #spend(reader: Reader, isMissed: boolean, bytes: number): void {
    const { reads, clock } = this.#parts;
    reads.spend(reader, isMissed, bytes, clock.now());
  }
}
