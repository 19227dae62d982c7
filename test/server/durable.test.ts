/** The chat of a whole server over a file: what clients and supervisors notice of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openDatabase } from '../../server/store/sqlite-driver.ts';
import { SCHEMA_VERSION } from '../../server/store/schema.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { ADMIN_ENV, told } from '../helpers/site.ts';
import { startServer } from '../helpers/test-server.ts';
import { TestStore } from './store/test-store.ts';

async function serverOn(path: string): Promise<{ server: ServerProcess; origin: string }> {
  const server = new ServerProcess({ LIVE_PRESENCE_DATA: path, ...ADMIN_ENV });
  return { server, origin: `http://127.0.0.1:${await server.listening()}` };
}

void describe('a server with a file', () => {
  void test('killed and started again has every acknowledged message, and everybody continues', async () => {
    await using file = new TestStore();
    const first = await serverOn(file.path);
    const ada = new RawClient(first.origin);
    const { epoch } = await ada.join('Ada');
    for (let i = 0; i < 10; i++) ada.send({ type: 'chat_post', op: `op${i}`, text: `text ${i}` });
    const ack = await ada.next('ack', ({ op }) => op === 'op9');
    await first.server.kill('SIGKILL');
    const second = await serverOn(file.path);
    const again = new RawClient(second.origin);
    const welcome = await again.join('Ada', { resume: { epoch, seq: 3, op: 'op2' } });
    assert.ok(welcome.recovered);
    assert.deepEqual(
      welcome.events.map(({ seq, op }) => [seq, op]),
      Array.from({ length: 7 }, (_, i) => [i + 4, `op${i + 3}`]),
    );
    again.send({ type: 'chat_post', op: 'op9', text: 'text 9' });
    assert.deepEqual(await again.next('ack'), ack, 'a retry gets the first answer');
    again.socket.terminate();
    assert.equal(await second.server.kill('SIGTERM'), 0);
  });

  void test('killed and started again forbids what it forbade, and keeps a notice once', async () => {
    await using file = new TestStore();
    const first = await serverOn(file.path);
    const notice = { op: 'n', text: 'we close at six' };
    const kept = await told(first, 'POST', '/rooms/docs/messages', notice);
    await told(first, 'POST', '/rooms/docs/moderation', { action: 'pause' });
    await first.server.kill('SIGKILL');
    const second = await serverOn(file.path);
    const ada = new RawClient(second.origin);
    assert.deepEqual((await ada.join('Ada')).rules, { paused: true });
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    assert.equal((await ada.next('error')).code, 'forbidden');
    assert.deepEqual(await told(second, 'POST', '/rooms/docs/messages', notice), kept);
    ada.socket.terminate();
    assert.equal(await second.server.kill('SIGTERM'), 0);
  });

  void test('is not ready while nothing can be kept, and tells who posts to try again', async () => {
    await using file = new TestStore();
    const store = await file.open();
    const live = await startServer({ store, env: { LIVE_PRESENCE_GRACE_MS: '1' } });
    const ready = async (): Promise<number> => (await fetch(`${live.origin}/readyz`)).status;
    const ada = new RawClient(live.origin);
    await ada.join('Ada');
    assert.equal(await ready(), 200);
    const other = openDatabase(file.path);
    other.exec('BEGIN IMMEDIATE');
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    const error = await ada.next('error');
    assert.deepEqual([error.code, error.ref], ['unavailable', 'x']);
    assert.equal(await ready(), 503);
    assert.equal((await fetch(`${live.origin}/healthz`)).status, 200);
    assert.match(await (await fetch(`${live.origin}/metrics`)).text(), /^live_presence_store_available 0$/m);
    ada.send({ type: 'history', limit: 10 });
    await ada.next('history');
    other.exec('ROLLBACK');
    other.close();
    await file.retried(store);
    assert.equal(await ready(), 200);
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    assert.equal((await ada.next('ack')).seq, 1);
    ada.socket.terminate();
    await live.stop();
  });

  void test('does not start on a file of a newer version, and says so in one line', async () => {
    await using file = new TestStore();
    await (await file.open()).close();
    const database = openDatabase(file.path);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    const server = new ServerProcess({ LIVE_PRESENCE_DATA: file.path });
    assert.equal(await server.exited, 1);
    assert.match(server.output.trim(), /^live-presence: LIVE_PRESENCE_DATA: .*newer live-presence.*$/);
  });

  void test('whose messages are gone by retention still welcomes with those that are left', async () => {
    await using file = new TestStore();
    const store = await file.open();
    for (let i = 0; i < 130; i++)
      await store.append('docs', {
        kind: 'message',
        op: `op${i}`,
        member: 'ada',
        at: Date.now(),
        text: 'a',
        name: 'Ada',
        color: '#000000',
      });
    while (await store.sweep({ since: 0, messages: 20 }));
    const live = await startServer({ store });
    const { epoch } = await store.head('docs');
    const bob = new RawClient(live.origin);
    const welcome = await bob.join('Bob', { resume: { epoch, seq: 50, op: 'op49' } });
    assert.ok(!welcome.recovered);
    assert.deepEqual(
      welcome.events.map(({ seq }) => seq),
      Array.from({ length: 20 }, (_, i) => i + 111),
    );
    bob.socket.terminate();
    await live.stop();
  });
});
