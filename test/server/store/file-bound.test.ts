import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { MessageStore } from '../../../server/store/message-store.ts';
import { edit, notice, post, pruneAll, react, remove } from './contract.ts';
import { TestStore, unavailable } from './test-store.ts';

const SIZE = 400_000;
const LONG = 'x'.repeat(3_000);
const FULL = unavailable(/storage is full/);

/** Stores messages in many rooms until the store refuses. @returns how many it took */
async function fillUp(store: MessageStore, name = 'op'): Promise<number> {
  for (let i = 0; i < 1_000; i++)
    try {
      await store.append(`room ${i}`, post(`${name}${i}`, LONG));
    } catch (error) {
      assert.ok(FULL(error), String(error));
      return i;
    }
  throw new Error('the store took everything');
}

void describe('a database with a size', () => {
  void test('refuses what does not fit, in whichever room, and stays available; the log says so once', async () => {
    await using file = new TestStore();
    const store = await file.open({ maxBytes: SIZE });
    const kept = await fillUp(store);
    assert.ok(kept > 50, `${kept} messages`);
    for (const draft of [post('a', LONG), edit('b', 1, LONG), react('c', 1, '👍')])
      await assert.rejects(store.append('room 1', draft), FULL, draft.kind);
    assert.ok(store.available);
    assert.equal(file.logged.length, 1, file.logged.join('\n'));
    assert.match(file.logged[0] ?? '', /LIVE_PRESENCE_DATA_SIZE/);
    assert.equal((await store.messages('room 1', undefined, 10)).messages.length, 1);
    // A repeated operation gets its first answer.
    assert.ok((await store.append('room 1', post('op1', LONG))).repeated);
    await store.close();
    assert.ok(statSync(file.path).size <= SIZE, `${statSync(file.path).size} bytes`);
  });

  void test('takes deletions and notices of the site, and what fits into space that was freed', async () => {
    await using file = new TestStore();
    const store = await file.open({ maxBytes: SIZE });
    await fillUp(store);
    await store.append('room 1', remove('d', 1));
    await store.append('room 1', notice('the chat is full'));
    await pruneAll(store, { since: Date.now() + 60_000 });
    assert.ok((await fillUp(store, 'again')) > 50);
    await store.close();
    assert.ok(statSync(file.path).size <= SIZE * 1.1, `${statSync(file.path).size} bytes`);
  });

  void test('refuses one of those that are stored together, and keeps the others', async () => {
    await using file = new TestStore();
    const store = await file.open({ maxBytes: SIZE });
    await fillUp(store);
    const [first, second, third] = await Promise.allSettled([
      store.append('room 1', remove('d', 1)),
      store.append('room 1', post('new', 'y'.repeat(3_990))),
      store.append('room 2', remove('e', 1)),
    ]);
    assert.deepEqual([first.status, second.status, third.status], ['fulfilled', 'rejected', 'fulfilled']);
  });

  void test('of 0 grows as large as the disk', async () => {
    await using file = new TestStore();
    const store = await file.open({ maxBytes: 0 });
    await assert.rejects(fillUp(store), /took everything/);
  });
});
