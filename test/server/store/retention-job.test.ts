import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { RetentionJob } from '../../../server/store/retention-job.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import type { PruneLimits } from '../../../server/store/message-store.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';

/** Says what the test tells it to. */
class Swept extends MemoryStore {
  readonly asked: PruneLimits[] = [];
  next: () => boolean = () => false;
  override async prune(keep: PruneLimits): Promise<boolean> {
    this.asked.push(keep);
    return this.next();
  }
}

function start() {
  const store = new Swept();
  const clock = new ManualClock();
  const errors: string[] = [];
  const log = {
    error: (_: object, message: string) => void errors.push(message),
    warn: (_: object, message: string) => void warnings.push(message),
  };
  const warnings: string[] = [];
  const open = new Set<string>();
  const sweeper = new RetentionJob({
    store,
    isOpen: (room) => open.has(room),
    retention: { ageMs: 1_000, messages: 5 },
    clock,
    log,
  });
  sweeper.start();
  const pass = async (ms: number): Promise<number> => {
    clock.advance(ms);
    await setImmediate();
    return store.asked.length;
  };
  return { store, clock, open, errors, warnings, sweeper, pass };
}

void test('it looks at once and every minute, at what is too old by then', async () => {
  const { store, clock, sweeper, pass } = start();
  assert.equal(await pass(0), 1);
  assert.deepEqual(
    store.asked[0],
    { since: -Infinity, messages: 5 },
    'in the first hour only the number counts',
  );
  assert.equal(await pass(59_999), 1);
  assert.equal(await pass(1), 2);
  for (let minute = 0; minute < 60; minute++) await pass(60_000);
  assert.equal(store.asked.at(-1)?.since, clock.date() - 1_000);
  const looks = store.asked.length;
  sweeper.stop();
  assert.equal(await pass(600_000), looks);
  assert.equal(clock.pending, 0);
});

void test('rooms of which nothing is left are forgotten, but not while somebody has them open', async () => {
  const { store, open, pass } = start();
  const emptied = new Set(Array.from({ length: 5 }, (_, i) => `room ${String(i)}`));
  const forgotten: string[] = [];
  // Two at a time, in turn.
  store.emptied = () => {
    const some = [...emptied].slice(0, 2);
    for (const room of some) {
      emptied.delete(room);
      if (open.has(room)) emptied.add(room);
    }
    return Promise.resolve(some);
  };
  store.forget = (rooms) => {
    forgotten.push(...rooms);
    return Promise.resolve();
  };
  open.add('room 3');
  await pass(3_599_000);
  assert.equal(forgotten.length, 0, 'not in the first hour');
  for (let i = 0; i < 70; i++) await pass(1_000);
  assert.deepEqual(forgotten.sort(), ['room 0', 'room 1', 'room 2', 'room 4']);
  open.clear();
  for (let i = 0; i < 23; i++) await pass(3_600_000);
  assert.equal(forgotten.length, 4, 'once a day');
  for (let i = 0; i < 70; i++) await pass(60_000);
  assert.ok(forgotten.includes('room 3'));
});

void test('much to do is done step by step, with pauses', async () => {
  const { store, pass } = start();
  let left = 3;
  store.next = () => left-- > 0;
  assert.equal(await pass(0), 1);
  for (let n = 2; n <= 4; n++) assert.equal(await pass(20), n);
  assert.equal(await pass(1_000), 4);
  assert.equal(await pass(59_000), 5);
});

void test('a store that can’t work now is asked again later; anything else is told', async () => {
  const { store, errors, pass } = start();
  const failWith = (error: Error) => () => {
    throw error;
  };
  store.next = failWith(new StoreUnavailable('the disk is full'));
  await pass(0);
  assert.deepEqual(errors, []);
  store.next = failWith(new TypeError('a mistake'));
  await pass(60_000);
  assert.deepEqual(errors, ['could not remove messages beyond the retention']);
  assert.equal(await pass(60_000), 3);
});

for (const [what, jump] of [
  ['31 days ahead', 31 * 86_400_000],
  ['10 years ahead', 3_650 * 86_400_000],
  ['2 minutes ahead', 120_000],
] as const)
  void test(`a clock that jumps ${what} makes no message older, there or back`, async () => {
    const { store, clock, warnings, pass } = start();
    for (let minute = 0; minute <= 61; minute++) await pass(60_000);
    clock.error = jump;
    await pass(60_000);
    assert.equal(warnings.length, 1);
    assert.equal(store.asked.at(-1)?.since, -Infinity);
    for (let minute = 0; minute <= 61; minute++) await pass(60_000);
    assert.equal(store.asked.at(-1)?.since, clock.date() - 1_000, 'the store knows that it jumped');
    clock.error = 0;
    await pass(60_000);
    assert.equal(store.asked.at(-1)?.since, -Infinity);
    for (let minute = 0; minute <= 61; minute++) await pass(60_000);
    assert.equal(store.asked.at(-1)?.since, clock.date() - 1_000);
    assert.equal(warnings.length, 2);
  });
