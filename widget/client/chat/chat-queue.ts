import type { ChatOperation } from '../../../protocol/messages.ts';
import type { Clock } from '../../../protocol/clock.ts';
import { toJson } from '../connection/json.ts';

/** An operation that the server has not confirmed. */
export interface PendingOperation {
  operation: ChatOperation;
  /** Who made it, see `ChatLink.author`; undefined before the first welcome. Nobody else sends it. */
  author?: string | undefined;
  /** The log in which its `seq` or `reply` is; undefined before the first welcome. */
  epoch?: string | undefined;
  /** Milliseconds since 1970, for display. */
  at: number;
  /** Why it failed for good: it is not sent again automatically. */
  error?: string | undefined;
}

/** Keeps unsent operations over a reload: saved at each change, loaded once at the start. Its errors are ignored. */
export interface PendingStore {
  load(): readonly PendingOperation[];
  save(operations: readonly PendingOperation[]): void;
  /** Passes on, now or later, what another page of the visitor has left unsent. Called at each connection. */
  adopt?(receive: (operations: readonly PendingOperation[]) => void): void;
  /** This page stops sending: another one may adopt the operations. */
  close?(): void;
}

interface Entry extends PendingOperation {
  /** The position in the server's ack; the event itself has not arrived yet. */
  ackedAt?: number;
}

export interface ChatQueueLink {
  /** @returns whether it was sent: only while online */
  send(operation: ChatOperation): boolean;
  /** Longest frame, in bytes. */
  frameBytes(): number;
  /** Milliseconds since 1970. */
  now(): number;
  changed(): void;
}

/** Unconfirmed operations beyond this are not queued. */
const MAX_PENDING = 100;
/** Failed ones beyond this are dropped, the oldest first. */
const MAX_ENTRIES = 200;
/** Wait after a temporary refusal without a time, in ms. */
const RETRY_MS = 1_000;
/** An operation without an answer is sent again after this time, in ms. The server gives its store a little less. */
const ANSWER_MS = 12_000;

/**
 * Chat operations on their way to the server: in order, one in flight at a time, each until it is stored for good.
 *
 * An operation keeps its `op` through all retries, by which the server recognises it: it is applied once, however
 * often it is sent.
 */
export class ChatQueue {
  readonly #clock: Clock;
  readonly #link: ChatQueueLink;
  readonly #store: PendingStore | undefined;
  #entries: Entry[] = [];
  #online = false;
  #self: string | undefined;
  #author: string | undefined;
  #epoch: string | undefined;
  #inFlight: string | undefined;
  #timer: (() => void) | undefined;
  #unavailable = false;

  constructor(clock: Clock, link: ChatQueueLink, store?: PendingStore) {
    this.#clock = clock;
    this.#link = link;
    this.#store = store;
    try {
      this.#entries = (store?.load() ?? []).map((entry) => ({ ...entry }));
    } catch {
      // Nothing readable was stored.
    }
  }

  /** Those of the present visitor, in the order in which they are sent. */
  get ownEntries(): readonly PendingOperation[] {
    return this.#entries.filter((entry) => this.#owns(entry));
  }

  /** The server could not store the operation that it was sent last. */
  get unavailable(): boolean {
    return this.#unavailable;
  }

  /** Whether an answer about this operation concerns the queue. */
  has(op: string): boolean {
    return op === this.#inFlight || !!this.#find(op);
  }

