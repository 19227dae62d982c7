import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitor } from '../visitor.ts';

test('wake() replaces the socket after a long silence, and sends a ping after a short one', () => {
  const { client, clock, sockets, join } = visitor();
  const first = join();
  clock.sleep(26_000);
  client.wake();
  assert.deepEqual(first.closed?.code, 1000);
  const second = join();
  clock.advance(5_000);
  client.wake();
  assert.equal(second.of('ping').length, 1);
  second.send({ type: 'pong' });
  clock.advance(2_000);
  assert.equal(client.status, 'online');
  client.wake();
  clock.advance(1_500);
  assert.equal(client.status, 'reconnecting');
  assert.equal(sockets.ends.length, 2);
});

test('sends a ping after 15 s of silence, and closes 10 s later', () => {
  const { client, clock, join } = visitor();
  const end = join();
  clock.advance(10_000);
  end.send({ type: 'rate', hz: 0 });
  clock.advance(14_999);
  assert.equal(end.of('ping').length, 0);
  clock.advance(1);
  assert.equal(end.of('ping').length, 1);
  clock.advance(9_000);
  end.send({ type: 'pong' });
  clock.advance(15_000);
  assert.equal(client.status, 'online');
  assert.equal(end.of('ping').length, 2);
  clock.advance(10_000);
  assert.equal(client.status, 'reconnecting');
  assert.ok(end.closed);
});

test('leaves a server that never sends a welcome', async () => {
  const { client, clock, sockets, waits } = visitor();
  client.connect();
  clock.advance(15_000);
  sockets.last.accept();
  clock.advance(9_999);
  assert.ok(!sockets.last.closed, 'it has the time from the open socket on');
  clock.advance(1);
  await waits();
  assert.ok(sockets.last.closed);
});
