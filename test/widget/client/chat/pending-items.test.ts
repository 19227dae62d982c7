import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageEvent, visitor } from '../visitor.ts';
import { chat, states, mine } from '../chat-visitor.ts';

test('a post is pending, then sent in the server’s order', () => {
  const { client, of, join } = visitor();
  const end = join({ events: [messageEvent(1)] });
  const op = client.chat.post('hello', { reply: 1 });
  assert.deepEqual(end.of('chat_post'), [{ type: 'chat_post', op, text: 'hello', reply: 1 }]);
  assert.deepEqual(states(client), ['m1 sent', 'hello pending']);
  const [, pending] = client.chat.items;
  assert.deepEqual(
    [pending?.seq, pending?.op, pending?.mine, pending?.name, pending?.reply],
    [0, op, true, 'Name of me', 1],
  );
  end.send({ type: 'ack', op, seq: 3, at: 0 });
  assert.deepEqual(
    states(client),
    ['m1 sent', 'hello pending'],
    'an ack contains no event and changes nothing',
  );
  end.send(chat(messageEvent(2), mine(3, op, 'hello')));
  assert.deepEqual(states(client), ['m1 sent', 'm2 sent', 'hello sent']);
  assert.equal(client.chat.items[2]?.mine, true);
  assert.equal(client.chat.unread, 1, 'one’s own are read');
  assert.equal(of('message').at(-1)?.message.op, op);
});

test('another member’s operation with the same id is not one’s own', () => {
  const { client, join } = visitor();
  const end = join();
  const op = client.chat.post('hello');
  end.send(chat(messageEvent(1, { op, text: 'theirs' })));
  assert.deepEqual(states(client), ['theirs sent', 'hello pending']);
});

test('shows a change of one’s own message at once, and reverts it after an error', () => {
  const { client, join } = visitor();
  const end = join({ events: [mine(1, 'op1', 'frist'), messageEvent(2)] });
  const [before] = client.chat.items;
  client.chat.edit(1, 'first');
  assert.deepEqual([client.chat.items[0]?.text, client.chat.items[0]?.change?.error], ['first', undefined]);
  assert.equal(before?.text, 'frist', 'items are never changed');
  const [edit] = end.of('chat_edit');
  end.send({ type: 'error', code: 'forbidden', ref: edit!.op, message: 'too late' });
  assert.deepEqual([client.chat.items[0]?.text, client.chat.items[0]?.change?.error], ['frist', 'forbidden']);
  client.chat.discard(edit!.op);
  assert.equal(client.chat.items[0]?.change, undefined);
  client.chat.delete(1);
  assert.equal(client.chat.items[0]?.deleted, true);
  const [gone] = end.of('chat_delete');
  end.send({ type: 'ack', op: gone!.op, seq: 3, at: 0 });
  end.send(chat({ seq: 3, kind: 'delete', of: 1, member: 'me', op: gone!.op, at: 0 }));
  assert.deepEqual(
    client.chat.items.map(({ seq, text, change }) => [seq, text, change]),
    [
      [1, '', undefined],
      [2, 'm2', undefined],
    ],
  );
});

test('shows reactions at once, counts them once, and reverts them after an error', () => {
  const { client, join } = visitor();
  const end = join({ events: [messageEvent(1)] });
  const reactions = () => client.chat.items[0]?.reactions;
  client.chat.react(1, '🎉', true);
  assert.deepEqual(reactions(), [{ emoji: '🎉', members: ['me'] }]);
  const [react] = end.of('chat_react');
  end.send({ type: 'ack', op: react!.op, seq: 2, at: 0 });
  end.send(
    chat({ seq: 2, kind: 'reaction', of: 1, member: 'me', emoji: '🎉', on: true, op: react!.op, at: 0 }),
  );
  assert.deepEqual(reactions(), [{ emoji: '🎉', members: ['me'] }]);
  client.chat.react(1, 'x', true);
  end.send({ type: 'error', code: 'bad_request', ref: end.of('chat_react')[1]!.op, message: 'no emoji' });
  assert.deepEqual(reactions(), [{ emoji: '🎉', members: ['me'] }]);
  assert.equal(end.of('chat_react').length, 2);
});
