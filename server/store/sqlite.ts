import { Worker } from 'node:worker_threads';
import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { Erased, ErasurePoint } from './chat-database.ts';
import { StoreUnavailable } from './message-store.ts';
import type { Appended, EventDraft, Keep, LogHead, MessageStore } from './message-store.ts';
import type { Rule, RuleStore } from './rule-store.ts';
import { WrongDatabase } from './schema.ts';
import type { Failure, Method, Reply, Request, ThreadOptions, Work } from './sqlite-thread.ts';
import type { StoreFailure } from './store-failure.ts';

export interface SqliteStoreParts extends ThreadOptions {
  clock: Clock;
  log: StoreLog;
  /** For tests, which run from sources: how the thread is started. */
  spawn?: (options: ThreadOptions) => Worker;
}

export interface StoreLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Somebody who waits for the thread. */
interface Waiter {
  since: number;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** The first new attempt after a failure, in ms; each further one waits twice as long. */
const FIRST_RETRY_MS = 250;
/** The longest time between two attempts, in ms. */
const LAST_RETRY_MS = 15_000;
/** A disk that has not answered for so long is as good as none, in ms. */
const STALLED_MS = 5_000;
/** The end of the thread is waited for so long, in ms. */
const CLOSE_MS = 2_000;
/** While another process reads the file, traces can't be cleared; how often that is tried again, in ms. */
const CLEAR_RETRY_MS = 1_000;

const CRASHED: StoreFailure = { message: 'the database’s thread has ended', recovery: 'reopen' };
const CLOSED = 'the store is closed';

/**
 * Chat and rules in a SQLite file, held by a thread of its own.
 *
 * An event is on the disk (`synchronous=FULL`) before `append` resolves. Where that fails, the store is not
 * `available`: appends are refused at once, reads are still tried, and the store looks by itself, after 250 ms first
 * and every 15 s at last, whether it can go on: with the same file, with another one that was put in its place, or
 * with a new thread where the old one has crashed. Each such change is logged once.
 */
export class SqliteStore implements MessageStore, RuleStore {
  readonly #parts: SqliteStoreParts;
  readonly #waiters = new Map<number, Waiter>();
  #worker: Worker | undefined;
  /** The thread has opened the database. */
  #opened = false;
  #nextId = 1;
  /** Asked for in this turn of the event loop, and not sent yet. */
  #outbox: Request[] = [];
  #trouble: StoreFailure | undefined;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  private constructor(parts: SqliteStoreParts) {
    this.#parts = parts;
  }

  /**
   * Opens the file, or makes it with its folder. What may get better by itself does not fail: the store is not
   * `available` then.
   * @throws WrongDatabase where the file is a newer server's, or something else's
   */
  static async open(parts: SqliteStoreParts): Promise<SqliteStore> {
    const store = new SqliteStore(parts);
    try {
      await store.#open(false);
    } catch (error) {
      if (error instanceof StoreUnavailable) return store;
      await store.close();
      throw error;
    }
    return store;
  }

