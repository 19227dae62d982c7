import type { ChatOperation } from '../../protocol/messages.ts';
import type { Clock } from '../../protocol/clock.ts';

/** An operation that the server has not confirmed. */
export interface PendingOperation {
  operation: ChatOperation;
  /** Who did it, see `ChatLink.author`; undefined before the server has said who that is. Nobody else sends it. */
  author?: string | undefined;
  /** Milliseconds since 1970, for display. */
  at: number;
  /** Why the server won't have it: it is not sent again by itself. */
  error?: string | undefined;
}

/**
 * Where unsent operations outlive a reload: saved at each change, loaded once at the start. What it throws is
 * ignored: then they just don't.
 */
export interface PendingStore {
  load(): readonly PendingOperation[];
  save(operations: readonly PendingOperation[]): void;
  /** Gives, now or later, what another page of the visitor has left unsent. Called at each connection. */
  adopt?(take: (operations: readonly PendingOperation[]) => void): void;
  /** Nobody sends these from here any more: another page may. */
  close?(): void;
}

interface Entry extends PendingOperation {
  /** The position that the server's ack named; the event itself has not come yet. */
  ackedAt?: number;
}

export interface ChatQueueLink {
  /** @returns whether it was sent: only while online */
  send(operation: ChatOperation): boolean;
  /** Longest frame, in bytes. */
  frameBytes(): number;
  changed(): void;
}

/** Unconfirmed operations beyond this are not queued. */
const MAX_PENDING = 100;
/** Failed ones beyond this go, the oldest first. */
const MAX_ENTRIES = 200;
/** Wait after a temporary refusal that names none, in ms. */
const RETRY_MS = 1_000;

/**
 * Chat operations on their way: in order, one in flight at a time, each until the server has it for good.
 *
 * Every operation keeps its `op` through all retries, by which the server knows it: it is done once however often
 * it is sent.
 */
export class ChatQueue {
  readonly #clock: Clock;
  readonly #link: ChatQueueLink;
  readonly #store: PendingStore | undefined;
  #entries: Entry[] = [];
  #online = false;
  #self: string | undefined;
  #author: string | undefined;
  #inFlight: string | undefined;
  #timer: (() => void) | undefined;

  constructor(clock: Clock, link: ChatQueueLink, store?: PendingStore) {
    this.#clock = clock;
    this.#link = link;
    this.#store = store;
    try {
      this.#entries = (store?.load() ?? []).map((entry) => ({ ...entry }));
    } catch {
      // Nothing readable was kept.
    }
  }

  /** In the order in which they are sent. */
  get entries(): readonly PendingOperation[] {
    return this.#entries;
  }

  /** Whether it is of who is here now, and not of who was here before, on this page or another one. */
  owns({ author }: PendingOperation): boolean {
    return author === undefined || this.#author === undefined || author === this.#author;
  }

  /** Whether an answer about this operation is for us. */
  has(op: string): boolean {
    return op === this.#inFlight || !!this.#find(op);
  }

