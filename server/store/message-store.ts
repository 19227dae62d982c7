/**
 * The store: durable chat logs (`MessageStore`, here) and the site's rules (`RuleStore`, `rule-store.ts`).
 *
 * `memory.ts` implements both for one process, `sqlite.ts` in a file. The SQLite store runs in a worker
 * (`sqlite-thread.ts` outside, `sqlite-worker.ts` inside), so that no disk stalls a cursor; `store-recovery.ts` brings
 * it back after a failure. The retention job removes old messages; `backup.ts` copies the file.
 * Every implementation passes the contract suite in `test/server/store`.
 */
import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';

/** The ends of a room's log. */
export interface LogHead {
  /**
   * Identifies the log's lifetime; in another epoch, earlier positions are meaningless. A room that was forgotten begins
   * a new one.
   */
  epoch: string;
  /** The newest event's seq; 0 if there is none. */
  seq: number;
  /** Events up to this one were removed; 0 if none were. */
  floor: number;
}

/** An event before the store has assigned its seq. */
export type EventDraft = ChatEvent extends infer E ? (E extends ChatEvent ? Omit<E, 'seq'> : never) : never;

export interface Appended {
  event: ChatEvent;
  /** The operation was already stored: `event` is the original, and nothing was added. */
  repeated: boolean;
}

/** What stays in each room's log; whatever exceeds either limit is removed, oldest first. */
export interface PruneLimits {
  /**
   * Events from before this time are removed, in milliseconds since 1970, as the clock has it now. How old an event
   * is, the store knows from the time that has passed while it was open (`steady-date.ts`), whatever the clock said
   * when it was stored.
   */
  since: number;
  /** Messages and notices per room; see `EVENTS_PER_MESSAGE` for all events. */
  messages: number;
}

/** How many events are stored per message: reactions alone could fill a disk. */
export const EVENTS_PER_MESSAGE = 10;

/** The store can't work at the moment (disk full, locked, read-only); retrying later makes sense. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/**
 * Durable chat logs, one per room.
 *
 * Guarantees:
 * - `append` resolves only after the event is as durable as this store makes anything; every later read returns an
 *   event that was once returned, until retention removes it.
 * - Each room's seq is dense from 1, in the order in which appends were accepted. Nothing is ordered by time.
 * - Concurrent appends to one room resolve in the order of their seq.
 * - Idempotent by (room, member, op) for as long as the event is stored, across processes and sessions.
 * - An event is visible to readers only after it is durable, and then as a whole.
 * - No answer contains the text of a deleted message, nor a text from before an edit. A deletion is final. An edit of
 *   a message that was removed has no text.
 *
 * Failure: every method rejects with `StoreUnavailable` while the store can't work. Either nothing was stored, or
 * retrying the same operation finds what was stored.
 */
export interface MessageStore {
  /** Whether it can store messages, as far as it knows. It recovers by itself. */
  readonly available: boolean;
  head(room: string): Promise<LogHead>;
  append(room: string, draft: EventDraft): Promise<Appended>;
  /** The event of an operation, if it is stored. */
  find(room: string, member: string, op: string): Promise<ChatEvent | undefined>;
  /**
   * The events after `after`, in order.
   * @returns undefined if the event right after `after` was removed, or `after` is beyond the head
   */
  eventsAfter(room: string, after: number, limit: number): Promise<ChatEvent[] | undefined>;
  /** The event at `seq`, if it is stored. */
  eventAt(room: string, seq: number): Promise<ChatEvent | undefined>;
  /** The present state of a message, if it is stored. */
  message(room: string, seq: number): Promise<ChatMessage | undefined>;
  /** The present state of the messages before `before` (undefined: the newest), oldest first, and whether more exist. */
  messages(
    room: string,
    before: number | undefined,
    limit: number,
  ): Promise<{ messages: ChatMessage[]; more: boolean }>;
  /**
   * Removes a few events that exceed the limits, in any room, so that no other call waits long.
   * @returns whether there is more to remove
   */
  prune(limits: PruneLimits): Promise<boolean>;
  /** Some rooms of which retention has left nothing; other ones the next time, if there are more. */
  emptied(): Promise<string[]>;
  /**
   * Forgets these rooms, unless something was written to them meanwhile: their next event has the seq 1 of a new epoch.
   * Only for rooms that nobody has open, on any node, when this is called.
   */
  forget(rooms: string[]): Promise<void>;
  /**
   * Deletes all messages of a member, in all rooms, together with their author's name. Resolves once none of it is
   * stored anywhere, as far as this store can tell.
   * @param onRoom called once per room with such messages, when no reader gets the text of any of them any more; if
   *   the erasure fails on the way, also for the room in which it failed
   * @returns the number of messages that were not deleted before
   */
  erase(member: string, onRoom?: (room: string) => void): Promise<number>;
  /**
   * `listener` is called whenever another log has taken the place of this one while the store was open, such as an older
   * copy of it: before anything is stored in it, and in a new epoch of all rooms.
   */
  onReplaced(listener: () => void): void;
  /** @throws StoreUnavailable where something hangs and had to be left at work: the end of the process would wait for it */
  close(): Promise<void>;
}
