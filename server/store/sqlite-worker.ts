/**
 * The worker thread that holds the database, so that no disk stalls a cursor.
 *
 * Appends that are queued at the same time are committed together and answered after the commit; the next ones queue
 * up while it runs. There is no deliberate delay: a slow disk makes larger groups by itself.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { DatabaseFile } from './database-file.ts';
import { FileFull } from './file-bound.ts';
import { WrongDatabase } from './schema.ts';
import type { CallFailure, Reply, Request, WorkerMethods, WorkerOptions } from './worker-messages.ts';
import { storeFailureOf } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';

/** How long a group accepts appends that arrive while it is written, in ms. */
const GROUP_MS = 5;

class NotOpen extends Error {}
class Moved extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

if (!parentPort) throw new Error('this file is a worker of sqlite-thread.ts');
const port = parentPort;
const options = workerData as WorkerOptions;
/** The queue. Appends go first: other calls can wait a moment longer. */
const appends: Request<'append'>[] = [];
const others: Request[] = [];
let file: DatabaseFile | undefined;

const methods: WorkerMethods = {
  open(check, before) {
    file = new DatabaseFile(options, check);
    file.probe();
    const replaced = before !== undefined && !file.continues(before);
    if (replaced) file.transaction(() => opened().chat.beginEpoch());
    return { mark: file.dateMark.read(), trace: file.trace, replaced };
  },
  probe: () => opened().probe(),
  append: (room, draft, ahead) => opened().chat.append(room, draft, ahead),
  head: (room) => opened().chat.head(room),
  find: (room, member, op) => opened().chat.find(room, member, op),
  eventsAfter: (room, after, limit) => opened().chat.eventsAfter(room, after, limit),
  eventAt: (room, seq) => opened().chat.eventAt(room, seq),
  message: (room, seq) => opened().chat.message(room, seq),
  messages: (room, before, limit) => opened().chat.messages(room, before, limit),
  emptied: () => opened().chat.emptied(),
  forget: (rooms) => {
    commit(() => {
      opened().chat.forget(rooms);
    });
  },
  rules: () => opened().rules.rules(),
  saveRule: (rule) => {
    commit(() => {
      opened().rules.saveRule(rule);
    });
  },
  deleteRule: (rule) => {
    commit(() => {
      opened().rules.deleteRule(rule);
    });
  },
  erase: (member, from) => commit(() => opened().chat.erase(member, from)),
  prune(limits, mark) {
    requirePlace();
    opened().dateMark.save(mark);
    return opened().pruning.step(limits);
  },
  look() {
    requirePlace();
    opened().look();
  },
  // No checkpoint, which all messages would wait for, where nothing was overwritten.
  clearTraces: () => !opened().pruning.hasTraces || opened().pruning.clearTraces(),
  close() {
    file?.close();
  },
};

/** What is committed to a file that nobody finds any more is lost: looked at before each commit. */
function requirePlace(): void {
  const failure = opened().moved;
  if (failure) throw new Moved(failure);
}

/** Commits what `write` writes, if it will be found. */
function commit<T>(write: () => T): T {
  return opened().transaction(() => {
    const result = write();
    requirePlace();
    return result;
  });
}

function opened(): DatabaseFile {
  if (!file) throw new NotOpen();
  return file;
}

port.on('message', (requests: Request[]) => {
  take(requests);
  while (appends.length > 0 || others.length > 0) {
    if (appends.length > 0) reply(appendTogether());
    const other = others.shift();
    if (other) reply([run(other)]);
    if (other?.method === 'close') {
      port.close();
      return;
    }
    takeMore();
  }
});

function take(requests: Request[]): void {
  for (const request of requests) {
    if (isAppend(request)) appends.push(request);
    else others.push(request);
  }
}

/** Takes the calls that arrived while this thread was busy. */
function takeMore(): void {
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: Request[] } | undefined;
    if (!received) return;
    take(received.message);
  }
}

/** One that does not fit has written nothing, so the others of its group need not be rolled back. */
function append({ id, args }: Request<'append'>): Reply {
  try {
    return { id, value: methods.append(...args) };
  } catch (error) {
    if (!(error instanceof FileFull)) throw error;
    return { id, failure: { kind: 'full' } };
  }
}

function appendTogether(): Reply[] {
  const group: Request<'append'>[] = [];
  try {
    return commit(() => {
      const replies: Reply[] = [];
      const end = performance.now() + GROUP_MS;
      for (let next = appends.shift(); next; next = performance.now() < end ? appends.shift() : undefined) {
        group.push(next);
        replies.push(append(next));
        if (appends.length === 0) takeMore();
      }
      return replies;
    });
  } catch (error) {
    const failure = failureIn(error);
    // The whole group was rolled back. One bad append must not affect the others.
    if (failure.kind === 'bug' && group.length > 1) return group.map(appendAlone);
    // The queued appends would fail in the same way, only later.
    if (failure.kind !== 'bug') group.push(...appends.splice(0));
    return group.map(({ id }) => ({ id, failure }));
  }
}

function appendAlone(request: Request<'append'>): Reply {
  try {
    return commit(() => append(request));
  } catch (error) {
    return { id: request.id, failure: failureIn(error) };
  }
}

function run(request: Request): Reply {
  try {
    const { id, method, args } = request;
    return { id, value: (methods[method] as (...args: unknown[]) => unknown)(...args) };
  } catch (error) {
    return { id: request.id, failure: failureIn(error) };
  }
}

function isAppend(request: Request): request is Request<'append'> {
  return request.method === 'append';
}

function reply(replies: Reply[]): void {
  port.postMessage(replies);
}

function failureIn(error: unknown): CallFailure {
  if (error instanceof NotOpen) return { kind: 'not open' };
  if (error instanceof Moved) return { kind: 'unavailable', failure: error.failure };
  if (error instanceof WrongDatabase) return { kind: 'wrong database', message: error.message };
  const failure = storeFailureOf(error);
  if (failure) return { kind: 'unavailable', failure };
  return { kind: 'bug', error: error instanceof Error ? error : new Error(String(error)) };
}
