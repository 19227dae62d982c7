import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

/** Somebody who is there, in a room that has told nothing for a while. */
async function watched(): Promise<{ server: InMemoryServer; watcher: InMemoryClient }> {
  const server = new InMemoryServer(new MemoryStore());
  const watcher = server.hello('Ada');
  await server.pass(1_000);
  watcher.received.length = 0;
  return { server, watcher };
}

void test('a join is told soon, though others may follow', async () => {
  const { server, watcher } = await watched();
  server.hello('Bo');
  await settle();
  assert.deepEqual(watcher.all('presence'), []);
  server.clock.advance(60);
  assert.equal(watcher.only('presence').count, 2);
});

void test('a storm of joins is told once it is over, and whole', async () => {
  const { server, watcher } = await watched();
  for (let at = 0; at < 6; at++) {
    for (let one = 0; one < 5; one++) server.hello(`Guest ${String(at * 5 + one)}`);
    await settle();
    server.clock.advance(30);
  }
  assert.deepEqual(watcher.all('presence'), [], 'more come all the time');
  server.clock.advance(60);
  assert.equal(watcher.only('presence').count, 31);
});

void test('a storm that does not end is told four times a second', async () => {
  const { server, watcher } = await watched();
  for (let at = 0; at < 100; at++) {
    server.hello(`Guest ${String(at)}`);
    await settle();
    server.clock.advance(20);
  }
  const told = watcher.all('presence');
  assert.ok(told.length >= 7 && told.length <= 8, `${String(told.length)} times in two seconds`);
});
