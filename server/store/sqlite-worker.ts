/**
 * The thread that holds the database, so that no disk stalls a cursor.
 *
 * Appends that wait at the same time are committed together, and told of after the commit; meanwhile the next ones
 * gather. Nothing is waited for on purpose: a slow disk makes larger groups by itself.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Connection } from './connection.ts';
import { WrongDatabase } from './schema.ts';
import type { Failure, Reply, Request, ThreadOptions, Work } from './sqlite-thread.ts';
import { MOVED, storeFailureOf } from './store-failure.ts';

/** A group takes in what comes while it is written for so long, in ms. */
const GROUP_MS = 5;

class NotOpen extends Error {}
class Moved extends Error {}

if (!parentPort) throw new Error('this file is a thread of sqlite.ts');
const port = parentPort;
const options = workerData as ThreadOptions;
/** What waits. Appends go first; for what else is asked it makes no difference to come a moment later. */
const appends: Request<'append'>[] = [];
const others: Request[] = [];
let connection: Connection | undefined;

const work: Work = {
  open(check) {
    connection = new Connection(options, check);
    connection.probe();
  },
  probe: () => opened().probe(),
  append: (room, draft) => opened().chat.append(room, draft),
  head: (room) => opened().chat.head(room),
  find: (room, member, op) => opened().chat.find(room, member, op),
  eventsAfter: (room, after, limit) => opened().chat.eventsAfter(room, after, limit),
  eventAt: (room, seq) => opened().chat.eventAt(room, seq),
  message: (room, seq) => opened().chat.message(room, seq),
  messages: (room, before, limit) => opened().chat.messages(room, before, limit),
  rules: () => opened().rules.rules(),
  keepRule: (rule) => {
    opened().rules.keepRule(rule);
  },
  dropRule: (rule) => {
    opened().rules.dropRule(rule);
  },
  erase: (member, from) => opened().transaction(() => opened().chat.erase(member, from)),
  sweep(keep) {
    if (opened().moved) throw new Moved();
    return opened().housekeeping.step(keep);
  },
  clearTraces: () => opened().housekeeping.clearTraces(),
  close() {
    connection?.close();
  },
};

function opened(): Connection {
  if (!connection) throw new NotOpen();
  return connection;
}

port.on('message', (requests: Request[]) => {
  take(requests);
  while (appends.length > 0 || others.length > 0) {
    if (appends.length > 0) reply(appendTogether());
    const other = others.shift();
    if (other) reply([done(other)]);
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

/** Takes what came while this thread was busy. */
function takeMore(): void {
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: Request[] } | undefined;
    if (!received) return;
    take(received.message);
  }
}

function appendTogether(): Reply[] {
  const group: Request<'append'>[] = [];
  try {
    return opened().transaction(() => {
      const replies: Reply[] = [];
      const end = performance.now() + GROUP_MS;
      for (let next = appends.shift(); next; next = performance.now() < end ? appends.shift() : undefined) {
        group.push(next);
        replies.push({ id: next.id, value: work.append(...next.args) });
        if (appends.length === 0) takeMore();
      }
      return replies;
    });
  } catch (error) {
    const failure = failureIn(error);
    // Nothing is kept of the group. What is wrong with one of them must not harm the others.
    if (failure.kind === 'bug' && group.length > 1) return group.map(appendAlone);
    // What waits would only wait longer to hear the same.
    if (failure.kind !== 'bug') group.push(...appends.splice(0));
    return group.map(({ id }) => ({ id, failure }));
  }
}

function appendAlone(request: Request<'append'>): Reply {
  try {
    const value = opened().transaction(() => work.append(...request.args));
    return { id: request.id, value };
  } catch (error) {
    return { id: request.id, failure: failureIn(error) };
  }
}

function done(request: Request): Reply {
  try {
    const { id, method, args } = request;
    return { id, value: (work[method] as (...args: unknown[]) => unknown)(...args) };
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

function failureIn(error: unknown): Failure {
  if (error instanceof NotOpen) return { kind: 'not open' };
  if (error instanceof Moved) return { kind: 'trouble', trouble: MOVED };
  if (error instanceof WrongDatabase) return { kind: 'wrong', message: error.message };
  const trouble = storeFailureOf(error);
  if (trouble) return { kind: 'trouble', trouble };
  return { kind: 'bug', error: error instanceof Error ? error : new Error(String(error)) };
}
