import type { Worker } from 'node:worker_threads';
import type { Clock } from '../../protocol/clock.ts';
import type { CallFailure, Method, Reply, Request, WorkerMethods, WorkerOptions } from './worker-messages.ts';

export interface SqliteThreadParts {
  options: WorkerOptions;
  clock: Clock;
  /** An exception that nothing in the worker caught; the thread exits. */
  onError: (error: Error) => void;
  /** The thread has exited without `end`. Called before the pending calls fail. */
  onExit: () => void;
  /** Starts the thread. */
  spawn: (options: WorkerOptions) => Worker;
}

/** A call that failed, as the worker reported it. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

interface PendingCall {
  since: number;
  resolve: (value: unknown) => void;
  reject: (error: CallError) => void;
}

/**
 * One worker thread that holds the database, seen from the main thread. Calls made in the same turn of the event loop
 * travel together. The thread keeps the process alive only while a call is pending.
 */
export class SqliteThread {
  readonly #parts: SqliteThreadParts;
  readonly #worker: Worker;
  /** By id, oldest first. */
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 1;
  #outbox: Request[] = [];
  #ending = false;

  constructor(parts: SqliteThreadParts) {
    this.#parts = parts;
    const worker = (this.#worker = parts.spawn(parts.options));
    worker.unref();
    worker.on('message', (replies: Reply[]) => {
      this.#receive(replies);
    });
    worker.on('error', parts.onError);
    worker.once('exit', () => {
      this.#exited();
    });
  }

  /** When the oldest pending call was made. */
  get pendingSince(): number | undefined {
    const [oldest] = this.#pending.values();
    return oldest?.since;
  }

  /** @throws CallError */
  call<M extends Method>(
    method: M,
    ...args: Parameters<WorkerMethods[M]>
  ): Promise<ReturnType<WorkerMethods[M]>> {
    const id = this.#nextId++;
    if (this.#pending.size === 0) this.#worker.ref();
    if (this.#outbox.length === 0)
      queueMicrotask(() => {
        this.#flush();
      });
    this.#outbox.push({ id, method, args });
    return new Promise((resolve, reject) => {
      const since = this.#parts.clock.now();
      this.#pending.set(id, { since, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Completes the pending calls, closes the database and waits for the thread to exit: only then is the file free. */
  async end(): Promise<void> {
    this.#ending = true;
    const exited = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => {
        resolve();
      });
    });
    this.#outbox.push({ id: 0, method: 'close', args: [] });
    this.#flush();
    this.#worker.ref();
    await exited;
  }

  /** From now on the thread does not keep the process alive. */
  unref(): void {
    this.#worker.unref();
  }

  #flush(): void {
    if (this.#outbox.length > 0) this.#worker.postMessage(this.#outbox);
    this.#outbox = [];
  }

  #receive(replies: Reply[]): void {
    for (const reply of replies) {
      const call = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if ('failure' in reply) call?.reject(new CallError(reply.failure));
      else call?.resolve(reply.value);
    }
    if (this.#pending.size === 0 && !this.#ending) this.#worker.unref();
  }

  #exited(): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    if (!this.#ending) this.#parts.onExit();
    for (const { reject } of calls) reject(new CallError({ kind: 'not open' }));
  }
}
