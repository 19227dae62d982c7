import { VisitorAuthenticator } from '../../server/auth/visitor.ts';
import { MemoryBroker } from '../../server/broker/memory.ts';
import { systemClock } from '../../server/clock.ts';
import type { Clock } from '../../protocol/clock.ts';
import { LiveServer } from '../../server/live-server.ts';
import type { Logger } from '../../server/log.ts';
import { createLog } from '../../server/log.ts';
import { readOptions } from '../../server/config/command-line.ts';
import type { StaticFile } from '../../server/http/static-files.ts';
import { MemoryStore } from '../../server/store/memory.ts';
import type { MessageStore } from '../../server/store/message-store.ts';
import type { RuleStore } from '../../server/store/rule-store.ts';
import { answersLater } from './around-store.ts';

export interface TestServerParts {
  env?: Record<string, string>;
  clock?: Clock;
  store?: MessageStore & RuleStore;
  log?: Logger;
  widget?: ReadonlyMap<string, StaticFile>;
  demo?: ReadonlyMap<string, StaticFile>;
}

export interface TestServer {
  server: LiveServer;
  port: number;
  /** `http://127.0.0.1:…` */
  origin: string;
  stop: () => Promise<void>;
  /** Stops it at the end of a test, also of one that fails. */
  [Symbol.asyncDispose]: () => Promise<void>;
}

/** A complete server on a free port of this machine, with real sockets and a store that answers a task later. */
export async function startServer(parts: TestServerParts = {}): Promise<TestServer> {
  const options = readOptions(['--port', '0', '--host', '127.0.0.1'], {
    LIVE_PRESENCE_LOG: 'silent',
    ...parts.env,
  });
  if ('help' in options) throw new Error('help');
  const store = answersLater(parts.store ?? new MemoryStore());
  const output = { lost: 0, write: () => undefined };
  const server = new LiveServer({
    options,
    version: '0.0.0-test',
    store,
    rules: store,
    broker: new MemoryBroker(),
    authenticator: new VisitorAuthenticator('a secret of the tests'),
    widget: parts.widget ?? new Map<string, StaticFile>(),
    demo: parts.demo,
    clock: parts.clock ?? systemClock,
    log: parts.log ?? createLog('silent', output),
    output,
  });
  const port = await server.start();
  const stop = async (): Promise<void> => {
    await server.stop();
  };
  return { server, port, origin: `http://127.0.0.1:${String(port)}`, stop, [Symbol.asyncDispose]: stop };
}