  add(operation: ChatOperation): void {
    const entry: Entry = { operation, author: this.#author, at: Date.now() };
    if (this.#entries.filter(({ error }) => error === undefined).length >= MAX_PENDING)
      entry.error = 'queue_full';
    const failed = this.#entries.findIndex(({ error }) => error !== undefined);
    if (this.#entries.length >= MAX_ENTRIES && failed >= 0) this.#entries.splice(failed, 1);
    this.#entries.push(entry);
    this.#changed();
    this.#next();
  }

  /** Sends a failed operation once more, after all others. */
  retry(op: string): void {
    const entry = this.#find(op);
    if (entry?.error === undefined) return;
    entry.error = undefined;
    this.#entries = [...this.#entries.filter((other) => other !== entry), entry];
    this.#changed();
    this.#next();
  }

  /** An event has come that an operation made. Whoever applies it tells of the change, once the event is there. */
  happened(op: string, member: string): void {
    const entry = this.#find(op);
    if (!entry || member !== this.#self || !this.owns(entry)) return;
    this.#keep((other) => other !== entry);
    this.#save();
  }

  /** Nobody wants the operation any more. */
  remove(op: string): void {
    if (this.#keep(({ operation }) => operation.op !== op)) this.#changed();
  }

  /** Everything up to `seq` is in the log: what was acknowledged before that needs no waiting for its event. */
  reached(seq: number): void {
    if (this.#keep(({ ackedAt }) => ackedAt === undefined || ackedAt > seq)) this.#changed();
  }

  /** The log may be another one than before: what was acknowledged, and has not come, is sent again. */
  doubt(): void {
    for (const entry of this.#entries) delete entry.ackedAt;
  }

  /** @param self who the server says that the visitor is */
  meet(self: string, author: string): void {
    this.#self = self;
    this.#author = author;
    for (const entry of this.#entries) entry.author ??= author;
  }

  /** There is a connection, and all that its welcome brought is in the log. */
  start(): void {
    this.#online = true;
    try {
      this.#store?.adopt?.((operations) => this.#adopt(operations));
    } catch {
      // Then another page does.
    }
    this.#next();
  }

  /** The connection is lost; what was in flight is sent again later. @param oversized it broke for its length */
  stop(oversized: boolean): void {
    const op = this.#inFlight;
    this.#online = false;
    this.#inFlight = undefined;
    this.#timer?.();
    this.#timer = undefined;
    if (oversized && op !== undefined) this.#fail(op, 'too_long');
  }

  acknowledged(op: string, seq: number): void {
    const entry = this.#find(op);
    if (entry) {
      entry.ackedAt = seq;
      this.#changed();
    }
    this.#done(op);
  }

  /**
   * @param code why
   * @param retryAfter ms, where the refusal is temporary: the whole queue waits, so that the order is kept
   */
  refused(op: string, code: string, retryAfter: number | undefined): void {
    if (retryAfter === undefined) this.#fail(op, code);
    else if (op === this.#inFlight) {
      this.#timer = this.#clock.after(retryAfter || RETRY_MS, () => {
        this.#timer = undefined;
        this.#next();
      });
    }
    this.#done(op);
  }

  #adopt(operations: readonly PendingOperation[]): void {
    const news = operations.filter(({ operation }) => !this.#find(operation.op));
    // They were written before.
    this.#entries.unshift(...news.map((entry) => ({ ...entry })));
    this.#changed();
    this.#next();
  }

  #find(op: string): Entry | undefined {
    return this.#entries.find(({ operation }) => operation.op === op);
  }

  #done(op: string): void {
    if (op === this.#inFlight) this.#inFlight = undefined;
    this.#next();
  }

  #fail(op: string, code: string): void {
    const entry = this.#find(op);
    if (!entry) return;
    entry.error = code;
    // A reaction that is not to be is nothing to ask somebody about.
    if (entry.operation.type === 'chat_react') this.remove(op);
    else this.#changed();
  }

  #next(): void {
    while (this.#online && this.#inFlight === undefined && this.#timer === undefined) {
      const operation = this.#entries.find(
        (entry) => entry.error === undefined && entry.ackedAt === undefined && this.owns(entry),
      )?.operation;
      if (!operation) return;
      if (new TextEncoder().encode(JSON.stringify(operation)).length > this.#link.frameBytes()) {
        this.#fail(operation.op, 'too_long');
      } else if (this.#link.send(operation)) this.#inFlight = operation.op;
      else return;
    }
  }

  /** @returns whether something was taken out */
  #keep(wanted: (entry: Entry) => boolean): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(wanted);
    return this.#entries.length < before;
  }

  #changed(): void {
    this.#save();
    this.#link.changed();
  }

  #save(): void {
    try {
      this.#store?.save(
        this.#entries
          .filter(({ ackedAt }) => ackedAt === undefined)
          .map(({ operation, author, at, error }) => ({ operation, author, at, error })),
      );
    } catch {
      // No storage, or none left.
    }
  }
}
