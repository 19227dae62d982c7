import type { ChatEvent, ChatMessage } from '../../protocol/messages.ts';

/** Where a room's log stands. */
export interface LogHead {
  /** Names one life of the log; another one means that positions of before mean nothing. */
  epoch: string;
  /** The newest event's seq, 0 where there is none. */
  seq: number;
}

/** An event as it is before the store has given it its place. */
export type EventDraft = ChatEvent extends infer E ? (E extends ChatEvent ? Omit<E, 'seq'> : never) : never;

export interface Appended {
  event: ChatEvent;
  /** The operation had been kept before: `event` is the first one, and nothing was added. */
  repeated: boolean;
}

/** The store can't keep anything now (disk full, locked, read-only); trying again later makes sense. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/**
 * Durable chat logs, one for each room.
 *
 * Guarantees:
 * - `append` resolves only after the event is as durable as this store makes anything; an event that was
 *   returned is returned by every later read until retention removes it.
 * - Each room's seq is dense from 1, in the order in which appends were accepted. Nothing is ordered by time.
 * - Idempotent by (room, member, op) for as long as the event is kept, whatever process or session asks.
 * - An event is visible to readers only after it is durable, and then whole.
 * - A deleted message's text is in no answer any more, nor is the text it had before an edit.
 *
 * Failure: every method rejects with `StoreUnavailable` where the store can't do its work now; nothing was kept
 * then, or the same operation tried again finds what was kept.
 */
export interface MessageStore {
  head(room: string): Promise<LogHead>;
  append(room: string, draft: EventDraft): Promise<Appended>;
  /** The event of an operation, where it is kept. */
  find(room: string, member: string, op: string): Promise<ChatEvent | undefined>;
  /**
   * Events after `after` in order.
   * @returns undefined where the event right after `after` is no longer kept, or `after` lies beyond the head
   */
  eventsAfter(room: string, after: number, limit: number): Promise<ChatEvent[] | undefined>;
  /** The event at `seq`, where it is kept. */
  eventAt(room: string, seq: number): Promise<ChatEvent | undefined>;
  /** A message as it stands now, where it is kept. */
  message(room: string, seq: number): Promise<ChatMessage | undefined>;
  /** Messages as they stand now before `before` (undefined: from the head), oldest first, and whether more exist. */
  messages(
    room: string,
    before: number | undefined,
    limit: number,
  ): Promise<{ messages: ChatMessage[]; more: boolean }>;
  close(): Promise<void>;
}
