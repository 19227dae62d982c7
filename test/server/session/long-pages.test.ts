/** Long names of pages, and frames that break the protocol now and then, end no visit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageKey } from '../../../protocol/page-key.ts';
import type { PresenceClient } from '../../../widget/client/create-client.ts';
import { createPresenceClient } from '../../../widget/client/create-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import { wsTransport } from '../../helpers/ws-transport.ts';

const LONG = `/${'%E6%BD%AE'.repeat(57)}`;

/** Resolves once it is true, which is looked at now and after each event of the type. */
function until(client: PresenceClient, type: 'status' | 'roster', wanted: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!wanted()) return;
      undo();
      resolve();
    };
    const undo = client.on(type, look);
    look();
  });
}

void test('visitors of long pages have one name for each, and another one for every other', async () => {
  await using live = await startServer();
  const errors: string[] = [];
  const visitor = async (): Promise<PresenceClient> => {
    const client = createPresenceClient({
      server: live.origin,
      room: 'docs',
      page: LONG,
      transport: wsTransport,
    });
    client.on('error', ({ code, message }) => errors.push(`${code} ${message}`));
    client.connect();
    await until(client, 'status', () => client.status === 'online');
    return client;
  };
  const [ada, bo] = [await visitor(), await visitor()];
  const shown = (): string | undefined => bo.roster.members.get(ada.self?.id ?? '')?.pages[0];
  assert.equal(ada.page, bo.page);
  await until(bo, 'roster', () => shown() === bo.page);
  for (const end of ['1', '2', '3', '4', '5', '6']) {
    ada.setPage(LONG + end);
    assert.notEqual(ada.page, bo.page);
    await until(bo, 'roster', () => shown() === ada.page);
  }
  ada.setPage(LONG);
  await until(bo, 'roster', () => shown() === bo.page);
  assert.deepEqual(errors, []);
  ada.disconnect();
  bo.disconnect();
});

void test('the server shortens what a client has not', async () => {
  await using live = await startServer();
  const ada = new RawClient(live.origin);
  const { self } = await ada.join('Ada', { page: LONG });
  assert.deepEqual(self.pages, [pageKey(LONG, 512)]);
  ada.socket.terminate();
});

void test('a short name of a page is its own; a long one keeps its start', () => {
  assert.equal(pageKey('/docs', 512), '/docs');
  for (const length of [1, 5, 8, 20, 512]) {
    const key = pageKey(LONG, length);
    assert.ok(key.length <= length && key.length > 0);
    if (length >= 8) assert.notEqual(key, pageKey(`${LONG}!`, length));
  }
  assert.ok(pageKey(LONG, 512).startsWith(LONG.slice(0, 500)));
  assert.doesNotMatch(pageKey(`/${'😀'.repeat(300)}`, 512), /\p{Surrogate}/u);
});

void test('bad frames are forgiven over time', async () => {
  const clock = new ManualClock();
  await using live = await startServer({ clock });
  const ada = new RawClient(live.origin);
  await ada.join('Ada');
  for (let frame = 0; frame < 12; frame++) {
    ada.socket.send(']');
    await ada.next('error');
    clock.advance(10_000);
    ada.socket.send('{"type":"ping"}');
    await ada.next('pong');
  }
  for (let frame = 0; frame < 5; frame++) ada.socket.send(']');
  assert.equal((await ada.closed).code, 4500);
});
