/** The messages between `sqlite-thread.ts` and `sqlite-worker.ts`. */
import type { ChatDatabase } from './chat-database.ts';
import type { LogTrace } from './log-trace.ts';
import type { PruneLimits } from './message-store.ts';
import type { RuleTable } from './rule-table.ts';
import type { DateMark } from './steady-date.ts';
import type { StoreFailure } from './store-failure.ts';

/** What the worker is started with. */
export type { DatabaseFileOptions as WorkerOptions } from './database-file.ts';

type Reads = 'head' | 'find' | 'eventsAfter' | 'eventAt' | 'message' | 'messages' | 'emptied';

/** The methods of the worker. */
export interface WorkerMethods
  extends
    Pick<ChatDatabase, Reads | 'append' | 'erase' | 'forget'>,
    Pick<RuleTable, 'rules' | 'saveRule' | 'deleteRule'> {
  /**
   * Opens the database, once. Another log than the one of `before` begins a new epoch.
   * @param check whether to check the whole file first
   */
  open(check: boolean, before: LogTrace | undefined): OpenedLog;
  /** Writes something. @throws if that fails */
  probe(): void;
  /** Looks whether the file is where it was, and reads some of it. @throws if it is not, or is damaged */
  look(): void;
  /** One step of `MessageStore.prune`, on the steady date. */
  prune(limits: PruneLimits, mark: DateMark): boolean;
  /** @returns whether overwritten texts are gone from all files */
  clearTraces(): boolean;
  /** Closes the database and ends the thread. */
  close(): void;
}

export interface OpenedLog {
  /** Its last mark. */
  mark: DateMark | undefined;
  trace: LogTrace;
  /** It is not the one that was open before. */
  replaced: boolean;
}

export type Method = keyof WorkerMethods;

/** Sent in arrays, in the order of the calls. */
export interface Request<M extends Method = Method> {
  id: number;
  method: M;
  args: Parameters<WorkerMethods[M]>;
}

/** Why a call failed. */
export type CallFailure =
  | { kind: 'unavailable'; failure: StoreFailure }
  /** The database could not be opened, or the worker has exited. */
  | { kind: 'not open' }
  /** The file has reached its size; nothing else is wrong. */
  | { kind: 'full' }
  /** A file that this server must not touch. */
  | { kind: 'wrong database'; message: string }
  | { kind: 'bug'; error: Error };

export type Reply = { id: number; value: unknown } | { id: number; failure: CallFailure };
