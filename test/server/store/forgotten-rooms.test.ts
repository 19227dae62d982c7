/** Rooms in the database: only those where something was written, and no longer than something of it is kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import type { MessageStore } from '../../../server/store/message-store.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ADMIN_ENV, ask, told } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { RetentionJob } from '../../../server/store/retention-job.ts';
import { pruneAll } from './contract.ts';
import { TestStore } from './test-store.ts';

/** Rooms with a row. */
function rows({ path }: TestStore): number {
  const database = openDatabase(path);
  const count = Number(database.prepare('SELECT count(*) AS count FROM rooms').get()?.['count']);
  database.close();
  return count;
}

void test('rooms that are opened, asked about and not written to leave no row', async () => {
  await using file = new TestStore();
  const store = await file.open();
  await using live = await startServer({ store, env: { ...ADMIN_ENV, LIVE_PRESENCE_GRACE_MS: '1' } });
  for (let at = 0; at < 100; at++) {
    const client = new RawClient(live.origin, `room-${String(at)}`);
    await client.join('Eve', { resume: { epoch: 'of another log', seq: 7, op: 'x' } });
    for (const message of [
      { type: 'page', page: '/other' },
      { type: 'typing', on: true },
      { type: 'history', limit: 10 },
      { type: 'events', after: 0 },
      { type: 'quotes', seqs: [1, 2] },
      // Refused, all of them.
      { type: 'chat_post', op: 'empty', text: ' ' },
      { type: 'chat_post', op: 'long', text: 'x'.repeat(4_001) },
      { type: 'chat_edit', op: 'edit', seq: 1, text: 'x' },
      { type: 'chat_delete', op: 'delete', seq: 1 },
      { type: 'chat_react', op: 'react', seq: 1, emoji: '👍', on: true },
    ])
      client.send(message);
    await client.settled();
    client.socket.terminate();
  }
  for (const [method, path, body] of [
    ['GET', ''],
    ['GET', '/messages'],
    ['DELETE', '/messages/1'],
    ['POST', '/moderation', { action: 'pause' }],
    ['POST', '/moderation', { action: 'resume' }],
    ['POST', '/messages', { op: 'x', text: '' }],
  ] as const)
    await ask(live, method, `/rooms/by-the-site${path}`, body);
  await ask(live, 'DELETE', '/members/nobody');
  assert.equal(rows(file), 0);
  await told(live, 'POST', '/rooms/written/messages', { op: 'x', text: 'x' });
  assert.equal(rows(file), 1);
});

void test('rooms of which nothing is left lose their row, also over a restart', async () => {
  await using file = new TestStore();
  const first = await file.open();
  const say = (store: MessageStore, room: string, op: string) =>
    store.append(room, { kind: 'message', op, member: 'm', at: Date.now(), text: op, name: '', color: '' });
  for (let at = 0; at < 500; at++) await say(first, `room-${String(at)}`, 'only');
  await say(first, 'kept', 'a');
  await pruneAll(first, { messages: 0 });
  await say(first, 'kept', 'b');
  const { epoch } = await first.head('room-0');
  for (let rooms = await first.emptied(); rooms.length > 0; rooms = await first.emptied())
    await first.forget(rooms);
  assert.equal(rows(file), 1);
  const { epoch: next } = await first.head('room-0');
  await first.close();
  const second = await file.open();
  assert.notEqual(next, epoch);
  assert.deepEqual(await second.head('room-0'), { epoch: next, seq: 0, floor: 0 });
  assert.deepEqual(await second.head('kept'), { epoch, seq: 2, floor: 1 });
});

void test('who comes back to a forgotten room starts anew; who has it open goes on', async () => {
  const store = new MemoryStore();
  const server = new InMemoryServer(store);
  const ada = server.hello('Ada');
  await settle();
  const { epoch } = ada.only('welcome');
  for (let at = 1; at <= 3; at++) ada.send({ type: 'chat_post', op: `old-${String(at)}`, text: 'old' });
  await settle();
  ada.leave();
  await server.pass(10_000);
  await pruneAll(store, { messages: 0 });
  assert.equal(server.hub.find('docs'), undefined);
  await store.forget(await store.emptied());
  const bob = server.hello('Bob');
  await settle();
  bob.send({ type: 'chat_post', op: 'new', text: 'new' });
  await settle();
  assert.equal(bob.only('ack').seq, 1);
  const resumed = server.hello('Ada', { resume: { epoch, seq: 3, op: 'old-3' } });
  const upTo = server.hello('Eve', { resume: { epoch, seq: 0 } });
  await settle();
  for (const client of [resumed, upTo]) {
    const welcome = client.only('welcome');
    assert.notEqual(welcome.epoch, epoch);
    assert.deepEqual([welcome.recovered, welcome.seq, welcome.events.length], [false, 1, 1]);
  }
});

void test('an erasure before a room was forgotten concerns no later message', async () => {
  const store = new MemoryStore();
  const server = new InMemoryServer(store);
  const eve = server.hello('Eve');
  await settle();
  for (let at = 1; at <= 3; at++) eve.send({ type: 'chat_post', op: `old-${String(at)}`, text: 'old' });
  await settle();
  eve.send({ type: 'erase' });
  await settle();
  assert.equal(eve.closed?.code, 4503);
  await server.pass(10_000);
  await pruneAll(store, { messages: 0 });
  await store.forget(await store.emptied());
  const again = server.hello('Eve');
  await settle();
  again.send({ type: 'chat_post', op: 'new', text: 'new' });
  await settle();
  const { epoch } = again.only('welcome');
  const ada = server.hello('Ada', { resume: { epoch, seq: 0 } });
  await settle();
  assert.ok(ada.only('welcome').recovered);
  assert.deepEqual(ada.all('erased'), []);
});

void test('rooms that somebody has open are not forgotten, however empty they are', async () => {
  const store = new MemoryStore();
  const server = new InMemoryServer(store);
  const { clock } = server;
  const job = new RetentionJob({
    store,
    isOpen: (room) => server.hub.find(room) !== undefined,
    retention: { ageMs: 1_000, messages: 10 },
    clock,
    log: { warn: () => undefined, error: () => undefined },
  });
  job.start();
  const [ada, bob] = [server.hello('Ada', {}, 'open'), server.hello('Bob', {}, 'left')];
  await settle();
  for (const client of [ada, bob]) client.send({ type: 'chat_post', op: 'x', text: 'x' });
  await settle();
  bob.leave();
  // Their age counts after an hour; a day later they are forgotten.
  for (let hour = 0; hour < 27; hour++) {
    clock.advance(3_600_000);
    await settle();
  }
  job.stop();
  assert.deepEqual([(await store.head('open')).seq, (await store.head('left')).seq], [1, 0]);
  ada.received.length = 0;
  ada.send({ type: 'chat_post', op: 'next', text: 'next' });
  await settle();
  assert.equal(ada.only('ack').seq, 2);
  assert.equal(ada.only('chat').events.length, 1);
});
