import type { Worker } from 'node:worker_threads';
import type { ChatEvent, ChatMessage } from '../../protocol/chat.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { ErasurePoint, ErasureStep } from './chat-database.ts';
import { DatabaseLock } from './database-lock.ts';
import { StoreUnavailable } from './message-store.ts';
import type { Appended, EventDraft, LogHead, MessageStore, PruneLimits } from './message-store.ts';
import type { Rule, RuleStore } from './rule-store.ts';
import { WrongDatabase } from './schema.ts';
import { CallError, SqliteThread } from './sqlite-thread.ts';
import { WORKER_EXITED } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';
import { SteadyDate } from './steady-date.ts';
import { StoreRecovery } from './store-recovery.ts';
import type { StoreLog } from './store-recovery.ts';
import type { LogTrace } from './log-trace.ts';
import type { Method, WorkerMethods, WorkerOptions } from './worker-messages.ts';

export interface SqliteStoreParts extends WorkerOptions {
  clock: Clock;
  log: StoreLog;
  /** Whether no other server may use the file meanwhile. */
  exclusive?: boolean;
  /** Starts the thread: `sqlite-worker`, with these options as its `workerData`. */
  spawn: (options: WorkerOptions) => Worker;
}

/** A disk that has not answered for this long counts as unavailable, in ms. */
const STALLED_MS = 5_000;
/** How long to wait for the thread to exit, in ms. */
const CLOSE_MS = 2_000;
/** How long to wait for another server that uses the file and may be stopping, in ms, and how often to look. */
const IN_USE_MS = 2_000;
const IN_USE_RETRY_MS = 100;
/** How often the log says that the file has reached its size, in ms. */
const LOG_FULL_MS = 3_600_000;
/** How often to look at the file, in ms. */
const LOOK_MS = 1_000;
/** How often to retry clearing traces while another process reads the file, in ms. */
const CLEAR_RETRY_MS = 1_000;

/**
 * Chat and rules in a SQLite file, held by a worker thread.
 *
 * An event is on disk (`synchronous=FULL`) before `append` resolves. If that fails, the store is not `available`:
 * appends are rejected at once, reads are still tried, and the store retries by itself, after 250 ms at first and
 * every 15 s in the end: with the same file, with one that replaced it, or with a new thread if the old one crashed.
 */
export class SqliteStore implements MessageStore, RuleStore {
  readonly #parts: SqliteStoreParts;
  readonly #recovery: StoreRecovery;
  readonly #date: SteadyDate;
  #thread: SqliteThread | undefined;
  /** Whether the thread has opened the database. */
  #opened = false;
  /** Whether the file has been read that tells how far the clock is ahead. Other files of this run go on from there. */
  #dated = false;
  /** The log as it is known, to be recognised when it is opened again. */
  #trace: LogTrace | undefined;
  readonly #replacedListeners: (() => void)[] = [];
  #closing: Promise<void> | undefined;
  #lock: DatabaseLock | undefined;
  #logFullAt = -Infinity;
  #cancelLook: (() => void) | undefined;

  private constructor(parts: SqliteStoreParts) {
    this.#parts = parts;
    const { clock, log, path } = parts;
    this.#date = new SteadyDate(clock);
    this.#recovery = new StoreRecovery({ clock, log, path, attempt: (how) => this.#recover(how) });
  }

