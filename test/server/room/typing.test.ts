import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

void describe('who is typing', () => {
  let server: InMemoryServer;
  let reader: InMemoryClient;
  const join = async (name: string): Promise<InMemoryClient> => {
    const client = server.hello(name);
    await settle();
    return client;
  };
  const counts = (): number[] => reader.all('typing').map(({ count }) => count);

  beforeEach(async () => {
    server = new InMemoryServer(new MemoryStore(), { controlRate: { perSecond: 1e6, burst: 1e6 } });
    reader = await join('reader');
  });

  void test('is sent within the gathering time, and again when it ends', async () => {
    const ada = await join('Ada');
    ada.send({ type: 'typing', on: true });
    server.clock.advance(250);
    assert.deepEqual(
      reader.only('typing').members.map(({ name }) => name),
      ['Ada'],
    );
    ada.send({ type: 'typing', on: false });
    server.clock.advance(250);
    assert.deepEqual(counts(), [1, 0]);
  });

  void test('is sent at the usual pace while twenty people type', async () => {
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, i) => join(`c${String(i)}`)));
    for (let at = 0; at < 8_000; at += 50) {
      crowd[(at / 50) % 20]?.send({ type: 'typing', on: true });
      server.clock.advance(50);
    }
    assert.ok(counts().length >= 4, `${String(counts().length)} frames in 8 s`);
    assert.equal(counts().at(-1), 20);
    assert.ok((reader.all('typing').at(-1)?.members.length ?? 0) <= 5);
  });

  void test('is sent while one client repeats it faster than the gathering time', async () => {
    const ada = await join('Ada');
    for (let at = 0; at < 8_000; at += 120) {
      ada.send({ type: 'typing', on: true });
      server.clock.advance(120);
    }
    assert.deepEqual(counts(), [1], 'once: nothing changes afterwards');
  });

  void test('is sent while somebody starts and stops all the time', async () => {
    const ada = await join('Ada');
    for (let i = 0; i < 80; i++) {
      ada.send({ type: 'typing', on: i % 2 === 0 });
      server.clock.advance(100);
    }
    assert.ok(counts().length >= 20, `${String(counts().length)} frames in 8 s`);
    assert.ok(counts().length <= 8_000 / 250, `${String(counts().length)} frames in 8 s`);
  });

  void test('expires for a visitor who has stopped without a message, while another goes on', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    ada.send({ type: 'typing', on: true });
    for (let at = 0; at < 9_000; at += 100) {
      bob.send({ type: 'typing', on: true });
      server.clock.advance(100);
    }
    assert.deepEqual(counts(), [2, 1]);
    server.clock.advance(6_000);
    assert.deepEqual(counts(), [2, 1, 0]);
  });
});

void test('people who come and go all the time are announced at the usual pace', async () => {
  const server = new InMemoryServer(new MemoryStore());
  const reader = server.hello('reader');
  await settle();
  for (let i = 0; i < 40; i++) {
    server.hello(`c${String(i)}`);
    await server.pass(100);
  }
  const frames = reader.all('presence').length;
  assert.ok(frames >= 10 && frames <= 17, `${String(frames)} frames in 4 s`);
});
