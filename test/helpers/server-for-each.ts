import { afterEach, beforeEach } from 'node:test';
import type { MessageStore } from '../../server/store/message-store.ts';
import type { RuleStore } from '../../server/store/rule-store.ts';
import { RawClient } from './raw-client.ts';
import { startServer } from './test-server.ts';
import type { TestServer, TestServerParts } from './test-server.ts';

/** The running test's server, which it may replace, and the clients that it connects. */
export class ServerFixture {
  live!: TestServer;
  clients: RawClient[] = [];

  client(room?: string): RawClient {
    const made = new RawClient(this.live.origin, room);
    this.clients.push(made);
    return made;
  }
}

/** Starts a server before each test, and stops it afterwards, with all clients. */
export function serverForEachTest<S extends MessageStore & RuleStore>(
  parts: () => TestServerParts & { store: S },
): ServerFixture & { store: S } {
  const fixture = new ServerFixture() as ServerFixture & { store: S };
  beforeEach(async () => {
    const made = parts();
    fixture.store = made.store;
    fixture.live = await startServer(made);
    fixture.clients = [];
  });
  afterEach(async () => {
    for (const client of fixture.clients) client.socket.terminate();
    await fixture.live.stop();
  });
  return fixture;
}
