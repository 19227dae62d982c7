import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent } from '../../../protocol/chat.ts';
import type { EventDraft, MessageStore } from '../../../server/store/message-store.ts';
import { post, pruneAll } from './contract.ts';

/** What every store does with rooms of which nothing is left. */
export function forgettingContract(name: string, open: () => Promise<MessageStore>): void {
  void test(`${name}: a room of which nothing is left can be forgotten; then it begins anew in another epoch`, async () => {
    const store = await open();
    const append = async (...drafts: EventDraft[]): Promise<ChatEvent[]> => {
      const events = [];
      for (const draft of drafts) events.push((await store.append('docs', draft)).event);
      return events;
    };
    await append(post('a'), post('b'));
    await store.append('other', post('a'));
    const { epoch } = await store.head('docs');
    assert.deepEqual(await store.emptied(), []);
    await store.forget(['docs', 'none']);
    assert.deepEqual(await store.head('docs'), { epoch, seq: 2, floor: 0 }, 'not while something is left');
    assert.equal((await store.head('none')).epoch, epoch);

    await pruneAll(store, { messages: 0 });
    assert.deepEqual((await store.emptied()).sort(), ['docs', 'other']);
    await store.append('other', post('late'));
    await store.forget(['docs', 'other']);
    assert.deepEqual(
      await store.head('other'),
      { epoch, seq: 2, floor: 1 },
      'something was written meanwhile',
    );
    const { epoch: next, ...head } = await store.head('docs');
    assert.deepEqual(head, { seq: 0, floor: 0 });
    assert.notEqual(next, epoch);
    assert.equal(
      await store.eventsAfter('docs', 2, 10),
      undefined,
      'nobody is up to date by the old position',
    );
    assert.equal((await append(post('a')))[0]?.seq, 1, 'nor is an operation a repeated one');
    assert.deepEqual(await store.head('docs'), { epoch: next, seq: 1, floor: 0 });
    assert.deepEqual(await store.emptied(), []);

    // Each life has an epoch of its own.
    await pruneAll(store, { messages: 0 });
    await store.forget(await store.emptied());
    assert.ok(![epoch, next].includes((await store.head('docs')).epoch));
    assert.equal((await store.head('docs')).epoch, (await store.head('new')).epoch);
    await store.close();
  });
}