  get available(): boolean {
    if (this.#trouble || this.#closing) return false;
    const [oldest] = this.#waiters.values();
    return !oldest || this.#parts.clock.now() - oldest.since < STALLED_MS;
  }

  head(room: string): Promise<LogHead> {
    return this.#call('head', room);
  }

  async append(room: string, draft: EventDraft): Promise<Appended> {
    if (this.#trouble) throw new StoreUnavailable(this.#trouble.message);
    const appended = await this.#call('append', room, draft);
    this.#retryMs = FIRST_RETRY_MS;
    return appended;
  }

  find(room: string, member: string, op: string): Promise<ChatEvent | undefined> {
    return this.#call('find', room, member, op);
  }

  eventsAfter(room: string, after: number, limit: number): Promise<ChatEvent[] | undefined> {
    return this.#call('eventsAfter', room, after, limit);
  }

  eventAt(room: string, seq: number): Promise<ChatEvent | undefined> {
    return this.#call('eventAt', room, seq);
  }

  message(room: string, seq: number): Promise<ChatMessage | undefined> {
    return this.#call('message', room, seq);
  }

  messages(
    room: string,
    before: number | undefined,
    limit: number,
  ): Promise<{ messages: ChatMessage[]; more: boolean }> {
    return this.#call('messages', room, before, limit);
  }

  async sweep(keep: Keep): Promise<boolean> {
    // On a full disk this may be what helps.
    if (this.#trouble && this.#trouble.recovery !== 'wait') throw new StoreUnavailable(this.#trouble.message);
    return this.#call('sweep', keep);
  }

  /** Waits for a backup that runs meanwhile: what was said would stay in the write-ahead log until its end. */
  async erase(member: string, found?: (room: string) => void): Promise<number> {
    let erased = 0;
    let from: ErasurePoint | undefined = { room: 0, seq: 0 };
    while (from) {
      const step: Erased = await this.#call('erase', member, from);
      erased += step.count;
      if (step.found !== undefined) found?.(step.found);
      from = step.next;
    }
    while (!(await this.#call('clearTraces'))) await this.#pause(CLEAR_RETRY_MS);
    return erased;
  }

  rules(): Promise<Rule[]> {
    return this.#call('rules');
  }

  keepRule(rule: Rule): Promise<void> {
    return this.#call('keepRule', rule);
  }

  dropRule(rule: Rule): Promise<void> {
    return this.#call('dropRule', rule);
  }

  /** What was asked for before is still done. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#cancelRetry?.();
    const worker = this.#worker;
    if (!worker) return;
    let cancel = (): void => undefined;
    const limit = new Promise<void>((resolve) => {
      cancel = this.#parts.clock.after(CLOSE_MS, resolve);
    });
    // A thread that hangs in the disk is left alone: it can't be ended there without harm.
    await Promise.race([this.#end(worker), limit]);
    worker.unref();
    cancel();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.after(ms, resolve);
    });
  }

  // ── The thread ──────────────────────────────────────────────────────────────────────────────────────────────

  async #open(check: boolean): Promise<void> {
    this.#opened = false;
    this.#start();
    await this.#call('open', check);
    this.#opened = true;
  }

  #start(): void {
    const { path, maxPages, spawn = startThread } = this.#parts;
    const worker = spawn({ path, ...(maxPages === undefined ? {} : { maxPages }) });
    this.#worker = worker;
    // It keeps the process alive only while somebody waits for it.
    worker.unref();
    worker.on('message', (replies: Reply[]) => {
      this.#receive(replies);
    });
    worker.on('error', (error) => {
      this.#parts.log.error({ err: error }, 'the database’s thread has crashed');
    });
    worker.once('exit', () => {
      this.#ended(worker);
    });
  }

  /** Lets a thread finish what it was asked for, and waits for its end. Only then is the file free. */
  async #end(worker: Worker): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        resolve();
      });
    });
    const close: Request<'close'> = { id: 0, method: 'close', args: [] };
    worker.postMessage([...this.#outbox, close]);
    worker.ref();
    this.#outbox = [];
    this.#worker = undefined;
    await ended;
  }

  #ended(worker: Worker): void {
    const waiters = [...this.#waiters.values()];
    this.#waiters.clear();
    if (this.#worker === worker) {
      this.#worker = undefined;
      this.#outbox = [];
      this.#fail(CRASHED);
    }
    for (const { reject } of waiters) reject(new StoreUnavailable(CRASHED.message));
  }

  #call<M extends Method>(method: M, ...args: Parameters<Work[M]>): Promise<ReturnType<Work[M]>> {
    if (this.#closing) return Promise.reject(new StoreUnavailable(CLOSED));
    return this.#send(method, args);
  }

  #send<M extends Method>(method: M, args: Parameters<Work[M]>): Promise<ReturnType<Work[M]>> {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new StoreUnavailable((this.#trouble ?? CRASHED).message));
    const id = this.#nextId++;
    if (this.#waiters.size === 0) worker.ref();
    if (this.#outbox.length === 0) {
      queueMicrotask(() => {
        this.#worker?.postMessage(this.#outbox);
        this.#outbox = [];
      });
    }
    this.#outbox.push({ id, method, args });
    return new Promise((resolve, reject) => {
      const since = this.#parts.clock.now();
      this.#waiters.set(id, { since, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  #receive(replies: Reply[]): void {
    for (const reply of replies) {
      const waiter = this.#waiters.get(reply.id);
      this.#waiters.delete(reply.id);
      if ('failure' in reply) waiter?.reject(this.#errorFor(reply.failure));
      else waiter?.resolve(reply.value);
    }
    if (this.#waiters.size === 0) this.#worker?.unref();
  }

  #errorFor(failure: Failure): Error {
    switch (failure.kind) {
      case 'trouble':
        this.#fail(failure.trouble);
        return new StoreUnavailable(failure.trouble.message);
      case 'not open':
        return new StoreUnavailable((this.#trouble ?? CRASHED).message);
      case 'wrong':
        return new WrongDatabase(failure.message);
      case 'bug':
        return failure.error;
    }
  }

  // ── Trouble and its end ─────────────────────────────────────────────────────────────────────────────────────

  #fail(trouble: StoreFailure): void {
    const before = this.#trouble;
    this.#trouble = trouble;
    if (before?.message !== trouble.message)
      this.#parts.log.error({ reason: trouble.message }, 'chat can’t be kept now; trying again');
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#cancelRetry || this.#closing) return;
    const ms = this.#retryMs;
    this.#retryMs = Math.min(ms * 2, LAST_RETRY_MS);
    this.#cancelRetry = this.#parts.clock.after(ms, () => {
      void this.#retry();
    });
  }

  async #retry(): Promise<void> {
    const { worker, cure } = { worker: this.#worker, cure: this.#trouble?.recovery };
    try {
      if (worker && this.#opened && cure === 'wait') await this.#call('probe');
      else {
        // A new thread: not every driver lets go of a file when it is told to close it.
        if (worker) await this.#end(worker);
        if (this.#closing) return;
        await this.#open(cure === 'check');
      }
    } catch (error) {
      this.#cancelRetry = undefined;
      // Another file was put in place that can't be used either.
      if (!(error instanceof StoreUnavailable)) this.#fail({ message: messageOf(error), recovery: 'reopen' });
      else this.#retryLater();
      return;
    }
    this.#cancelRetry = undefined;
    this.#trouble = undefined;
    this.#parts.log.info({}, 'chat is kept again');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function startThread(options: ThreadOptions): Worker {
  // Beside this file, under the same ending: `.js` once built.
  const file = new URL(import.meta.url.replace(/sqlite(\.\w+)$/, 'sqlite-worker$1'));
  return new Worker(file, { workerData: options });
}
