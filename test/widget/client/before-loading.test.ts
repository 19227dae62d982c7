import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ChatLog } from '../../../widget/client/chat/chat-log.ts';
import { ChatTracker } from '../../../widget/client/chat/chat-tracker.ts';
import { CursorReceiver } from '../../../widget/client/cursors/cursor-receiver.ts';
import { CursorSender } from '../../../widget/client/cursors/cursor-sender.ts';
import { PresenceClient } from '../../../widget/client/presence-client.ts';
import type { PresenceClientOptions } from '../../../widget/client/presence-events.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { SocketPairs } from '../../helpers/socket-pair.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { messageEvent, messageEvents, welcome } from './visitor.ts';

/** A client that has loaded neither chat nor cursors. */
function bare(options: Partial<PresenceClientOptions> = {}) {
  const sockets = new SocketPairs();
  const clock = new ManualClock();
  const loads: { arrive: () => void; fail: () => void }[] = [];
  const client = new PresenceClient(
    {
      server: 'https://presence.example',
      room: 'docs',
      page: '/',
      profile: {},
      clock,
      transport: sockets.transport,
      fetch: () => Promise.reject(new TypeError('no network')),
      isOnline: () => true,
      ...options,
    },
    () =>
      new Promise((resolve, reject) => {
        loads.push({
          arrive: () => resolve({ ChatTracker }),
          fail: () => reject(new TypeError('no network')),
        });
      }),
  );
  const live: string[] = [];
  client.on('message', ({ message }) => live.push(message.text));
  client.connect();
  const join = (more: Parameters<typeof welcome>[0] = {}): ServerEnd => {
    sockets.last.accept();
    sockets.last.send(welcome(more));
    return sockets.last;
  };
  /** The loads that were requested end. @returns how many there were */
  const end = async (how: 'arrive' | 'fail'): Promise<number> => {
    const { length } = loads;
    for (const load of loads.splice(0)) load[how]();
    await setImmediate();
    return length;
  };
  return { client, clock, sockets, live, join, arrive: () => end('arrive'), fail: () => end('fail') };
}

function openChat(client: PresenceClient): void {
  client.useTracker(ChatTracker);
  void client.useChat(ChatLog);
}

