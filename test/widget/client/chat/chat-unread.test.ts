import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageEvent, messageEvents, visitor } from '../visitor.ts';
import { chat } from '../chat-visitor.ts';

test('stores what was read; later messages are unread, except those of ignored members', () => {
  const marks = new Map<string, number>();
  const read = {
    load: () => (marks.has('e1') ? { epoch: 'e1', seq: marks.get('e1')! } : undefined),
    save: ({ epoch, seq }: { epoch: string; seq: number }) => void marks.set(epoch, seq),
  };
  const first = visitor({ read });
  first.join({ events: messageEvents(1, 3) });
  assert.equal(first.client.unread, 0, 'a new visitor has no unread messages');
  first.client.disconnect();
  const again = visitor({ read, ignores: (id) => id === 'noisy' });
  const end = again.join({ events: [...messageEvents(1, 5), messageEvent(6, { member: 'noisy' })] });
  assert.deepEqual([again.client.unread, again.client.chat.firstUnread], [2, 4]);
  end.send(chat(messageEvent(7, { mentions: ['me'] })));
  assert.deepEqual([again.client.unread, again.client.mentions], [3, 1]);
  again.client.chat.markRead();
  assert.deepEqual([again.client.unread, again.client.mentions, marks.get('e1')], [0, 0, 7]);
});
