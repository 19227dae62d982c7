import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

const STEP_MS = 250;

/** Stops the server while its time goes on. */
async function stop(server: TestServer, clock: ManualClock): Promise<void> {
  const state = { stopped: false };
  const stopped = server.stop().then(() => {
    state.stopped = true;
  });
  while (!state.stopped) {
    clock.advance(5);
    await setImmediate();
  }
  await stopped;
}

void test('whoever has gone without a word is shown for 20 s at most, whenever they came', async () => {
  const clock = new ManualClock();
  const server = await startServer({ clock, env: { LIVE_PRESENCE_UPKEEP_RATE: '1000/1000' } });
  try {
    const watch = new RawClient(server.origin);
    await watch.join('Watch');
    const shownMs: number[] = [];
    for (let who = 0; who < 10; who++) {
      const silent = new RawClient(server.origin, 'docs', { autoPong: false });
      await silent.join(`Silent ${String(who)}`, { visitor: `a key of someone silent ${String(who)}` });
      const since = clock.now();
      const left = watch.all('presence').filter(({ leaves }) => leaves).length;
      while (watch.all('presence').filter(({ leaves }) => leaves).length === left) {
        assert.ok(clock.now() - since < 30_000);
        clock.advance(STEP_MS);
        await watch.settled();
      }
      shownMs.push(clock.now() - since);
    }
    assert.ok(Math.max(...shownMs) <= 20_000, shownMs.join());
    watch.socket.terminate();
  } finally {
    await stop(server, clock);
  }
});

void test('the more visitors there are, the longer a stop takes to ask them to come back', async () => {
  const clock = new ManualClock();
  const server = await startServer({ clock, env: { LIVE_PRESENCE_CONNECT_RATE: '1000/1000' } });
  const clients = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const client = new RawClient(server.origin);
      await client.join(`Visitor ${String(i)}`, { visitor: `a key of some visitor ${String(i)}` });
      return client;
    }),
  );
  const closedAt: number[] = [];
  const closed = clients.map(async (client) => {
    assert.equal((await client.closed).code, 1012);
    closedAt.push(clock.now());
  });
  const start = clock.now();
  await stop(server, clock);
  await Promise.all(closed);
  assert.ok(Math.max(...closedAt) - start >= 150, closedAt.join());
});