test('a chat that loads during a conversation loses and repeats nothing', async () => {
  const { client, live, join, arrive } = bare();
  const end = join({ events: messageEvents(1, 3), seq: 3 });
  end.send({ type: 'chat', events: [messageEvent(4), messageEvent(5, { member: 'me' })] });
  assert.equal(client.hasChat, false);
  assert.throws(() => client.chat, /useChat/);
  assert.equal(await arrive(), 1, 'there is something new');
  assert.equal(client.unread, 1, 'what was there before is no news, nor what one says oneself');
  openChat(client);
  assert.equal(client.unread, 1);
  end.send({ type: 'chat', events: [messageEvent(6)] });
  assert.deepEqual(
    client.chat.items.map((item) => item.seq),
    [1, 2, 3, 4, 5, 6],
  );
  assert.deepEqual(live, ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'], 'nothing is told twice');
  openChat(client);
  assert.equal(client.chat.items.length, 6);
});

test('resumes at the last event, though the chat has not loaded', async () => {
  const { client, clock, sockets, join, arrive } = bare();
  join({ events: messageEvents(1, 2), seq: 2 }).send({
    type: 'chat',
    events: [messageEvent(3, { op: 'op-3' })],
  });
  await arrive();
  sockets.last.close(1012);
  clock.advance(1_000);
  const end = sockets.last;
  end.accept();
  assert.deepEqual(end.of('hello')[0]?.resume, { epoch: 'e1', seq: 3, op: 'op-3' });
  end.send(welcome({ events: messageEvents(4, 5), seq: 5, recovered: true }));
  assert.equal(client.unread, 3);
  openChat(client);
  assert.deepEqual(
    client.chat.items.map((item) => item.seq),
    [1, 2, 3, 4, 5],
  );
});

test('stores only the newest page of a long conversation', async () => {
  const { client, join, arrive } = bare();
  const end = join();
  end.send({ type: 'typing', members: [], count: 0 });
  await arrive();
  for (let first = 1; first <= 2_000; first += 50)
    end.send({ type: 'chat', events: messageEvents(first, first + 49) });
  assert.equal(client.unread, 2_000);
  openChat(client);
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
  openChat(client);
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
  test(`messages read in another window are not unread here, with the chat ${opened ? 'opened' : 'never opened'}`, async () => {
    let mark = { epoch: 'e1', seq: 2 };
    const read = { load: () => mark, save: (now: typeof mark) => void (mark = now) };
    const { client, join, arrive } = bare({ read });
    const end = join({ events: messageEvents(1, 5), seq: 5 });
    await arrive();
    if (opened) openChat(client);
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
  openChat(client);
  assert.deepEqual(client.chat.typing, { names: [], count: 0 });

  const other = bare();
  other.join().send({ ...typing, count: 2 }, typing);
  openChat(other.client);
  assert.deepEqual(other.client.chat.typing, { names: ['Bo'], count: 1 });
});

/** Where a first-time visitor comes to. */
const QUIET = { events: [...messageEvents(1, 2), messageEvent(3, { op: 'op-3' })], seq: 3 };
const marked = (seq: number) => {
  let mark = { epoch: 'e1', seq };
  return { load: () => ({ ...mark }), save: (now: typeof mark) => void (mark = now) };
};

test('where nothing is new nothing loads, whatever happens to the connection, and the next one resumes', async () => {
  const { client, clock, sockets, join, arrive } = bare();
  const end = join(QUIET);
  end.send({ type: 'pulse', sent: 1, seq: 3 }, { type: 'presence', count: 1 });
  for (const ms of [1_000, 2_000]) {
    sockets.last.close(1012);
    clock.advance(ms);
    join({ ...QUIET, events: [], recovered: true });
    assert.deepEqual(sockets.last.of('hello')[0]?.resume, { epoch: 'e1', seq: 3, op: 'op-3' });
  }
  assert.equal(await arrive(), 0);
  assert.equal(client.unread, 0);
  openChat(client);
  assert.equal(client.chat.items.length, 3, 'its newest messages are there at once');
});

test('a first-time visitor has read what was there, and is told so with their next visit', async () => {
  const read: { mark?: { epoch: string; seq: number } } = {};
  const store = {
    load: () => read.mark,
    save: (mark: { epoch: string; seq: number }) => void (read.mark = mark),
  };
  bare({ read: store }).join(QUIET);
  assert.deepEqual(read.mark, { epoch: 'e1', seq: 3 });
  const { client, join, arrive } = bare({ read: store });
  join({ events: messageEvents(2, 5), seq: 5 });
  assert.equal(await arrive(), 1);
  assert.equal(client.unread, 2);
});

test('what was missed before a reconnect is unread, and not live', async () => {
  const { client, clock, sockets, join, arrive } = bare();
  const live: number[] = [];
  client.on('message', (event) => event.live && live.push(event.message.seq));
  join(QUIET);
  sockets.last.close(1012);
  clock.advance(1_000);
  join({ events: [messageEvent(4)], seq: 4, recovered: true });
  assert.equal(await arrive(), 1);
  assert.equal(client.unread, 1);
  assert.deepEqual(live, []);
});

const FIRST_FRAMES: ServerMessage[] = [
  { type: 'typing', members: [], count: 0 },
  { type: 'erased', member: 'bob', seq: 1 },
  { type: 'pulse', sent: 1, seq: 4 },
];
for (const frame of FIRST_FRAMES)
  test(`loads when the server sends ${frame.type}`, async () => {
    const { join, arrive } = bare();
    const end = join(QUIET);
    end.send(frame);
    assert.equal(await arrive(), 1);
    assert.deepEqual(
      end.of('events').map(({ after }) => after),
      frame.type === 'pulse' ? [3] : [],
    );
  });

test('a load that fails is repeated with the next frame and the next connection, and nothing is lost', async () => {
  const { client, clock, sockets, live, join, arrive, fail } = bare();
  const told: [number, boolean][] = [];
  client.on('message', (event) => told.push([event.message.seq, event.live]));
  const end = join(QUIET);
  end.send({ type: 'chat', events: [messageEvent(4)] });
  assert.equal(await fail(), 1);
  end.send({ type: 'chat', events: [messageEvent(5)] });
  assert.equal(await fail(), 1);
  end.close(1012);
  clock.advance(1_000);
  join({ events: messageEvents(4, 6), seq: 6, recovered: true }).send({
    type: 'chat',
    events: [messageEvent(7)],
  });
  assert.equal(client.unread, 0);
  assert.equal(await arrive(), 2);
  assert.equal(client.unread, 4);
  assert.deepEqual(told.slice(3), [
    [4, true],
    [5, true],
    [6, false],
    [7, true],
  ]);
  assert.equal(new Set(live).size, live.length);
  sockets.last.close(1012);
  clock.advance(1_000);
  sockets.last.accept();
  assert.deepEqual(sockets.last.of('hello')[0]?.resume, { epoch: 'e1', seq: 7 });
});

test('a log that is replaced while the tracker loads is counted from its start', async () => {
  const { client, clock, sockets, live, join, arrive } = bare();
  join(QUIET).send({ type: 'chat', events: [messageEvent(4, { text: 'of the old log' })] });
  sockets.last.close(1012);
  clock.advance(1_000);
  join({ epoch: 'e2', events: messageEvents(1, 2), seq: 2 });
  await arrive();
  assert.equal(client.unread, 2);
  assert.ok(live.includes('of the old log'));
  openChat(client);
  assert.deepEqual(
    client.chat.items.map(({ seq }) => seq),
    [1, 2],
  );
  assert.deepEqual(client.chat.resumePoint, { epoch: 'e2', seq: 2 });
});

test('more than is kept comes by request', async () => {
  const { client, clock, join, arrive, fail } = bare();
  const end = join(QUIET);
  for (let seq = 4; seq <= 700; seq++) end.send({ type: 'chat', events: [messageEvent(seq)] });
  await fail();
  end.send({ type: 'chat', events: [messageEvent(701)] });
  await arrive();
  clock.advance(3_000);
  assert.deepEqual(end.of('events'), [{ type: 'events', after: 3 }]);
  end.send({ type: 'chat', events: messageEvents(4, 701) });
  assert.equal(client.unread, 698);
});

test('what another window has read before the tracker is here is not unread', async () => {
  const read = marked(3);
  const { client, join, arrive } = bare({ read });
  join(QUIET).send({ type: 'chat', events: [messageEvent(4), messageEvent(5)] });
  read.save({ epoch: 'e1', seq: 4 });
  client.readElsewhere();
  await arrive();
  assert.equal(client.unread, 1);
});

test('the chat is there as soon as its tracker is, and not if that can not be loaded', async () => {
  const { client, join, arrive, fail } = bare();
  join(QUIET);
  let told = 0;
  client.on('chat', () => told++);
  const failed = client.useChat(ChatLog);
  assert.equal(await fail(), 1);
  await failed;
  assert.equal(client.hasChat, false);
  const opened = client.useChat(ChatLog);
  assert.equal(await arrive(), 1);
  await opened;
  assert.equal(client.hasChat, true);
  assert.ok(told > 0);
  assert.equal(client.chat.items.length, 3);
});

test('a tracker that arrives without a connection asks for nothing', async () => {
  const { client, clock, sockets, join, arrive } = bare();
  join(QUIET).send(
    { type: 'typing', members: [{ id: 'bo', name: 'Bo' }], count: 1 },
    {
      type: 'chat',
      events: [messageEvent(5)],
    },
  );
  client.disconnect();
  await arrive();
  clock.advance(60_000);
  assert.equal(sockets.ends.length, 1);
  openChat(client);
  assert.deepEqual(client.chat.typing, { names: [], count: 0 });
});

const UNCHECKED = ['chat', 'ack', 'history', 'quotes', 'typing', 'erased', 'pulse'];
for (const type of UNCHECKED)
  test(`does not take ${type} with an epoch for a log`, async () => {
    const read = marked(2);
    const { client, clock, sockets, join, fail } = bare({ read });
    join(QUIET).sendRaw(JSON.stringify({ type, sent: 1, epoch: 'x', seq: 9, recovered: false }));
    await fail();
    assert.deepEqual(read.load(), { epoch: 'e1', seq: 2 });
    sockets.last.close(1012);
    clock.advance(1_000);
    join({ ...QUIET, events: [], recovered: true });
    assert.deepEqual(sockets.last.of('hello')[0]?.resume, { epoch: 'e1', seq: 3, op: 'op-3' });
    assert.equal(client.status, 'online');
  });

test('a chat that is unavailable is not the log’s end', async () => {
  const read = marked(2);
  const { client, join, arrive } = bare({ read });
  join({ chat: 'unavailable', epoch: '', seq: 0, events: [] });
  assert.equal(await arrive(), 0);
  assert.deepEqual(read.load(), { epoch: 'e1', seq: 2 });
  assert.equal(client.unread, 0);
});
