import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import type { MessageStore } from '../../../server/store/message-store.ts';
import { SqliteStore } from '../../../server/store/sqlite.ts';
import type { SqliteStoreParts } from '../../../server/store/sqlite.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { crash, threadFromSources } from '../../helpers/store-thread.ts';
import { post } from './contract.ts';

/** A SQLite store in a folder of its own, with the test's hand on its clock and its thread. */
export class TestStore {
  readonly folder = mkdtempSync(join(tmpdir(), 'live-presence-store-'));
  readonly path = join(this.folder, 'data', 'chat.db');
  readonly clock = new ManualClock();
  /** What was logged: the message, and the reason where there was one. */
  readonly logged: string[] = [];
  /** The threads that were started. */
  readonly threads: Worker[] = [];
  readonly #opened: SqliteStore[] = [];

  async open(parts: Partial<SqliteStoreParts> = {}): Promise<SqliteStore> {
    const log = (fields: object, message: string): void => {
      this.logged.push('reason' in fields ? `${message}: ${String(fields.reason)}` : message);
    };
    const store = await SqliteStore.open({
      path: this.path,
      clock: this.clock,
      log: { info: log, error: log },
      spawn: (options) => {
        const thread = threadFromSources(options);
        this.threads.push(thread);
        return thread;
      },
      ...parts,
    });
    this.#opened.push(store);
    return store;
  }

  /** Lets the store try again until it is available, or has tried so often. */
  async retried(store: SqliteStore, times = 10): Promise<void> {
    for (let i = 0; i < times && !store.available; i++) {
      this.clock.advance(15_000);
      // An attempt ends with success or with a date for the next one.
      const trying = (): boolean => !store.available && this.clock.pending === 0;
      while (trying()) await setImmediate();
    }
  }

  /** Makes the newest thread end with an error. */
  async crash(): Promise<void> {
    const thread = this.threads.at(-1);
    if (thread) await crash(thread);
  }

  /** How often a text stands in any of the store's files. */
  traces(text: string): number {
    const folder = join(this.folder, 'data');
    return readdirSync(folder)
      .map((file) => readFileSync(join(folder, file)).toString('latin1').split(text).length - 1)
      .reduce((sum, count) => sum + count, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#opened.map((store) => store.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether the error says that the store is unavailable for this reason. */
export const unavailable = (reason: RegExp) => (error: unknown) =>
  error instanceof StoreUnavailable && reason.test(error.message);

/** Stores messages in the room "docs". */
export async function fill(store: MessageStore, count: number, text = 'text'): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, i) => store.append('docs', post(`op${i}`, `${text} ${i}`))),
  );
}