  add(operation: ChatOperation): void {
    const entry: Entry = {
      operation,
      author: this.#author,
      epoch: this.#epoch,
      at: this.#link.now(),
    };
    if (this.#entries.filter(({ error }) => error === undefined).length >= MAX_PENDING)
      entry.error = 'queue_full';
    const failed = this.#entries.findIndex(({ error }) => error !== undefined);
    if (this.#entries.length >= MAX_ENTRIES && failed >= 0) this.#entries.splice(failed, 1);
    this.#entries.push(entry);
    this.#changed();
    this.#next();
  }

  /** Sends a failed operation again, after all others. */
  retry(op: string): void {
    const entry = this.#find(op);
    if (entry?.error === undefined) return;
    entry.error = undefined;
    this.#entries = [...this.#entries.filter((other) => other !== entry), entry];
    this.#changed();
    this.#next();
  }

  /** The event of an operation has arrived. Its caller reports the change, once the event is applied. */
  confirm(op: string, member: string): void {
    const entry = this.#find(op);
    if (!entry || member !== this.#self || !this.#owns(entry)) return;
    this.#keep((other) => other !== entry);
    this.#save();
    // Its answer may be lost.
    this.#done(op);
  }

  /** The visitor gives the operation up. */
  remove(op: string): void {
    if (this.#keep(({ operation }) => operation.op !== op)) this.#changed();
  }

  /** Everything up to `seq` is in the log: what was acknowledged at or before it no longer waits for its event. */
  dropAcked(seq: number): void {
    if (this.#keep(({ ackedAt }) => ackedAt === undefined || ackedAt > seq)) this.#changed();
  }

  /** The log may not be the same as before: what was acknowledged, and has not arrived, is sent again. */
  restart(epoch: string | undefined): void {
    for (const entry of this.#entries) delete entry.ackedAt;
    this.#epoch = epoch;
    this.#keep((entry) => this.#fits(entry));
  }

  /**
   * Whether it can be sent to the present log, where another message may have the `seq` of one in the log before. A
   * post can, but replies to nothing; an edit's text can be posted, if the visitor still wants it.
   */
  #fits(entry: Entry): boolean {
    const { operation, epoch } = entry;
    if (this.#epoch === undefined) return true;
    entry.epoch = this.#epoch;
    if ((epoch ?? this.#epoch) === this.#epoch) return true;
    if (operation.type === 'chat_post') delete operation.reply;
    else if (operation.type === 'chat_edit') {
      entry.operation = { type: 'chat_post', op: operation.op, text: operation.text };
      entry.error ??= 'not_found';
    } else return false;
    return true;
  }

  /** @param self the member id that the server has assigned */
  identify(self: string, author: string): void {
    this.#self = self;
    this.#author = author;
    for (const entry of this.#entries) entry.author ??= author;
  }

  /** There is a connection, and the events of its welcome are in the log. */
  start(): void {
    this.#stop();
    this.#online = true;
    try {
      this.#store?.adopt?.((operations) => this.#adopt(operations));
    } catch {
      // Then another page adopts them.
    }
    this.#next();
  }

  /** The connection is lost; what was in flight is sent again later. @param oversized it broke because of its length */
  stop(oversized: boolean): void {
    const op = this.#inFlight;
    this.#stop();
    if (oversized && op !== undefined) this.#fail(op, 'too_long');
  }

  #stop(): void {
    this.#online = this.#unavailable = false;
    this.#rest();
  }

  /** Nothing is in flight. */
  #rest(): void {
    this.#timer?.();
    this.#timer = this.#inFlight = undefined;
  }

  /** The next operation waits. */
  #wait(ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      this.#rest();
      this.#next();
    });
  }

  acknowledge(op: string, seq: number): void {
    this.#unavailable = false;
    const entry = this.#find(op);
    if (entry) {
      entry.ackedAt = seq;
      this.#changed();
    }
    this.#done(op);
  }

  /**
   * @param code why
   * @param retryAfter ms, if the refusal is temporary: the whole queue waits, which keeps the order
   */
  refused(op: string, code: string, retryAfter: number | undefined): void {
    const unavailable = code === 'unavailable';
    if (unavailable !== this.#unavailable) {
      this.#unavailable = unavailable;
      this.#changed();
    }
    if (retryAfter === undefined) this.#fail(op, code);
    else if (op === this.#inFlight) {
      this.#rest();
      this.#wait(retryAfter || RETRY_MS);
    }
    this.#done(op);
  }

  #adopt(operations: readonly PendingOperation[]): void {
    const added = operations.filter(({ operation }) => !this.#find(operation.op));
    // They are older.
    this.#entries.unshift(...added.map((entry) => ({ ...entry })).filter((entry) => this.#fits(entry)));
    this.#changed();
    this.#next();
  }

  /** Whether it was made by the present visitor, not by an earlier one on this page or another. */
  #owns({ author }: PendingOperation): boolean {
    return author === undefined || this.#author === undefined || author === this.#author;
  }

  #find(op: string): Entry | undefined {
    return this.#entries.find(({ operation }) => operation.op === op);
  }

  #done(op: string): void {
    if (op === this.#inFlight) this.#rest();
    this.#next();
  }

  #fail(op: string, code: string): void {
    const entry = this.#find(op);
    if (!entry) return;
    entry.error = code;
    // A failed reaction is not worth asking the visitor about.
    if (entry.operation.type === 'chat_react') this.remove(op);
    else this.#changed();
  }

  #next(): void {
    while (this.#online && this.#timer === undefined) {
      const operation = this.#entries.find(
        (entry) => entry.error === undefined && entry.ackedAt === undefined && this.#owns(entry),
      )?.operation;
      if (!operation) return;
      if (new TextEncoder().encode(toJson(operation)).length > this.#link.frameBytes()) {
        this.#fail(operation.op, 'too_long');
      } else if (this.#link.send(operation)) {
        this.#inFlight = operation.op;
        this.#wait(ANSWER_MS);
      } else return;
    }
  }

  /** @returns whether something was removed */
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
        this.#entries.filter(({ ackedAt }) => ackedAt === undefined).map(({ ackedAt: _, ...entry }) => entry),
      );
    } catch {
      // There is no storage, or it is full.
    }
  }
}
