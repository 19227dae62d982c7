import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatLog } from '../../../widget/client/chat/chat-log.ts';
import { CursorReceiver } from '../../../widget/client/cursors/cursor-receiver.ts';
import { CursorSender } from '../../../widget/client/cursors/cursor-sender.ts';
import { PresenceClient, type PresenceClientOptions } from '../../../widget/client/presence-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { SocketPairs } from '../../helpers/socket-pair.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { messageEvent, messageEvents, welcome } from './visitor.ts';

/** A client that has loaded neither chat nor cursors. */
function bare(options: Partial<PresenceClientOptions> = {}) {
  const sockets = new SocketPairs();
  const clock = new ManualClock();
  const client = new PresenceClient({
    server: 'https://presence.example',
    room: 'docs',
    page: '/',
    profile: {},
    clock,
    transport: sockets.transport,
    fetch: () => Promise.reject(new TypeError('no network')),
    isOnline: () => true,
    ...options,
  });
  const live: string[] = [];
  client.on('message', ({ message }) => live.push(message.text));
  client.connect();
  const join = (more: Parameters<typeof welcome>[0] = {}): ServerEnd => {
    sockets.last.accept();
    sockets.last.send(welcome(more));
    return sockets.last;
  };
  return { client, clock, sockets, live, join };
}

test('a chat that loads during a conversation loses and repeats nothing', () => {
  const { client, live, join } = bare();
  const end = join({ events: messageEvents(1, 3), seq: 3 });
  end.send({ type: 'chat', events: [messageEvent(4), messageEvent(5, { member: 'me' })] });
  assert.equal(client.hasChat, false);
  assert.throws(() => client.chat, /useChat/);
  assert.equal(client.unread, 1, 'what was there before is no news, nor what one says oneself');
  client.useChat(ChatLog);
  assert.equal(client.unread, 1);
  end.send({ type: 'chat', events: [messageEvent(6)] });
  assert.deepEqual(
    client.chat.items.map((item) => item.seq),
    [1, 2, 3, 4, 5, 6],
  );
  assert.deepEqual(live, ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'], 'nothing is told twice');
  client.useChat(ChatLog);
  assert.equal(client.chat.items.length, 6);
});

test('resumes at the last event, though the chat has not loaded', () => {
  const { client, clock, sockets, join } = bare();
  join({ events: messageEvents(1, 2), seq: 2 }).send({
    type: 'chat',
    events: [messageEvent(3, { op: 'op-3' })],
  });
  sockets.last.close(1012);
  clock.advance(1_000);
  const end = sockets.last;
  end.accept();
  assert.deepEqual(end.of('hello')[0]?.resume, { epoch: 'e1', seq: 3, op: 'op-3' });
  end.send(welcome({ events: messageEvents(4, 5), seq: 5, recovered: true }));
  assert.equal(client.unread, 3);
  client.useChat(ChatLog);
  assert.deepEqual(
    client.chat.items.map((item) => item.seq),
    [1, 2, 3, 4, 5],
  );
});

test('stores only the newest page of a long conversation', () => {
  const { client, join } = bare();
  const end = join();
  for (let first = 1; first <= 2_000; first += 50)
    end.send({ type: 'chat', events: messageEvents(first, first + 49) });
  assert.equal(client.unread, 2_000);
  client.useChat(ChatLog);
  const { items } = client.chat;
  assert.ok(items.length >= 100 && items.length <= 600, String(items.length));
  assert.equal(items.at(-1)?.seq, 2_000);
  assert.equal(client.chat.more, true);
});

test('cursors that arrived before their module are reported when it loads', () => {
  const { client, join } = bare();
  const seen: number[] = [];
  client.on('cursors', ({ tick }) => seen.push(...tick.tracks.map(({ slot }) => slot)));
  const end = join();
  end.send({ type: 'rate', hz: 20 });
  end.send({ type: 'slots', page: '/', bound: [{ slot: 7, session: 's-bo', member: 'bo' }] });
  end.send({ type: 'anchor', anchors: [{ id: 1, anchor: { path: [1], box: [0, 0, 1, 1] } }] });
  end.sendTick({
    time: 1_000,
    acknowledge: true,
    tracks: [{ slot: 7, samples: [{ age: 0, flags: 0, anchor: 1, x: 1, y: 1 }] }],
  });
  assert.deepEqual(seen, []);
  assert.equal(end.of('seen').length, 0);
  client.useCursors(CursorSender, CursorReceiver);
  assert.deepEqual(seen, [7]);
  assert.deepEqual(client.anchor(1)?.path, [1]);
  assert.equal(end.of('seen').length, 1, 'so that the server goes on');
});

test('messages erased before the chat opens are not in it, later ones are', () => {
  const { client, join } = bare();
  const end = join({ events: messageEvents(1, 2), seq: 2 });
  end.send({ type: 'erased', member: 'bob', seq: 2 }, { type: 'chat', events: [messageEvent(3)] });
  client.useChat(ChatLog);
  assert.deepEqual(
    client.chat.items.map(({ text, deleted }) => [text, deleted]),
    [
      ['', true],
      ['', true],
      ['m3', undefined],
    ],
  );
});

for (const opened of [true, false])
  test(`messages read in another window are not unread here, with the chat ${opened ? 'opened' : 'never opened'}`, () => {
    let mark = { epoch: 'e1', seq: 2 };
    const read = { load: () => mark, save: (now: typeof mark) => void (mark = now) };
    const { client, join } = bare({ read });
    const end = join({ events: messageEvents(1, 5), seq: 5 });
    if (opened) client.useChat(ChatLog);
    end.send({ type: 'chat', events: [messageEvent(6, { mentions: ['me'] })] });
    assert.deepEqual([client.unread, client.mentions], [4, 1]);
    let told = 0;
    client.on('chat', () => told++);
    mark = { epoch: 'e1', seq: 4 };
    client.readElsewhere();
    assert.deepEqual([client.unread, client.mentions, told], [2, 1, 1]);
    for (const seen of [
      { epoch: 'e1', seq: 3 },
      { epoch: 'another', seq: 6 },
    ]) {
      mark = seen;
      client.readElsewhere();
    }
    assert.deepEqual([client.unread, told], [2, 1]);
    mark = { epoch: 'e1', seq: 6 };
    client.readElsewhere();
    assert.deepEqual([client.unread, client.mentions], [0, 0]);
    end.send({ type: 'chat', events: [messageEvent(7)] });
    assert.equal(client.unread, 1);
  });

test('a member who is typing while the chat loads is shown, on this connection only', () => {
  const { client, clock, sockets, join } = bare();
  const typing = { type: 'typing' as const, members: [{ id: 'bo', name: 'Bo' }], count: 1 };
  join().send(typing);
  sockets.last.close(1012);
  clock.advance(1_000);
  join();
  client.useChat(ChatLog);
  assert.deepEqual(client.chat.typing, { names: [], count: 0 });

  const other = bare();
  other.join().send({ ...typing, count: 2 }, typing);
  other.client.useChat(ChatLog);
  assert.deepEqual(other.client.chat.typing, { names: ['Bo'], count: 1 });
});
