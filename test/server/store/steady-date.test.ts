import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStore } from '../../../server/store/memory.ts';
import type { MessageStore } from '../../../server/store/message-store.ts';
import type { SqliteStore } from '../../../server/store/sqlite.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { post, pruneAll } from './contract.ts';
import { TestStore } from './test-store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long messages are kept. */
const KEPT_MS = 30 * DAY_MS;

const ERRORS: [string, number][] = [
  ['31 days ahead', 31 * DAY_MS],
  ['31 days behind', -31 * DAY_MS],
  ['10 years ahead', 3_650 * DAY_MS],
  ['10 years behind', -3_650 * DAY_MS],
  ['an hour ahead', HOUR_MS],
  ['an hour behind', -HOUR_MS],
];

async function keep(store: MessageStore, clock: ManualClock, text: string): Promise<void> {
  await store.append('docs', { ...post(text, text), at: clock.date() });
}

/** What is left after a run of the retention job. */
async function left(store: MessageStore, clock: ManualClock): Promise<string[]> {
  await pruneAll(store, { since: clock.date() - KEPT_MS });
  return (await store.messages('docs', undefined, 100)).messages.map(({ text }) => text);
}

async function setBackAndForth(store: MessageStore, clock: ManualClock, error: number): Promise<void> {
  await keep(store, clock, 'before');
  clock.error = error;
  await keep(store, clock, 'wrong');
  assert.deepEqual(await left(store, clock), ['before', 'wrong']);
  clock.error = 0;
  await keep(store, clock, 'right');
  assert.deepEqual(await left(store, clock), ['before', 'wrong', 'right']);
  clock.sleep(KEPT_MS - DAY_MS);
  assert.deepEqual(await left(store, clock), ['before', 'wrong', 'right']);
  clock.sleep(2 * DAY_MS);
  assert.deepEqual(await left(store, clock), [], 'what is too old goes, whatever the clock said');
}

void describe('messages age by the time that passes', () => {
  for (const [what, error] of ERRORS) {
    void test(`in memory, with a clock that goes ${what} and back`, async () => {
      const clock = new ManualClock();
      await setBackAndForth(new MemoryStore(clock), clock, error);
    });

    void test(`in a file, over restarts, with a first start ${what}`, async () => {
      await using file = new TestStore();
      const { clock } = file;
      clock.error = error;
      const first = await file.open();
      await keep(first, clock, 'wrong');
      assert.deepEqual(await left(first, clock), ['wrong']);
      clock.error = 0;
      await keep(first, clock, 'right');
      await first.close();
      let store: SqliteStore = await file.open();
      assert.deepEqual(await left(store, clock), ['wrong', 'right']);
      await store.close();
      // Set while nothing runs, and back while nothing runs.
      for (const next of [error, 0]) {
        clock.error = next;
        file.logged.length = 0;
        store = await file.open();
        assert.equal(file.logged.length, next === Math.min(error, 0) ? 1 : 0, file.logged.join());
        await keep(store, clock, `set to ${String(next)}`);
        assert.equal((await left(store, clock)).length, next === error ? 3 : 4);
        await store.close();
      }
      store = await file.open();
      clock.sleep(KEPT_MS - DAY_MS);
      assert.equal((await left(store, clock)).length, 4);
      clock.sleep(2 * DAY_MS);
      assert.deepEqual(await left(store, clock), []);
    });
  }
});
