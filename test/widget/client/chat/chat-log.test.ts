import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent } from '../../../../protocol/chat.ts';
import { messageEvent, messageEvents, visitor } from '../visitor.ts';
import { chat, texts, states, mine } from '../chat-visitor.ts';

test('shows the end of the log as history, and later messages as live', () => {
  const { client, of, join } = visitor();
  const end = join({ events: messageEvents(3, 4) });
  assert.deepEqual(texts(client), ['m3', 'm4']);
  assert.equal(client.chat.more, true);
  assert.equal(client.chat.gap, false);
  assert.equal(client.chat.unread, 0);
  end.send(chat(messageEvent(5)));
  assert.deepEqual(
    of('message').map(({ message, live }) => [message.text, live]),
    [
      ['m3', false],
      ['m4', false],
      ['m5', true],
    ],
  );
  assert.equal(client.chat.unread, 1);
  client.chat.markRead();
  assert.equal(client.chat.unread, 0);
});

test('an empty log has no older messages', () => {
  const { client, join } = visitor();
  join();
  assert.equal(client.chat.more, false);
  client.chat.loadOlder();
  assert.deepEqual(client.chat.items, []);
});

test('the items are the same array until something changes, and unchanged items the same objects', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(1, 2) });
  const before = client.chat.items;
  assert.equal(client.chat.items, before);
  end.send({ type: 'rate', hz: 5 });
  assert.equal(client.chat.items, before);
  end.send(chat(messageEvent(3)));
  assert.notEqual(client.chat.items, before);
  assert.equal(client.chat.items[0], before[0]);
  assert.equal(before.length, 2, 'an array once returned does not change');
});

test('the event “chat” follows when position, message and queue have changed', () => {
  const { client, join } = visitor();
  const end = join();
  const seen: [number | undefined, string[]][] = [];
  client.chat.post('one');
  client.chat.post('two');
  client.on('chat', () => seen.push([client.chat.resumePoint?.seq, states(client)]));
  const [first] = end.of('chat_post');
  end.send(chat(mine(1, first!.op, 'one')));
  assert.deepEqual(seen, [[1, ['one sent', 'two pending']]]);
});

test('drops repeated events, and applies events to their messages', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(1, 3) });
  const about = { member: 'bob', at: 9 };
  const react = (seq: number, member: string, emoji: string, on = true) =>
    ({ seq, kind: 'reaction', of: 2, at: 9, member, emoji, on }) as const;
  end.send(
    chat(messageEvent(2), messageEvent(3)),
    chat({ ...about, seq: 4, kind: 'edit', of: 1, text: 'edited' }),
    chat(react(5, 'bob', '👍'), react(6, 'me', '👍'), react(7, 'me', '🎉'), react(8, 'me', '🎉', false)),
    chat(
      { ...about, seq: 9, kind: 'delete', of: 3 },
      { ...about, seq: 10, kind: 'edit', of: 77, text: 'unknown' },
    ),
  );
  const [first, second, third] = client.chat.items;
  assert.equal(client.chat.items.length, 3);
  assert.deepEqual([first?.text, first?.editedAt], ['edited', 9]);
  assert.deepEqual(second?.reactions, [{ emoji: '👍', members: ['bob', 'me'] }]);
  assert.deepEqual([third?.text, third?.deleted], ['', true]);
  end.send(chat(react(11, 'bob', '👍', false), react(12, 'me', '👍', false)));
  assert.ok(!('reactions' in client.chat.items[1]!));
  assert.equal(client.chat.unread, 0, 'changes are not messages');
});

test('shows a notice, and skips an event of an unknown kind', () => {
  const { client, join } = visitor();
  const end = join();
  const unknown = { seq: 2, kind: 'poll', member: 'bob', at: 0 } as unknown as ChatEvent;
  end.send(
    chat({ seq: 1, kind: 'notice', member: 'site', at: 0, text: 'Welcome' }, unknown, messageEvent(3)),
  );
  assert.deepEqual(
    client.chat.items.map(({ kind, text }) => [kind, text]),
    [
      ['notice', 'Welcome'],
      ['message', 'm3'],
    ],
  );
});

test('removes the messages of a member who erased them', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(1, 2) });
  end.send(chat(messageEvent(3, { member: 'cy', name: 'Cy', text: 'stays' })), {
    type: 'erased',
    member: 'bob',
    seq: 2,
  });
  assert.deepEqual(
    client.chat.items.map(({ text, deleted, name }) => [text, deleted, name]),
    [
      ['', true, ''],
      ['', true, ''],
      ['stays', undefined, 'Cy'],
    ],
  );
});