  /**
   * Opens the file, or creates it with its folder. A failure that may pass does not throw: the store is not
   * `available` yet.
   * @throws WrongDatabase if the file belongs to a newer server or another program, or another server uses it
   */
  static async open(parts: SqliteStoreParts): Promise<SqliteStore> {
    const store = new SqliteStore(parts);
    try {
      await store.#open(false).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
      });
      // Now it is ours, and no lock is left beside a file of another program.
      if (parts.exclusive) await store.#acquire();
    } catch (error) {
      await store.close().catch(() => undefined);
      throw error instanceof WrongDatabase ? new WrongDatabase(`${parts.path}: ${error.message}`) : error;
    }
    return store;
  }

  get available(): boolean {
    if (this.#recovery.failure || this.#closing) return false;
    const since = this.#thread?.pendingSince;
    return since === undefined || this.#parts.clock.now() - since < STALLED_MS;
  }

  head(room: string): Promise<LogHead> {
    return this.#call('head', room);
  }

  async append(room: string, draft: EventDraft): Promise<Appended> {
    const { failure } = this.#recovery;
    if (failure) throw new StoreUnavailable(failure.message);
    const appended = await this.#call('append', room, draft, this.#date.ahead());
    if (this.#trace && !appended.repeated) this.#trace.newest = { room, event: appended.event };
    this.#recovery.succeeded();
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

  async prune(limits: PruneLimits): Promise<boolean> {
    const { failure } = this.#recovery;
    // On a full disk, pruning may be what helps.
    if (failure && failure.recovery !== 'wait') throw new StoreUnavailable(failure.message);
    const mark = this.#date.mark();
    return this.#call('prune', { ...limits, since: limits.since - mark.ahead }, mark);
  }

  emptied(): Promise<string[]> {
    return this.#call('emptied');
  }

  forget(rooms: string[]): Promise<void> {
    if (this.#trace?.newest && rooms.includes(this.#trace.newest.room)) this.#trace.newest = undefined;
    return this.#call('forget', rooms);
  }

  /** Waits for a running backup to end: until then the texts remain in the write-ahead log. */
  async erase(member: string, onRoom?: (room: string) => void): Promise<number> {
    let erased = 0;
    let from: ErasurePoint | undefined = { room: 0, seq: 0 };
    /** The room of the last step; the next one may find more messages in it. */
    let room: string | undefined;
    try {
      while (from) {
        const step: ErasureStep = await this.#call('erase', member, from);
        if (room !== undefined && room !== step.room) onRoom?.(room);
        room = step.room;
        erased += step.count;
        from = step.next;
      }
    } finally {
      if (room !== undefined) onRoom?.(room);
    }
    while (!(await this.#call('clearTraces'))) await this.#pause(CLEAR_RETRY_MS);
    return erased;
  }

  rules(): Promise<Rule[]> {
    return this.#call('rules');
  }

  saveRule(rule: Rule): Promise<void> {
    return this.#call('saveRule', rule);
  }

  deleteRule(rule: Rule): Promise<void> {
    return this.#call('deleteRule', rule);
  }

  onReplaced(listener: () => void): void {
    this.#replacedListeners.push(listener);
  }

  /** Completes earlier calls first. @throws StoreUnavailable if the thread still waits for the disk */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#recovery.stop();
    this.#cancelLook?.();
    const thread = this.#thread;
    this.#thread = undefined;
    const ended = thread ? await this.#end(thread) : true;
    this.#lock?.release();
    this.#lock = undefined;
    if (!ended) throw new StoreUnavailable('the disk does not answer');
  }

  /** @returns whether it has ended */
  async #end(thread: SqliteThread): Promise<boolean> {
    let cancel = (): void => undefined;
    const limit = new Promise<false>((resolve) => {
      cancel = this.#parts.clock.after(CLOSE_MS, () => {
        resolve(false);
      });
    });
    // A thread that hangs on the disk is left alone: it can't be terminated safely.
    const ended = await Promise.race([thread.end().then(() => true), limit]);
    thread.unref();
    cancel();
    return ended;
  }

  /** Waits a moment for a server that is just stopping. @throws WrongDatabase if another server keeps the file */
  async #acquire(): Promise<void> {
    const { path, clock, log } = this.#parts;
    const end = clock.now() + IN_USE_MS;
    for (;;) {
      const lock = DatabaseLock.attempt(path);
      if (lock instanceof DatabaseLock) this.#lock = lock;
      if (lock === 'unknown') log.info({ path }, 'could not check whether another server uses the database');
      if (lock !== 'in use') return;
      if (clock.now() >= end)
        throw new WrongDatabase(
          'in use by another live-presence, whose visitors would not see those of this one. Stop that one first, or choose another file',
        );
      await this.#pause(IN_USE_RETRY_MS);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.after(ms, resolve);
    });
  }

  async #open(check: boolean): Promise<void> {
    const { path, maxBytes, maxPages, clock, log, spawn } = this.#parts;
    this.#opened = false;
    const thread = new SqliteThread({
      options: {
        path,
        ...(maxBytes === undefined ? {} : { maxBytes }),
        ...(maxPages === undefined ? {} : { maxPages }),
      },
      clock,
      spawn,
      onError: (error) => {
        log.error({ err: error }, 'database worker crashed');
      },
      onExit: () => {
        this.#thread = undefined;
        this.#recovery.fail(WORKER_EXITED);
      },
    });
    this.#thread = thread;
    const { mark, trace, replaced } = await this.#call('open', check, this.#trace);
    this.#trace = replaced ? trace : { ...trace, newest: this.#trace?.newest };
    if (replaced) {
      log.info({ path }, 'the database is another one than before: open chats start anew');
      for (const listener of this.#replacedListeners) listener();
    }
    if (mark && !this.#dated && this.#date.resume(mark))
      log.info(
        { path },
        'the clock is behind what it was before the restart; no message counts as older for it',
      );
    this.#dated = true;
    this.#opened = true;
    this.#lookLater();
  }

  /** Nobody may be posting when the file is lost or damaged. A store that has failed looks by itself. */
  #lookLater(): void {
    this.#cancelLook?.();
    if (this.#closing) return;
    this.#cancelLook = this.#parts.clock.after(LOOK_MS, () => {
      if (this.#recovery.failure) return;
      this.#call('look').then(
        () => {
          this.#lookLater();
        },
        (error: unknown) => {
          // A failure of the store is known by now.
          if (error instanceof StoreUnavailable) return;
          this.#parts.log.error({ err: error }, 'could not look at the database');
          this.#lookLater();
        },
      );
    });
  }

  async #recover(recovery: StoreFailure['recovery']): Promise<void> {
    const thread = this.#thread;
    if (thread && this.#opened && recovery === 'wait') {
      await this.#call('probe');
      this.#lookLater();
      return;
    }
    // A new thread: not every driver releases a file when it closes the database.
    this.#thread = undefined;
    await thread?.end();
    if (!this.#closing) await this.#open(recovery === 'check');
  }

  /** @throws StoreUnavailable, WrongDatabase, or the error of a bug */
  #call<M extends Method>(
    method: M,
    ...args: Parameters<WorkerMethods[M]>
  ): Promise<ReturnType<WorkerMethods[M]>> {
    if (this.#closing) return Promise.reject(new StoreUnavailable('the store is closed'));
    const thread = this.#thread;
    if (!thread) return Promise.reject(this.#unavailable());
    return thread.call(method, ...args).catch((error: unknown) => {
      throw error instanceof CallError ? this.#errorFor(error) : error;
    });
  }

  #errorFor({ failure }: CallError): Error {
    switch (failure.kind) {
      case 'unavailable':
        this.#recovery.fail(failure.failure);
        return this.#unavailable();
      case 'full':
        this.#logFull();
        return new StoreUnavailable('the chat’s storage is full');
      case 'not open':
        return this.#unavailable();
      case 'wrong database':
        return new WrongDatabase(failure.message);
      case 'bug':
        return failure.error;
    }
  }

  #logFull(): void {
    const { clock, log, path } = this.#parts;
    if (clock.now() < this.#logFullAt) return;
    this.#logFullAt = clock.now() + LOG_FULL_MS;
    log.error(
      { path },
      'chat storage has reached its size (LIVE_PRESENCE_DATA_SIZE): new messages are refused until older ones are removed',
    );
  }

  #unavailable(): StoreUnavailable {
    return new StoreUnavailable((this.#recovery.failure ?? WORKER_EXITED).message);
  }
}
