/** The chat of a whole server with a database file, as clients and supervisors see it. */
import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { backUp } from '../../../server/store/backup.ts';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { SCHEMA_VERSION } from '../../../server/store/schema.ts';
import { ChatLog } from '../../../widget/client/chat/chat-log.ts';
import { ChatTracker } from '../../../widget/client/chat/chat-tracker.ts';
import { systemClock } from '../../../widget/client/clock.ts';
import { PresenceClient } from '../../../widget/client/presence-client.ts';
import { ChaosProxy } from '../../helpers/chaos-proxy.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ServerProcess } from '../../helpers/server-process.ts';
import { ADMIN_ENV, ask, told } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';
import { wsTransport } from '../../helpers/ws-transport.ts';
import { TestStore } from './test-store.ts';

/** How often another program locks the file. */
const LOCKS = process.env['TEST_LONG'] ? 10 : 2;

/** Stops what a test has started: after a failure, servers and clients would keep the process alive for ever. */
const stops: (() => unknown)[] = [];

async function serverOn(path: string): Promise<{ server: ServerProcess; origin: string }> {
  const server = new ServerProcess({ LIVE_PRESENCE_DATA: path, ...ADMIN_ENV });
  stops.push(() => server.kill());
  return { server, origin: `http://127.0.0.1:${await server.listening()}` };
}

/** A visitor's client with the chat open, online. */
async function chatter(name: string, origin: string): Promise<PresenceClient> {
  const client = new PresenceClient({
    server: origin,
    room: 'docs',
    page: '/',
    visitor: `visitor-${name}`.padEnd(32, '-'),
    profile: { name },
    clock: { ...systemClock, random: () => Math.random() / 50 },
    transport: wsTransport,
    fetch: (url, init) => fetch(url, { ...init, headers: { origin } }),
  });
  client.useTracker(ChatTracker);
  void client.useChat(ChatLog);
  stops.push(() => client.disconnect());
  client.connect();
  await until(client, () => client.status === 'online');
  return client;
}

/** Resolves once `wanted()` is true, which is checked after each change of the client. */
function until(client: PresenceClient, wanted: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const undo = ['chat', 'status'].map((type) => client.on(type as 'chat', () => look()));
    const look = (): void => {
      if (!wanted()) return;
      for (const off of undo) off();
      resolve();
    };
    look();
  });
}

