/** What is said between `sqlite.ts` and the thread that holds the database. */
import type { ChatDatabase } from './chat-database.ts';
import type { Keep } from './message-store.ts';
import type { RuleTable } from './rule-table.ts';
import type { StoreFailure } from './store-failure.ts';

/** What the thread is started with. */
export type { ConnectionOptions as ThreadOptions } from './connection.ts';

type Reads = 'head' | 'find' | 'eventsAfter' | 'eventAt' | 'message' | 'messages';

/** What the thread can be asked to do. */
export interface Work
  extends Pick<ChatDatabase, Reads | 'append' | 'erase'>, Pick<RuleTable, 'rules' | 'keepRule' | 'dropRule'> {
  /** Opens the database, once. @param check looks whether the whole file is in order */
  open(check: boolean): void;
  /** Tries whether something can be written. */
  probe(): void;
  /** One step of `MessageStore.sweep`. */
  sweep(keep: Keep): boolean;
  /** @returns whether overwritten texts are in none of the files now */
  clearTraces(): boolean;
  /** The thread ends after it. */
  close(): void;
}

export type Method = keyof Work;

/** Several at a time, in the order in which they were asked. */
export interface Request<M extends Method = Method> {
  id: number;
  method: M;
  args: Parameters<Work[M]>;
}

export type Failure =
  | { kind: 'trouble'; trouble: StoreFailure }
  /** The database could not be opened. */
  | { kind: 'not open' }
  /** A file that this server must not touch. */
  | { kind: 'wrong'; message: string }
  /** A mistake of ours. */
  | { kind: 'bug'; error: Error };

export type Reply = { id: number; value: unknown } | { id: number; failure: Failure };
