/** The server's store is away while visitors join: presence works, and the chat waits for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent } from '../../../../protocol/chat.ts';
import type { WelcomeMessage } from '../../../../protocol/messages.ts';
import type { ChatLog } from '../../../../widget/client/chat/chat-log.ts';
import { ME, member, messageEvent, messageEvents, visitor } from '../visitor.ts';

const AWAY: Partial<WelcomeMessage> = {
  chat: 'unavailable',
  epoch: '',
  seq: 0,
  events: [],
  recovered: false,
};
const seqs = ({ chat }: { chat: ChatLog }) => chat.items.map(({ seq }) => seq);
const chat = (...events: ChatEvent[]) => ({ type: 'chat' as const, events });
const log = (events: ChatEvent[], more: { seq?: number; recovered?: boolean; epoch?: string } = {}) => ({
  type: 'log' as const,
  epoch: 'e1',
  seq: events.at(-1)?.seq ?? 0,
  events,
  recovered: false,
  ...more,
});

test('without its store the server has a roster and cursors, and the chat says that it is away', () => {
  const { client, of, join } = visitor();
  const end = join({ ...AWAY, members: [ME, member('bo')] });
  assert.equal(client.status, 'online');
  assert.equal(client.roster.count, 2);
  end.send({ type: 'rate', hz: 20 });
  end.send({ type: 'slots', page: '/', bound: [{ slot: 7, session: 's-bo', member: 'bo' }] });
  assert.equal(client.slots.size, 1);
  assert.equal(client.chat.unavailable, true);
  assert.deepEqual(of('error'), []);
});

test('what is posted waits, and is stored once the server can', () => {
  const { client, clock, join } = visitor();
  const end = join(AWAY);
  const op = client.chat.post('patience');
  const refuse = () =>
    end.send({ type: 'error', code: 'unavailable', ref: op, message: 'later', retryAfterMs: 2_000 });
  refuse();
  assert.deepEqual(
    client.chat.items.map(({ state }) => state),
    ['pending'],
  );
  clock.advance(2_000);
  refuse();
  end.send(log(messageEvents(1, 2)));
  assert.equal(client.chat.unavailable, false);
  clock.advance(2_000);
  assert.equal(end.of('chat_post').length, 3);
  end.send({ type: 'ack', op, seq: 3, at: 0 }, chat(messageEvent(3, { member: 'me', op, text: 'patience' })));
  assert.deepEqual(seqs(client), [1, 2, 3]);
});

test('neither events nor history are requested while the chat is away', () => {
  const { client, clock, join } = visitor();
  join({ events: messageEvents(101, 110), seq: 110 }).close();
  clock.advance(250);
  const end = join({ ...AWAY, epoch: 'e1', seq: 110, recovered: true });
  client.chat.loadOlder();
  assert.equal(client.chat.loading, false);
  assert.equal(client.chat.quote(7), undefined);
  end.send(chat(messageEvent(115)));
  clock.advance(9_000);
  assert.deepEqual([end.of('events'), end.of('history'), end.of('quotes')], [[], [], []]);
  end.send(log([], { seq: 110, recovered: true }));
  assert.deepEqual(end.of('quotes'), [{ type: 'quotes', seqs: [7] }], 'the quote comes now');
});

test('the log keeps its place while the store is away, and catches up after that', () => {
  const { client, clock, of, sockets, join } = visitor();
  join({ events: messageEvents(1, 3) }).close();
  clock.advance(250);
  const end = join({ ...AWAY, epoch: 'e1', seq: 3, recovered: true });
  assert.deepEqual(end.of('hello')[0]?.resume, { epoch: 'e1', seq: 3 });
  assert.deepEqual(seqs(client), [1, 2, 3]);
  assert.equal(client.chat.gap, false);
  end.close();
  clock.advance(500);
  const again = join({ ...AWAY, epoch: 'e1', seq: 3, recovered: true });
  assert.deepEqual(again.of('hello')[0]?.resume, { epoch: 'e1', seq: 3 }, 'also after another break');
  again.send(log(messageEvents(4, 5), { seq: 6, recovered: true }));
  assert.deepEqual(again.of('events'), [{ type: 'events', after: 5 }]);
  again.send(chat(messageEvent(6)), chat(messageEvent(7)));
  assert.deepEqual(seqs(client), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(client.unread, 4);
  assert.deepEqual(
    of('message').flatMap(({ message, live }) => (live ? message.seq : [])),
    [7],
  );
  assert.equal(sockets.ends.length, 3);
});

test('a log that was lost with the store is replaced', () => {
  const { client, clock, join } = visitor();
  join({ events: messageEvents(1, 3) }).close();
  clock.advance(250);
  const end = join({ ...AWAY, epoch: 'e1', seq: 3, recovered: true });
  end.send(log([messageEvent(1, { text: 'new' })], { epoch: 'e2' }));
  assert.deepEqual(
    client.chat.items.map(({ text }) => text),
    ['new'],
  );
});

test('a first-time visitor has missed nothing, whenever the log comes', () => {
  const { client, join } = visitor();
  const end = join(AWAY);
  assert.equal(client.unread, 0);
  end.send(log(messageEvents(1, 5)));
  assert.equal(client.unread, 0);
  end.send(chat(messageEvent(6)));
  assert.equal(client.unread, 1);
});

test('who has erased their messages is erased from what comes with the log, too', () => {
  const { client, join } = visitor();
  const end = join(AWAY);
  end.send(log(messageEvents(1, 2)), { type: 'erased', member: 'bob', seq: 2 });
  assert.deepEqual(
    client.chat.items.map(({ deleted }) => deleted),
    [true, true],
  );
});
