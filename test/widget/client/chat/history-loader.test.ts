import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageEvents, visitor } from '../visitor.ts';
import type { PresenceClient } from '../../../../widget/client/presence-client.ts';
import { chat, page, quotes, seqs } from '../chat-visitor.ts';

test('applies events that arrive while older messages are loading', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(51, 60) });
  client.chat.loadOlder();
  const about = { member: 'bob', at: 9 };
  end.send(
    chat({ ...about, seq: 61, kind: 'edit', of: 50, text: 'edited' }),
    chat({ ...about, seq: 62, kind: 'delete', of: 49 }),
    // The server read this page before it stored the changes.
    page(41, 50, true),
  );
  assert.deepEqual(
    client.chat.items.slice(8, 10).map(({ text, deleted }) => [text, deleted]),
    [
      ['', true],
      ['edited', undefined],
    ],
  );
});

test('loads older messages 50 at a time, once', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  client.chat.loadOlder();
  client.chat.loadOlder();
  assert.equal(client.chat.loading, true);
  assert.deepEqual(end.of('history'), [{ type: 'history', before: 101, limit: 50 }]);
  end.send(page(21, 70, true));
  assert.equal(client.chat.items.length, 10, 'the answer to another request is ignored');
  const seen: [boolean, number][] = [];
  client.on('chat', () => seen.push([client.chat.loading, client.chat.items.length]));
  end.send(page(51, 100, true));
  assert.deepEqual(seen, [[false, 60]], 'the event follows when the messages are there');
  end.send(page(51, 100, true));
  assert.equal(client.chat.items.length, 60, 'an answer without a request is ignored');
  client.chat.loadOlder();
  end.send(page(1, 50, false));
  assert.deepEqual([client.chat.items.length, client.chat.more], [110, false]);
  assert.deepEqual(seqs(client), messageEvents(1, 110).map(({ seq }) => seq)); // prettier-ignore
});

test('can load older messages again after an error or a reconnect', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  client.chat.loadOlder();
  end.send({ type: 'error', code: 'unavailable', ref: 'history', message: 'later', retryAfterMs: 500 });
  client.chat.loadOlder();
  assert.equal(end.of('history').length, 1, 'not before the time that the server gave');
  clock.advance(500);
  assert.equal(end.of('history').length, 2);
  end.close();
  client.chat.loadOlder();
  assert.equal(client.chat.loading, false);
  clock.advance(250);
  const again = join({ recovered: true });
  client.chat.loadOlder();
  assert.equal(again.of('history').length, 1);
});

test('holds the newest 500 messages, and more while the visitor reads older ones', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(1_001, 1_100) });
  for (let seq = 1_101; seq <= 2_000; seq += 100) end.send(chat(...messageEvents(seq, seq + 99)));
  assert.equal(client.chat.items.length, 500);
  assert.equal(seqs(client)[0], 1_501);
  assert.equal(client.chat.more, true);
  client.chat.loadOlder();
  assert.equal(end.of('history')[0]?.before, 1_501);
  end.send(page(1_451, 1_500, true));
  end.send(chat(...messageEvents(2_001, 2_050)));
  assert.equal(client.chat.items.length, 600);
  client.chat.forgetOlder();
  assert.equal(client.chat.items.length, 500);
  assert.equal(seqs(client).at(-1), 2_050);
});

test('loads a quoted message that is older than the log', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  assert.equal(client.chat.quote(105)?.text, 'm105');
  assert.equal(client.chat.quote(7), undefined);
  assert.equal(client.chat.quote(7), undefined);
  assert.deepEqual(end.of('quotes'), [{ type: 'quotes', seqs: [7] }]);
  end.send(quotes([7]));
  assert.equal(client.chat.quote(7)?.seq, 7);
  assert.equal(client.chat.items.length, 10, 'it is not part of the log');
});

test('loads a hundred quoted messages in a few requests', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  for (let seq = 1; seq <= 100; seq++) client.chat.quote(seq);
  let answered = 0;
  for (let asked = end.of('quotes'); answered < asked.length; asked = end.of('quotes'))
    end.send(quotes(asked[answered++]?.seqs ?? []));
  assert.equal(answered, 3);
  assert.equal(client.chat.quote(1)?.text, 'm1');
  assert.equal(client.chat.quote(100)?.text, 'm100');
});

test('requests the quoted messages again that did not fit into the answer', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  for (const seq of [1, 2, 3, 4]) client.chat.quote(seq);
  end.send(quotes([1]), quotes([2, 3]));
  assert.deepEqual(
    end.of('quotes').map(({ seqs }) => seqs),
    [[1], [2, 3, 4], [4]],
  );
});

test('does not request a quoted message again that is no longer stored', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  client.chat.quote(7);
  end.send({ type: 'quotes', seqs: [7], messages: [] });
  assert.equal(client.chat.quote(7), undefined);
  assert.equal(end.of('quotes').length, 1);
});

test('waits with quoted messages after an error', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  client.chat.quote(1);
  end.send({ type: 'error', code: 'rate_limited', ref: 'quotes', message: 'later', retryAfterMs: 400 });
  client.chat.quote(2);
  assert.equal(end.of('quotes').length, 1);
  clock.advance(400);
  assert.deepEqual(end.of('quotes')[1]?.seqs, [1, 2]);
});

for (const [what, ask, kind] of [
  ['a page', (client: PresenceClient) => client.chat.loadOlder(), 'history'],
  ['quoted messages', (client: PresenceClient) => client.chat.quote(7), 'quotes'],
] as const)
  test(`requests ${what} again where the request or its answer is lost`, () => {
    const { client, clock, join } = visitor();
    const end = join({ events: messageEvents(101, 110) });
    ask(client);
    for (let i = 0; i < 15; i++) {
      clock.advance(1_000);
      end.send({ type: 'pong' });
    }
    assert.equal(end.of(kind).length, 2);
    end.send(kind === 'history' ? page(51, 100, true) : quotes([7]));
    assert.equal(client.chat.loading, false);
    assert.equal(kind === 'history' ? client.chat.items.length : client.chat.quote(7)?.seq, kind === 'history' ? 60 : 7); // prettier-ignore
  });

test('an older answer does not undo a later edit', () => {
  const { client, join } = visitor();
  const end = join({ events: messageEvents(101, 110) });
  const edit = (seq: number, text: string) => chat({ seq, kind: 'edit', of: 60, text, member: 'bob', at: 1 });
  client.chat.quote(60);
  end.send(edit(111, 'one'), quotes([60]), edit(112, 'two'));
  assert.equal(client.chat.quote(60)?.text, 'two');
  client.chat.loadOlder();
  const older = page(51, 100, true);
  end.send({ ...older, messages: older.messages.map((m) => (m.seq === 60 ? { ...m, text: 'two' } : m)) });
  assert.equal(client.chat.find(60)?.text, 'two');
});
