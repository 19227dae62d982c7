import type { ChatEvent } from '../../protocol/chat.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ChatOperation, LogPosition, ResumePoint } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import type { Broker } from '../broker/broker.ts';
import type { Appended, MessageStore } from '../store/message-store.ts';
import { ChatLog } from './chat-log.ts';
import { withinDeadline } from './deadline.ts';
import { LogReader } from './log-reader.ts';
import { LogRecovery } from './log-recovery.ts';
import type { WaitingSession } from './log-recovery.ts';
import type { Moderation } from './moderation.ts';

export interface RoomChatParts {
  room: string;
  store: MessageStore;
  broker: Broker;
  moderation: Moderation;
  limits: Limits;
  clock: Clock;
  /** Keeps the room alive while `work` runs. */
  during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Sends new events to all sessions. */
  deliver: (events: ChatEvent[]) => void;
}

/** A room's chat: its log, and what of it has been delivered to the sessions here. */
export class RoomChat {
  readonly #parts: RoomChatParts;
  readonly #log: ChatLog;
  readonly #reader: LogReader;
  readonly #recovery: LogRecovery;
  readonly #unsubscribe: () => void;
  /** The newest event that the sessions here were sent. */
  #delivered = 0;

  constructor(parts: RoomChatParts) {
    const { room, store, limits, clock } = parts;
    this.#parts = parts;
    this.#log = new ChatLog(room, store, limits, clock);
    this.#reader = new LogReader(room, store, limits);
    this.#recovery = new LogRecovery({
      clock,
      read: (point) => this.recover(point),
      upToDate: (position) => this.upToDate(position),
    });
    this.#unsubscribe = parts.broker.subscribe(room, ({ events }) => {
      this.#deliver(events);
    });
  }

  /**
   * Performs a member's operation and publishes its event.
   * @param acknowledge called once the operation is stored, before anybody gets its event
   * @throws OperationError, StoreUnavailable
   */
  async perform(
    operation: ChatOperation,
    author: Member,
    acknowledge: (done: Appended) => void,
  ): Promise<void> {
    const { moderation, room } = this.#parts;
    const performed = this.#log.perform(operation, author, () => moderation.denialReason(room, author.id));
    await this.#publish(performed, acknowledge);
  }

  /** Posts a notice from the site; the same `op` gets the first answer. @throws OperationError, StoreUnavailable */
  notice(op: string, text: string): Promise<Appended> {
    return this.#publish(this.#log.notice(op, text));
  }

  /** Deletes a message or notice, whoever its author is. @throws OperationError, StoreUnavailable */
  async remove(seq: number): Promise<void> {
    await this.#publish(this.#log.remove(seq));
  }

  /** Resolves when nothing is being written to the log any more. */
  settled(): Promise<void> {
    return this.#log.settled();
  }

  /** Reads the log for the site. @throws StoreUnavailable */
  read<T>(work: (reader: LogReader) => Promise<T>): Promise<T> {
    return this.#parts.during(() => work(this.#reader));
  }

  /** Reads the log for a member: not before the rules are known, as the room may be closed. @throws StoreUnavailable */
  readAsMember<T>(work: (reader: LogReader) => Promise<T>): Promise<T> {
    const { moderation } = this.#parts;
    // Awaiting known rules would make the way longer, and events that follow could overtake the answer.
    return this.read((reader) =>
      moderation.isLoaded ? work(reader) : moderation.load().then(() => work(reader)),
    );
  }

  /** Where a session continues in the log; to be sent as `upToDate` says. @throws StoreUnavailable, in bounded time */
  recover(point: ResumePoint | undefined): Promise<LogPosition> {
    return withinDeadline(
      this.#parts.clock,
      this.readAsMember((reader) => reader.recover(point)),
    );
  }

  /**
   * A position as it has to be sent in this step: events may have been delivered since it was read.
   * @returns undefined where it has to be read again: behind an empty tail a client would take the room's first
   *   messages for old ones
   */
  upToDate(position: LogPosition): LogPosition | undefined {
    if (this.#delivered <= position.seq) return position;
    return position.events.length > 0 ? { ...position, seq: this.#delivered } : undefined;
  }

  /** Whether reading the log has just failed, and is being retried. */
  get isFailing(): boolean {
    return this.#recovery.failing;
  }

  /** Retries `recover` until it works; see `LogRecovery.add`. */
  recoverLater(session: WaitingSession, underway?: Promise<LogPosition>): () => void {
    return this.#recovery.add(session, underway);
  }

  close(): void {
    this.#unsubscribe();
    this.#recovery.close();
  }

  /**
   * Publishes what the log has stored. There is no other way from the log to the broker: on ways of different
   * lengths a later event could overtake, and the earlier one would be taken for old.
   */
  async #publish<T extends Appended | undefined>(
    work: Promise<T>,
    first: (done: T) => void = () => undefined,
  ): Promise<T> {
    const done = await this.#parts.during(() => work);
    first(done);
    // A repeated event may be unpublished: the store kept it, and failed to answer.
    if (done && (!done.repeated || done.event.seq > this.#delivered))
      this.#parts.broker.publish(this.#parts.room, { type: 'chat', events: [done.event] });
    return done;
  }

  #deliver(events: ChatEvent[]): void {
    const unseen = events.filter((event) => event.seq > this.#delivered);
    const last = unseen.at(-1);
    if (!last) return;
    this.#delivered = last.seq;
    this.#parts.deliver(unseen);
  }
}
