import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { LogPosition, ResumePoint } from '../../protocol/messages.ts';
import type { MessageStore } from '../store/message-store.ts';
import { OperationError } from './operation-error.ts';

/** Reads one room's log, in answers that fit into a frame. */
export class LogReader {
  readonly #room: string;
  readonly #store: MessageStore;
  readonly #limits: Limits;

  constructor(room: string, store: MessageStore, limits: Limits) {
    this.#room = room;
    this.#store = store;
    this.#limits = limits;
  }

  /**
   * The first of the events that a client has missed, or the newest ones where its resume point is not in the log.
   * @throws StoreUnavailable
   */
  async recover(point: ResumePoint | undefined): Promise<LogPosition> {
    const { epoch, seq, floor } = await this.#store.head(this.#room);
    const { events: page, resumeEvents } = this.#limits;
    if (point && point.epoch === epoch && seq - point.seq <= resumeEvents && (await this.#holds(point))) {
      const events = await this.#store.eventsAfter(this.#room, point.seq, page);
      if (events) return { epoch, seq, events: this.#first(events), recovered: true };
    }
    const events = await this.#store.eventsAfter(this.#room, Math.max(floor, seq - page), page);
    // Retention has removed events since the head was read: there is a newer floor.
    if (!events) return await this.recover(undefined);
    return { epoch, seq, events: this.#last(events), recovered: false };
  }

  /**
   * Events after `after`, as many as fit into a frame.
   * @throws OperationError `not_found` where the next one is no longer stored; StoreUnavailable
   */
  async after(after: number): Promise<ChatEvent[]> {
    const events = await this.#store.eventsAfter(this.#room, after, this.#limits.events);
    if (events) return this.#first(events);
    throw new OperationError('not_found', 'these events are no longer kept: connect again');
  }

  /**
   * Messages as they stand now, the newest before `before`: at most `limit`, and as many as fit into a frame.
   * @throws StoreUnavailable
   */
  async history(
    before: number | undefined,
    limit: number,
  ): Promise<{ messages: ChatMessage[]; more: boolean }> {
    const most = Math.min(limit, this.#limits.events);
    const { messages, more } = await this.#store.messages(this.#room, before, most);
    const fitting = this.#last(messages);
    return { messages: fitting, more: more || fitting.length < messages.length };
  }

  /**
   * Single messages as they stand now: the first of `seqs`, as many as fit into a frame, and what is stored of them.
   * @throws StoreUnavailable
   */
  async quotes(seqs: number[]): Promise<{ seqs: number[]; messages: ChatMessage[] }> {
    const found = await Promise.all(
      seqs.map(async (seq) => ({ seq, message: await this.#store.message(this.#room, seq) })),
    );
    const fitting = this.#first(found);
    return {
      seqs: fitting.map(({ seq }) => seq),
      messages: fitting.flatMap(({ message }) => message ?? []),
    };
  }

  /** The first of the items that fit into a frame, but at least one. */
  #first<T>(items: T[]): T[] {
    let bytes = 0;
    const end = items.findIndex(
      (item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > this.#limits.eventsBytes,
    );
    return end < 0 ? items : items.slice(0, Math.max(1, end));
  }

  #last<T>(items: T[]): T[] {
    return this.#first(items.reverse()).reverse();
  }

  /** Whether the stored event is the one that the client saw last: after a restore from a backup it is not. */
  async #holds({ seq, op }: ResumePoint): Promise<boolean> {
    if (op === undefined || seq === 0) return true;
    const event = await this.#store.eventAt(this.#room, seq);
    return event === undefined || event.op === op;
  }
}