void describe('a server with a file', () => {
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  void test('has every acknowledged message after a kill, and clients continue', async () => {
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

  void test('stores an operation once though it is sent ten times, over two kills, with lost acks', async () => {
    await using file = new TestStore();
    let { server } = await serverOn(file.path);
    await using proxy = await ChaosProxy.start(await server.listening());
    const operation = { type: 'chat_post', op: 'again', text: 'once' } as const;
    for (let i = 0; i < 9; i++) {
      const ada = new RawClient(proxy.origin);
      await ada.join('Ada');
      proxy.swallow('down');
      const answered = proxy.next('swallowed');
      ada.send(operation);
      await answered;
      if (i % 4 === 3) {
        await server.kill('SIGKILL');
        ({ server } = await serverOn(file.path));
        proxy.target = await server.listening();
      }
      proxy.cut();
      assert.equal((await ada.closed).code, 1006);
      assert.deepEqual([...ada.all('ack'), ...ada.all('chat')], []);
      proxy.heal();
    }
    const ada = new RawClient(proxy.origin);
    assert.equal((await ada.join('Ada')).seq, 1);
    ada.send(operation);
    assert.equal((await ada.next('ack')).seq, 1);
    ada.socket.terminate();
    assert.equal(await server.kill('SIGTERM'), 0);
    const database = openDatabase(file.path);
    const [rows] = database.prepare('SELECT count(*) AS count FROM events').all();
    database.close();
    assert.equal(rows?.['count'], 1);
  });

  void test('is replaced by a backup: clients that had received more notice it', async () => {
    await using file = new TestStore();
    const copy = join(file.folder, 'copy.db');
    let { server } = await serverOn(file.path);
    await using proxy = await ChaosProxy.start(await server.listening());
    const restart = async (): Promise<void> => {
      ({ server } = await serverOn(file.path));
      proxy.target = await server.listening();
    };
    const [ada, bob] = await Promise.all(['Ada', 'Bob'].map((name) => chatter(name, proxy.origin)));
    assert.ok(ada && bob);
    const say = async (client: PresenceClient, ...texts: string[]): Promise<void> => {
      for (const text of texts) client.chat.post(text);
      for (const each of [ada, bob]) {
        await until(
          each,
          () => each.chat.items.filter(({ state }) => state === 'sent').at(-1)?.text === texts.at(-1),
        );
      }
    };
    await say(ada, 'kept 1', 'kept 2');
    backUp(file.path, copy);
    await say(ada, 'lost 3', 'lost 4');
    // Ada is away while Bob, on the restored copy, says as much as was lost: her position holds something else.
    ada.disconnect();
    await server.kill('SIGKILL');
    for (const extra of ['-wal', '-shm']) rmSync(`${file.path}${extra}`, { force: true });
    renameSync(copy, file.path);
    await restart();
    const texts = (client: PresenceClient): string[] => client.chat.items.map(({ text }) => text);
    await until(bob, () => texts(bob).length === 2);
    assert.deepEqual(texts(bob), ['kept 1', 'kept 2']);
    bob.chat.post('new 3');
    bob.chat.post('new 4');
    const now = ['kept 1', 'kept 2', 'new 3', 'new 4'];
    await until(bob, () => bob.chat.items.at(-1)?.state === 'sent' && texts(bob).length === 4);
    ada.connect();
    await until(ada, () => texts(ada).includes('new 4'));
    assert.deepEqual([texts(ada), texts(bob)], [now, now]);
    for (const client of [ada, bob]) client.disconnect();
    assert.equal(await server.kill('SIGTERM'), 0);
  });

  void test('keeps its rules after a kill, and a repeated notice once', async () => {
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

  void test('stays ready while its store fails, says so, and asks clients to try again', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await using live = await startServer({ store, env: { LIVE_PRESENCE_GRACE_MS: '1' } });
    const ready = async (): Promise<[number, string]> => {
      const answer = await fetch(`${live.origin}/readyz`);
      return [answer.status, await answer.text()];
    };
    const ada = new RawClient(live.origin);
    await ada.join('Ada');
    assert.deepEqual(await ready(), [200, 'ready\n']);
    const other = openDatabase(file.path);
    other.exec('BEGIN IMMEDIATE');
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    const error = await ada.next('error');
    assert.deepEqual([error.code, error.ref], ['unavailable', 'x']);
    assert.deepEqual(await ready(), [200, "ready, but chat can't be stored now\n"]);
    const newcomer = new RawClient(live.origin);
    assert.equal((await newcomer.join('Newcomer')).count, 2);
    newcomer.socket.terminate();
    assert.equal((await fetch(`${live.origin}/healthz`)).status, 200);
    assert.match(await (await fetch(`${live.origin}/metrics`)).text(), /^live_presence_store_available 0$/m);
    ada.send({ type: 'history', limit: 10 });
    await ada.next('history');
    other.exec('ROLLBACK');
    other.close();
    await file.retried(store);
    assert.deepEqual(await ready(), [200, 'ready\n']);
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    assert.equal((await ada.next('ack')).seq, 1);
    ada.socket.terminate();
  });

  for (const muting of [false, true]) {
    const also = muting ? ', even if a member was muted during it' : '';
    void test(`stores posts again after each lock by another program${also}`, async () => {
      await using file = new TestStore();
      const live = await serverOn(file.path);
      const say = (op: string) => ask(live, 'POST', '/rooms/docs/messages', { op, text: op });
      assert.equal((await say('first')).status, 201);
      const other = openDatabase(file.path);
      // The server writes by itself, too.
      other.exec('PRAGMA busy_timeout = 5000');
      for (let i = 0; i < LOCKS; i++) {
        other.exec('BEGIN IMMEDIATE');
        if (muting) {
          const mute = { action: 'mute', member: `m${i}` };
          assert.equal((await ask(live, 'POST', '/rooms/docs/moderation', mute)).status, 503);
        }
        assert.equal((await say(`op${i}`)).status, 503);
        other.exec('ROLLBACK');
        const unlocked = Date.now();
        while ((await say(`op${i}`)).status !== 201) {
          assert.ok(Date.now() - unlocked < 10_000, live.server.output);
          await setTimeout(50);
        }
        assert.equal((await fetch(`${live.origin}/readyz`)).status, 200);
        for (let n = 0; n < 5; n++) assert.equal((await say(`after-${i}-${n}`)).status, 201);
      }
      const lines = live.server.output.split('\n').filter((line) => line.includes('chat storage'));
      assert.equal(lines.length, 2 * LOCKS, 'each failure and each recovery is logged once');
      const events = other.prepare('SELECT count(*) AS count FROM events').get()?.['count'];
      assert.equal(events, 1 + 6 * LOCKS);
      other.close();
      assert.equal(await live.server.kill('SIGTERM'), 0);
    });
  }

  void test('does not start with a file of a newer version, and prints one line', async () => {
    await using file = new TestStore();
    await (await file.open()).close();
    const database = openDatabase(file.path);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    await using server = new ServerProcess({ LIVE_PRESENCE_DATA: file.path });
    assert.equal(await server.exited, 1);
    assert.match(server.output.trim(), /^live-presence: LIVE_PRESENCE_DATA: .*newer live-presence.*$/);
  });

  void test('welcomes with the messages that retention has left', async () => {
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
    while (await store.prune({ since: 0, messages: 20 }));
    await using live = await startServer({ store });
    const { epoch } = await store.head('docs');
    const bob = new RawClient(live.origin);
    const welcome = await bob.join('Bob', { resume: { epoch, seq: 50, op: 'op49' } });
    assert.ok(!welcome.recovered);
    assert.deepEqual(
      welcome.events.map(({ seq }) => seq),
      Array.from({ length: 20 }, (_, i) => i + 111),
    );
    bob.socket.terminate();
  });
});
