import type { ChatEvent } from '../../protocol/chat.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { ChatOperation, LogPosition, ResumePoint } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import type { Broker } from '../broker/broker.ts';
import { StoreUnavailable } from '../store/message-store.ts';
import type { Appended, MessageStore } from '../store/message-store.ts';
import { ChatLog } from './chat-log.ts';
import { withinDeadline } from './deadline.ts';
import { LogReader } from './log-reader.ts';
import { LogRecovery } from './log-recovery.ts';
import type { WaitingSession } from './log-recovery.ts';
import type { Moderation } from './moderation.ts';

/** Stored events that have not arrived after this time, in ms, are fetched from the store. */
const CHECK_MS = 2_000;

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
  /**
   * Every session here has the events up to this one, or knows that it lacks some. Undefined until the first session
   * has its position: what was stored before that is nobody's news.
   */
  #delivered: number | undefined;
  /** Cancels the next look for stored events that were not published. */
  #cancelCheck: (() => void) | undefined;
  /** Counts the logs that have taken each other's place: what was read of one is nothing to the next. */
  #logs = 0;
  #closed = false;

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
  async recover(point: ResumePoint | undefined): Promise<LogPosition> {
    const log = this.#logs;
    const position = await withinDeadline(
      this.#parts.clock,
      this.readAsMember((reader) => reader.recover(point)),
    );
    return log === this.#logs ? position : this.recover(point);
  }

  /**
   * Another log has taken the place of this one: forgets what was known of it, and reads the new one.
   * @param deliver called once with its newest events, for all sessions
   */
  restart(deliver: (position: LogPosition) => void): void {
    this.#logs++;
    this.#delivered = undefined;
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
    // The store logs by itself why it can't be read.
    const session = { point: undefined, deliver, report: () => undefined };
    this.#recovery.add(session, this.recover(undefined));
  }

  /** The newest event that the sessions here were sent; undefined while there is no position yet. */
  get delivered(): number | undefined {
    return this.#delivered;
  }

  /**
   * A position as it has to be sent in this step: events may have been delivered since it was read. It may also be
   * ahead of what was delivered: those events are on their way, or the others never got them.
   * @returns undefined where it has to be read again: behind an empty tail a client would take the room's first
   *   messages for old ones
   */
  upToDate(position: LogPosition): LogPosition | undefined {
    this.#delivered ??= position.seq;
    if (this.#delivered < position.seq) this.#checkSoon();
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
    this.#closed = true;
    this.#unsubscribe();
    this.#cancelCheck?.();
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
    const log = this.#logs;
    let done: T;
    try {
      done = await this.#parts.during(() => work);
    } catch (error) {
      // The store may have kept the event, and failed to answer.
      if (error instanceof StoreUnavailable) this.#checkSoon();
      throw error;
    }
    first(done);
    if (!done) return done;
    // Whoever reads the new log gets the event from there, if it is in it.
    if (log !== this.#logs) return done;
    const { event, repeated } = done;
    // A repeated event may be unpublished, for the same reason.
    if (!repeated || event.seq > (this.#delivered ?? Infinity)) {
      this.#parts.broker.publish(this.#parts.room, { type: 'chat', events: [event] });
      // It comes back at once, unless the broker has lost it.
      if (event.seq > (this.#delivered ?? 0)) this.#checkSoon();
    }
    return done;
  }

  #deliver(events: ChatEvent[]): void {
    const unseen = events.filter((event) => event.seq > (this.#delivered ?? 0));
    const last = unseen.at(-1);
    if (!last) return;
    this.#delivered = last.seq;
    this.#parts.deliver(unseen);
  }

  /** Looks in a moment for stored events that did not arrive here, until the store has answered. */
  #checkSoon(): void {
    if (this.#closed) return;
    this.#cancelCheck ??= this.#parts.clock.after(CHECK_MS, () => {
      void this.#check();
    });
  }

  async #check(): Promise<void> {
    const [after, log] = [this.#delivered, this.#logs];
    try {
      // Without a position, each session's own will have them.
      const missed = after !== undefined && (await this.read((reader) => reader.after(after)));
      if (log !== this.#logs) return;
      this.#cancelCheck = undefined;
      if (!missed || missed.length === 0) return;
      // What has arrived meanwhile is newer, or among them.
      this.#deliver(missed);
      this.#checkSoon();
    } catch (error) {
      if (log !== this.#logs) return;
      this.#cancelCheck = undefined;
      if (error instanceof StoreUnavailable) this.#checkSoon();
    }
  }
}
