import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { SAMPLE, encodeUplink } from '../../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../../protocol/cursor-frame.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

const ANCHOR = { path: [1, 2], box: [0, 0, 1, 1] as [number, number, number, number] };

void describe('cursors', () => {
  let clock: ManualClock;
  let live: TestServer;
  let clients: RawClient[];
  const join = async (name: string, page = '/'): Promise<RawClient> => {
    const client = new RawClient(live.origin);
    clients.push(client);
    await client.join(name, { page });
    return client;
  };
  const name = (client: RawClient, id = 0, path = [1, 2]): void => {
    client.send({ type: 'anchor', id, anchor: { ...ANCHOR, path } });
  };
  const at = (x: number, more: Partial<CursorSample> = {}): CursorSample => ({
    age: 0,
    flags: 0,
    anchor: 0,
    x,
    y: 7,
    ...more,
  });
  /** Sends samples, and lets the server receive them and tick. */
  const move = async (client: RawClient, ...samples: CursorSample[]): Promise<void> => {
    client.send(encodeUplink({ clock: clock.now() & 0xffff, samples }));
    await client.settled();
    clock.advance(250);
  };

  beforeEach(async () => {
    clock = new ManualClock();
    live = await startServer({ clock });
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) client.socket.terminate();
    await Promise.all(clients.map((client) => client.closed));
    const stopped = live.stop();
    clock.advance(10_000);
    await stopped;
  });

  void test('a move arrives as slot, anchor and position, in this order', async () => {
    const ada = await join('Ada');
    const bob = await join('Bob');
    name(ada);
    await move(ada, at(100), at(200, { age: 10 }));
    const { bound: slots, page } = await bob.next('slots');
    const { anchors } = await bob.next('anchor');
    const { tick } = await bob.next('tick');
    assert.equal(page, '/');
    assert.equal(slots?.length, 1);
    const slot = slots[0]?.slot;
    assert.deepEqual(anchors, [{ id: 0, anchor: ANCHOR }]);
    assert.deepEqual(
      tick.tracks.map((t) => [t.slot, t.samples.map((s) => s.x)]),
      [[slot, [100, 200]]],
    );
  });

  void test('a session that is alone gets rate 0 and sends nothing; a second one raises the rate', async () => {
    const ada = await join('Ada');
    assert.equal((await ada.next('rate')).hz, 0);
    name(ada);
    await move(ada, at(1));
    assert.equal(ada.all('tick').length, 0);
    const bob = await join('Bob');
    assert.ok((await ada.next('rate')).hz > 0);
    assert.ok((await bob.next('rate')).hz > 0);
    bob.close();
    await bob.closed;
    assert.equal((await ada.next('rate', (m) => m.hz === 0)).hz, 0);
  });

  void test('nothing is sent or scheduled while nothing moves', async () => {
    const ada = await join('Ada');
    const bob = await join('Bob');
    name(ada);
    await move(ada, at(1));
    clock.advance(2_000);
    await bob.settled();
    const heard = (): number => bob.received.filter(({ type }) => type !== 'pulse').length;
    const before = heard();
    const waiting = clock.pending;
    clock.advance(4_000);
    await bob.settled();
    assert.equal(heard(), before + 1, 'the pong alone');
    assert.equal(clock.pending, waiting);
    assert.equal(waiting, 2, 'the heartbeat and the retention job');
  });

  void test('several movers share one frame per tick', async () => {
    const movers = [await join('A'), await join('B'), await join('C')];
    const watcher = await join('W');
    for (const mover of movers) {
      name(mover);
      mover.send(encodeUplink({ clock: 0, samples: [at(5)] }));
    }
    await Promise.all(movers.map((mover) => mover.settled()));
    clock.advance(100);
    await watcher.settled();
    const ticks = watcher.all('tick');
    assert.ok(ticks.length <= 2, 'one tick for the first mover, one for the others');
    assert.equal(ticks.flatMap((t) => t.tick.tracks).length, 3);
  });

  void test('a page shows its own cursors only, and a page change moves the cursor at once', async () => {
    const ada = await join('Ada');
    const bob = await join('Bob');
    const eve = await join('Eve', '/elsewhere');
    const fay = await join('Fay', '/elsewhere');
    name(ada);
    await move(ada, at(1));
    const slot = (await bob.next('slots', (m) => m.bound !== undefined)).bound?.[0]?.slot;
    await fay.settled();
    assert.equal(eve.all('tick').length + fay.all('tick').length, 0);
    ada.send({ type: 'page', page: '/elsewhere' });
    await ada.settled();
    clock.advance(100);
    assert.deepEqual((await bob.next('slots', (m) => m.freed !== undefined && m.freed.length > 0)).freed, [
      slot,
    ]);
    await move(ada, at(1));
    await eve.settled();
    assert.equal(eve.all('tick').length, 0, 'anchors are named again on a new page');
    name(ada);
    await move(ada, at(2));
    assert.equal((await eve.next('tick')).tick.tracks[0]?.samples[0]?.x, 2);
  });

  void test('a newcomer gets a snapshot, with cursors that rest', async () => {
    const ada = await join('Ada');
    await join('Bob');
    name(ada, 0, [9]);
    name(ada, 1, [8]);
    await move(ada, at(1), at(2, { anchor: 1, flags: SAMPLE.press }));
    clock.advance(3_000);
    const eve = await join('Eve');
    assert.equal((await eve.next('slots', (m) => m.bound !== undefined)).bound?.length, 1);
    assert.deepEqual(
      (await eve.next('anchor')).anchors.map((a) => [a.id, a.anchor.path]),
      [[1, [8]]],
    );
    const { tick } = await eve.next('tick');
    assert.ok(tick.snapshot);
    assert.deepEqual(
      tick.tracks[0]?.samples.map((s) => [s.x, s.flags]),
      [[2, 0]],
      'the press is over',
    );
    await move(ada, at(3, { anchor: 0 }));
    assert.deepEqual(
      (await eve.next('anchor')).anchors.map((a) => a.id),
      [0],
      'an anchor from before it entered is repeated when it is used',
    );
    assert.equal((await eve.next('tick')).tick.tracks[0]?.samples[0]?.x, 3);
  });

  void test('a cursor that has rested for half a minute is not in the snapshot', async () => {
    const ada = await join('Ada');
    await join('Bob');
    name(ada);
    await move(ada, at(1));
    for (let i = 0; i < 31; i++) {
      await Promise.all(clients.map((client) => client.settled()));
      clock.advance(1_000);
    }
    const eve = await join('Eve');
    await eve.settled();
    assert.equal(eve.all('tick').flatMap((t) => t.tick.tracks).length, 0);
  });

  void test('a cursor that is gone is removed at once, and so is that of a session that ends', async () => {
    const ada = await join('Ada');
    const bob = await join('Bob');
    name(ada);
    await move(ada, at(1));
    await move(ada, { age: 0, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 });
    await bob.next('tick', (m) => m.tick.tracks[0]?.samples[0]?.flags === SAMPLE.gone);
    await move(ada, at(2));
    ada.close();
    await ada.closed;
    await bob.settled();
    clock.advance(100);
    await bob.next('slots', (m) => (m.freed?.length ?? 0) > 0);
    assert.ok(bob.all('presence').every((m) => !m.leaves));
  });

  void test('a slot is not reused within a minute', async () => {
    const bob = await join('Bob');
    const slots: (number | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      const ada = await join(`Ada${String(i)}`);
      name(ada);
      await move(ada, at(i));
      slots.push((await bob.next('slots', (m) => (m.bound?.length ?? 0) > 0)).bound?.[0]?.slot);
      ada.close();
      await ada.closed;
      await bob.next('rate', (m) => m.hz === 0);
      if (i === 1) clock.advance(10_000);
      await bob.settled();
    }
    assert.equal(new Set(slots).size, 3);
  });

  void test('samples keep their spacing although frames arrive with jitter', async () => {
    const ada = await join('Ada');
    const bob = await join('Bob');
    name(ada);
    const times: number[] = [];
    for (const [sent, late] of [
      [0, 0],
      [100, 60],
      [200, 0],
      [300, 90],
    ] as const) {
      clock.advance(sent === 0 ? 0 : 100 - (clock.now() % 100) + late);
      ada.send(encodeUplink({ clock: sent, samples: [at(sent)] }));
      await ada.settled();
      clock.advance(0);
      const { tick } = await bob.next('tick', (m) => m.tick.tracks[0]?.samples[0]?.x === sent);
      times.push(tick.time - (tick.tracks[0]?.samples[0]?.age ?? 0));
    }
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    for (const gap of gaps) assert.ok(Math.abs(gap - 100) <= 3, `gaps ${gaps.join(', ')}`);
  });

  void test('a session that does not acknowledge is left out, and gets a snapshot once it does', async () => {
    const ada = await join('Ada');
    const bob = await join('Bob');
    bob.acknowledges = false;
    name(ada);
    await move(ada, at(1));
    const { tick } = await bob.next('tick', (m) => m.tick.acknowledge);
    clock.advance(1_100);
    await move(ada, at(2));
    await move(ada, at(3));
    await bob.settled();
    assert.deepEqual(
      bob.all('tick').map((t) => t.tick.tracks[0]?.samples[0]?.x),
      [1],
      'left out',
    );
    bob.send({ type: 'seen', tick: tick.tick });
    await bob.settled();
    clock.advance(250);
    const caughtUp = await bob.next('tick');
    assert.ok(caughtUp.tick.snapshot);
    assert.equal(caughtUp.tick.tracks[0]?.samples[0]?.x, 3);
  });

  void test('absurd frames: unknown anchors, 10,000 anchors, positions at the edge', async () => {
    const ada = await join('Ada');
    const bob = await join('Bob');
    await move(ada, at(1, { anchor: 63 }));
    for (let i = 0; i < 100; i++) name(ada, i % 64, [i, -1, 65_535]);
    await move(ada, at(65_535, { anchor: 3, y: 65_535 }));
    await bob.next('tick', (m) => m.tick.tracks[0]?.samples[0]?.x === 65_535);
    ada.send({
      type: 'anchor',
      id: 0,
      anchor: { path: [1], from: { by: 'id', name: '"]<img onerror=x>' }, box: [0, 0, 1, 1] },
    });
    ada.send({ type: 'anchor', id: 64, anchor: ANCHOR });
    ada.send({
      type: 'anchor',
      id: 1,
      anchor: { path: Array.from({ length: 65 }, () => 0), box: [0, 0, 1, 1] },
    });
    ada.send({ type: 'anchor', id: 1, anchor: { path: [], box: [0, 0, 1, 2] } });
    await ada.settled();
    assert.equal(ada.all('error').filter((e) => e.code === 'bad_request').length, 3);
  });
});
