import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PendingOperation } from '../../../../widget/client/chat/chat-queue.ts';
import { ME, messageEvent, messageEvents, visitor } from '../visitor.ts';
import { texts, states, posts, store, mine, page } from '../chat-visitor.ts';

test('stored unsent messages survive the client', () => {
  let stored: readonly PendingOperation[] = [];
  const pending = {
    load: () => stored,
    save: (ops: readonly PendingOperation[]) => (stored = structuredClone(ops)),
  };
  const before = visitor({ pending: () => pending });
  const end = before.join();
  for (const text of ['a', 'b', 'c']) before.client.chat.post(text);
  store(end, 1, end.of('chat_post')[0]!);
  before.client.disconnect();
  assert.deepEqual(stored.map(({ operation }) => 'text' in operation && operation.text), ['b', 'c']); // prettier-ignore

  const after = visitor({ pending: () => pending });
  assert.deepEqual(states(after.client), ['b pending', 'c pending']);
  const again = after.join({ events: [messageEvent(1), mine(2, end.of('chat_post')[1]!.op, 'b')] });
  assert.deepEqual(posts(again), ['c'], 'b had arrived');
  store(again, 3, again.of('chat_post')[0]!);
  assert.deepEqual(stored, []);
});

test('works with storage that throws', () => {
  const refuse = () => {
    throw new Error('SecurityError');
  };
  const { client, join } = visitor({ pending: () => ({ load: refuse, save: refuse }) });
  const end = join();
  client.chat.post('a');
  assert.deepEqual(posts(end), ['a']);
});

test('sends the unsent messages of a closed page before its own', () => {
  const left = [
    { operation: { type: 'chat_post' as const, op: 'left', text: 'from a page that is gone' }, at: 0 },
  ];
  const { client, join } = visitor({
    pending: () => ({ load: () => [], save: () => undefined, adopt: (take) => take(left.splice(0)) }),
  });
  client.chat.post('from here');
  assert.deepEqual(posts(join()), ['from a page that is gone']);
  assert.deepEqual(states(client), ['from a page that is gone pending', 'from here pending']);
});

test('sends unsent messages under another member id if the visitor’s key is the same', () => {
  const { client, clock, join } = visitor();
  const end = join();
  client.chat.post('mine');
  end.close();
  clock.advance(1_000);
  const other = join({ epoch: 'e2', self: { ...ME, id: 'other', session: 's' } });
  assert.deepEqual(posts(other), ['mine']);
});

test('drops quotes from another log, and keeps unsent messages of another person', () => {
  const { client, clock, join } = visitor({ token: 'of-me' });
  const end = join({ events: messageEvents(101, 110) });
  client.chat.quote(5);
  end.send(page(5, 5, true, 6));
  client.chat.post('mine');
  end.close();
  clock.advance(1_000);
  const other = join({
    epoch: 'e2',
    events: messageEvents(11, 12),
    self: { ...ME, id: 'other', session: 's' },
  });
  assert.equal(client.chat.quote(5), undefined);
  assert.deepEqual(posts(other), [], 'another visitor wrote it');
  assert.ok(!texts(client).includes('mine'));
  other.close();
  clock.advance(1_000);
  assert.deepEqual(posts(join({ epoch: 'e2', events: messageEvents(11, 12) })), ['mine']);
});
