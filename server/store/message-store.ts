import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';

/** Where a room's log stands. */
export interface LogHead {
  /** Names one life of the log; another one means that positions of before mean nothing. */
  epoch: string;
  /** The newest event's seq, 0 where there was none. */
  seq: number;
  /** Events up to this one are no longer kept; 0 where all are. */
  floor: number;
}

/** An event as it is before the store has given it its place. */
export type EventDraft = ChatEvent extends infer E ? (E extends ChatEvent ? Omit<E, 'seq'> : never) : never;

export interface Appended {
  event: ChatEvent;
  /** The operation had been kept before: `event` is the first one, and nothing was added. */
  repeated: boolean;
}

/** What is kept of each room's log; what is beyond either is removed, oldest first. */
export interface Keep {
  /** Events of before this time go, in milliseconds since 1970. */
  since: number;
  /** Messages and notices of each room; of events in all, ten times as many. */
  messages: number;
}

/** Of events, so many times as many are kept as of messages: reactions alone could fill a disk. */
export const EVENTS_PER_MESSAGE = 10;

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
 * - Appends of one room that wait at the same time resolve in the order of their seq.
 * - Idempotent by (room, member, op) for as long as the event is kept, whatever process or session asks.
 * - An event is visible to readers only after it is durable, and then whole.
 * - A deleted message's text is in no answer any more, nor is the text it had before an edit. What is deleted
 *   stays so. The edit of a message that is no longer kept says nothing.
 *
 * Failure: every method rejects with `StoreUnavailable` where the store can't do its work now; nothing was kept
 * then, or the same operation tried again finds what was kept.
 */
export interface MessageStore {
  /** Whether it can keep messages now, as far as it knows. It finds out by itself when it can again. */
  readonly available: boolean;
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
  /**
   * Removes a little of what is not to be kept any longer, in all rooms, so that nobody waits long.
   * @returns whether there is more to do
   */
  sweep(keep: Keep): Promise<boolean>;
  /**
   * Takes text and name out of everything that a member has said, in all rooms: their messages are deleted ones
   * then. Resolves when none of it is stored anywhere any more, as far as this store can tell.
   * @param found told the name of each room in which there was something, at least once
   * @returns messages that were not deleted before
   */
  erase(member: string, found?: (room: string) => void): Promise<number>;
  close(): Promise<void>;
}
