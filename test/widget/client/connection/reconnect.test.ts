import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitor } from '../visitor.ts';

test('reconnects after a random part of half a second', () => {
  const { client, clock, sockets, join } = visitor();
  join().close(1006);
  assert.equal(client.status, 'reconnecting');
  assert.equal(client.retryAt, clock.now() + 250);
  clock.advance(249);
  assert.equal(sockets.ends.length, 1);
  clock.advance(1);
  assert.equal(sockets.ends.length, 2);
  assert.equal(client.retryAt, undefined);
  join();
  assert.equal(client.status, 'online');
});

test('waits longer after each failure, up to 30 s; up to 120 s while hidden', async () => {
  const { client, clock, sockets, waits } = visitor();
  clock.chance = 0.999_999;
  client.connect();
  const bounds: number[] = [];
  for (let i = 0; i < 9; i++) {
    sockets.last.close();
    const wait = await waits();
    bounds.push(Math.round(wait));
    clock.advance(wait);
  }
  assert.deepEqual(bounds, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  client.setHidden(true);
  sockets.last.close();
  assert.equal(Math.round(await waits()), 120_000);
});

test('waits briefly again only after a connection that lasted', () => {
  const { client, clock, join } = visitor();
  clock.chance = 0.999_999;
  const waitAfter = (lasting: number) => {
    const end = join();
    clock.advance(lasting);
    end.close();
    const wait = Math.round((client.retryAt ?? 0) - clock.now());
    clock.advance(wait);
    return wait;
  };
  assert.deepEqual([waitAfter(0), waitAfter(0), waitAfter(0)], [500, 1000, 2000]);
  assert.equal(waitAfter(6_000), 500);
});

test('comes back briefly each time that the server says that it restarts, but not where it never lets anybody in', () => {
  const { client, clock, sockets, join } = visitor();
  clock.chance = 0.999_999;
  const wait = () => {
    const ms = Math.round((client.retryAt ?? 0) - clock.now());
    clock.advance(ms);
    return ms;
  };
  for (let restarts = 0; restarts < 5; restarts++) {
    join().close(1012, 'restarting');
    assert.equal(wait(), 500);
  }
  sockets.last.accept();
  sockets.last.close(1012);
  assert.equal(wait(), 1_000);
});

test('reconnects if its hello came too late', () => {
  const { client, clock, sockets } = visitor();
  client.connect();
  sockets.last.accept();
  sockets.last.close(4502, 'no hello in time');
  assert.equal(client.status, 'reconnecting');
  clock.advance(500);
  assert.equal(sockets.ends.length, 2);
});

for (const code of [1000, 1001, 1006, 1009, 1012, 4000, 4001, 4002, 4003]) {
  test(`reconnects after close code ${code}`, () => {
    const { client, join } = visitor();
    join().close(code);
    assert.equal(client.status, 'reconnecting');
  });
}

for (const [error, close] of [
  ['closed', 4503],
  ['limit', 4504],
] as const) {
  test(`tries again after ${error} when the page is used, a minute later at the earliest`, () => {
    const { client, clock, sockets, join } = visitor();
    const end = join();
    end.send({ type: 'error', code: error, message: 'not now' });
    end.close(close);
    assert.deepEqual(client.refusal, { code: error, message: 'not now' });
    clock.advance(60_000);
    client.wake();
    assert.equal(sockets.ends.length, 1);
    clock.advance(1);
    assert.equal(sockets.ends.length, 1);
    client.wake();
    assert.equal(sockets.ends.length, 2);
    join();
    assert.equal(client.status, 'online');
    assert.equal(client.refusal, undefined);
    sockets.last.send({ type: 'error', code: error, message: 'not now' });
    sockets.last.close(close);
    client.disconnect();
    clock.advance(60_001);
    client.wake();
    assert.equal(sockets.ends.length, 2);
  });
}

for (const code of [4500, 4501, 4503, 4504, 4999]) {
  test(`stays closed after close code ${code}, until connect() is called`, () => {
    const { client, clock, sockets, join } = visitor();
    join().close(code, 'because');
    assert.equal(client.status, 'refused');
    assert.deepEqual(client.refusal, { code: `closed_${code}`, message: 'because' });
    client.wake();
    clock.advance(600_000);
    assert.equal(sockets.ends.length, 1);
    client.connect();
    assert.equal(sockets.ends.length, 2);
    assert.equal(client.refusal, undefined);
  });
}

test('the refusal is the error that the server sent before it closed', () => {
  const { client, sockets, of } = visitor();
  client.connect();
  sockets.last.accept();
  sockets.last.send({
    type: 'error',
    code: 'unsupported_protocol',
    ref: 'hello',
    message: 'this server speaks 2',
  });
  sockets.last.close(4500, 'unsupported protocol');
  assert.deepEqual(client.refusal, { code: 'unsupported_protocol', message: 'this server speaks 2' });
  assert.equal(of('error')[0]?.code, 'unsupported_protocol');
});

test('waits for wake() while there is no network', () => {
  let online = false;
  const { client, clock, sockets, join } = visitor({ isOnline: () => online });
  client.connect();
  assert.equal(client.status, 'offline');
  clock.advance(600_000);
  client.wake();
  assert.equal(sockets.ends.length, 0);
  online = true;
  client.wake();
  join();
  online = false;
  sockets.last.close();
  assert.equal(client.status, 'offline');
  assert.equal(client.retryAt, undefined);
  assert.equal(clock.pending, 0);
});

test('wake() ends the wait for the next attempt', () => {
  const { client, sockets, join } = visitor();
  join().close();
  client.wake();
  assert.equal(sockets.ends.length, 2);
  assert.equal(client.status, 'reconnecting');
  client.wake();
  assert.equal(sockets.ends.length, 2, 'the attempt under way is left alone');
});
