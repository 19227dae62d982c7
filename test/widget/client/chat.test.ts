import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent, ChatMessage } from '../../../protocol/chat.ts';
import type { ChatPostMessage } from '../../../protocol/messages.ts';
import type { PendingOperation } from '../../../widget/client/chat-queue.ts';
import type { PresenceClient } from '../../../widget/client/presence-client.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { ME, said, saidAll, visitor } from './visitor.ts';

const chat = (...events: ChatEvent[]) => ({ type: 'chat' as const, events });
const texts = ({ chat }: PresenceClient) => chat.items.map(({ text }) => text);
const states = ({ chat }: PresenceClient) => chat.items.map(({ text, state }) => `${text} ${state}`);
const seqs = ({ chat }: PresenceClient) => chat.items.map(({ seq }) => seq);
const posts = (end: ServerEnd) => end.of('chat_post').map(({ text }) => text);

/** What the server does with a post: keeps it, acknowledges, tells everybody. */
function keep(end: ServerEnd, seq: number, { op, text }: ChatPostMessage): void {
  end.send({ type: 'ack', op, seq, at: 0 }, chat(mine(seq, op, text)));
}
const mine = (seq: number, op: string, text = `m${seq}`) => said(seq, { member: 'me', op, text });

function page(first: number, last: number, more: boolean, before = last + 1) {
  const messages = saidAll(first, last).map((event) => event as ChatEvent & ChatMessage);
  return { type: 'history' as const, before, messages, more };
}

test('shows the tail of the log as history, and what is said then as live', () => {
  const { client, of, join } = visitor();
  const end = join({ events: saidAll(3, 4) });
  assert.deepEqual(texts(client), ['m3', 'm4']);
  assert.equal(client.chat.more, true);
  assert.equal(client.chat.gap, false);
  assert.equal(client.chat.unread, 0);
  end.send(chat(said(5)));
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

test('an empty log has nothing older', () => {
  const { client, join } = visitor();
  join();
  assert.equal(client.chat.more, false);
  client.chat.loadOlder();
  assert.deepEqual(client.chat.items, []);
});

test('items are the same array until something changes, and the same objects where they did not', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(1, 2) });
  const before = client.chat.items;
  assert.equal(client.chat.items, before);
  end.send({ type: 'rate', hz: 5 });
  assert.equal(client.chat.items, before);
  end.send(chat(said(3)));
  assert.notEqual(client.chat.items, before);
  assert.equal(client.chat.items[0], before[0]);
  assert.equal(before.length, 2, 'what was handed out is not changed');
});

test('a change is told once everything of it is there: position, message, and nothing waiting any more', () => {
  const { client, join } = visitor();
  const end = join();
  const told: [number | undefined, string[]][] = [];
  client.chat.post('one');
  client.chat.post('two');
  client.on('chat', () => told.push([client.chat.resumePoint?.seq, states(client)]));
  const [first] = end.of('chat_post');
  end.send(chat(mine(1, first!.op, 'one')));
  assert.deepEqual(told, [[1, ['one sent', 'two pending']]]);
});

test('a post is pending, then sent in the order of the server', () => {
  const { client, of, join } = visitor();
  const end = join({ events: [said(1)] });
  const op = client.chat.post('hello', { reply: 1 });
  assert.deepEqual(end.of('chat_post'), [{ type: 'chat_post', op, text: 'hello', reply: 1 }]);
  assert.deepEqual(states(client), ['m1 sent', 'hello pending']);
  const [, pending] = client.chat.items;
  assert.deepEqual(
    [pending?.seq, pending?.op, pending?.mine, pending?.name, pending?.reply],
    [0, op, true, 'Name of me', 1],
  );
  end.send({ type: 'ack', op, seq: 3, at: 0 });
  assert.deepEqual(states(client), ['m1 sent', 'hello pending'], 'an ack brings no event and moves nothing');
  end.send(chat(said(2), mine(3, op, 'hello')));
  assert.deepEqual(states(client), ['m1 sent', 'm2 sent', 'hello sent']);
  assert.equal(client.chat.items[2]?.mine, true);
  assert.equal(client.chat.unread, 1, 'one’s own are read');
  assert.equal(of('message').at(-1)?.message.op, op);
});

test('an operation of the same name by somebody else is not mine', () => {
  const { client, join } = visitor();
  const end = join();
  const op = client.chat.post('hello');
  end.send(chat(said(1, { op, text: 'theirs' })));
  assert.deepEqual(states(client), ['theirs sent', 'hello pending']);
});

test('one operation is in flight at a time, in order', () => {
  const { client, join } = visitor();
  const end = join();
  for (const text of ['a', 'b', 'c']) client.chat.post(text);
  assert.deepEqual(posts(end), ['a']);
  keep(end, 1, end.of('chat_post')[0]!);
  assert.deepEqual(posts(end), ['a', 'b']);
  keep(end, 2, end.of('chat_post')[1]!);
  keep(end, 3, end.of('chat_post')[2]!);
  assert.deepEqual(states(client), ['a sent', 'b sent', 'c sent']);
});

test('what is written while offline is sent on return, in order', () => {
  const { client, join } = visitor();
  client.chat.post('a');
  client.chat.post('b');
  assert.deepEqual(states(client), ['a pending', 'b pending']);
  const end = join();
  keep(end, 1, end.of('chat_post')[0]!);
  keep(end, 2, end.of('chat_post')[1]!);
  assert.deepEqual(states(client), ['a sent', 'b sent']);
});

test('a post whose ack was lost is not sent again when the resume brings it', () => {
  const { client, clock, join } = visitor();
  const first = join();
  const op = client.chat.post('once');
  client.chat.post('next');
  first.close();
  clock.advance(250);
  const second = join({ events: [mine(1, op, 'once')], recovered: true });
  assert.deepEqual(posts(second), ['next']);
  assert.deepEqual(states(client), ['once sent', 'next pending']);
});

test('a post that did not arrive is sent again under the same name', () => {
  const { client, clock, join } = visitor();
  const first = join();
  const op = client.chat.post('once');
  first.close();
  clock.advance(250);
  const second = join({ recovered: true });
  assert.deepEqual(second.of('chat_post'), [{ type: 'chat_post', op, text: 'once' }]);
  keep(second, 1, second.of('chat_post')[0]!);
  assert.deepEqual(states(client), ['once sent']);
});

test('a post acknowledged with a place already passed is over', () => {
  const pending = [{ operation: { type: 'chat_post' as const, op: 'old', text: 'long ago' }, at: 0 }];
  const { client, join } = visitor({ pending: () => ({ load: () => pending, save: () => undefined }) });
  const end = join({ events: saidAll(500, 510) });
  assert.deepEqual(posts(end), ['long ago']);
  end.send({ type: 'ack', op: 'old', seq: 3, at: 0 });
  assert.equal(client.chat.items.length, 11);
  assert.ok(!texts(client).includes('long ago'), 'it is further up');
});

test('a temporary refusal holds the whole queue and is tried again', () => {
  const { client, clock, of, join } = visitor();
  const end = join();
  const op = client.chat.post('a');
  client.chat.post('b');
  end.send({ type: 'error', code: 'rate_limited', ref: op, message: 'slow', retryAfterMs: 700 });
  client.chat.post('c');
  clock.advance(699);
  assert.deepEqual(posts(end), ['a']);
  clock.advance(1);
  assert.deepEqual(posts(end), ['a', 'a']);
  assert.equal(end.of('chat_post')[1]?.op, op);
  end.send({ type: 'error', code: 'unavailable', ref: op, message: 'disk' });
  clock.advance(1_000);
  assert.deepEqual(posts(end), ['a', 'a', 'a']);
  assert.equal(of('error').length, 0);
  keep(end, 1, end.of('chat_post')[2]!);
  assert.deepEqual(posts(end).slice(3), ['b']);
});

test('a final refusal takes the message out of the queue; it can be retried or given up', () => {
  const { client, of, join } = visitor();
  const end = join();
  const long = client.chat.post('long');
  client.chat.post('b');
  end.send({ type: 'error', code: 'too_long', ref: long, message: 'at most 4000' });
  assert.deepEqual(states(client), ['long failed', 'b pending']);
  assert.equal(client.chat.items[0]?.error, 'too_long');
  assert.deepEqual([of('error')[0]?.code, of('error')[0]?.ref], ['too_long', long]);
  assert.deepEqual(posts(end), ['long', 'b'], 'the queue goes on');
  keep(end, 1, end.of('chat_post')[1]!);
  client.chat.retry(long);
  assert.deepEqual(states(client), ['b sent', 'long pending']);
  assert.equal(end.of('chat_post')[2]?.op, long);
  end.send({ type: 'error', code: 'too_long', ref: long, message: 'at most 4000' });
  client.chat.discard(long);
  assert.deepEqual(states(client), ['b sent']);
});

test('a message that breaks the connection by its size is not sent again', () => {
  const { client, clock, join } = visitor();
  const end = join();
  client.chat.post('big');
  client.chat.post('b');
  end.close(1009);
  assert.deepEqual(states(client), ['big failed', 'b pending']);
  clock.advance(250);
  assert.deepEqual(posts(join({ recovered: true })), ['b']);
});

test('a message larger than a frame may be is not sent at all', () => {
  const { client, join } = visitor();
  const end = join();
  client.chat.post('漢'.repeat(6_000));
  client.chat.post('b');
  assert.deepEqual(posts(end), ['b']);
  assert.equal(client.chat.items[0]?.error, 'too_long');
});

test('giving up a message in flight does not stop the others', () => {
  const { client, join } = visitor();
  const end = join();
  const op = client.chat.post('a');
  client.chat.post('b');
  client.chat.discard(op);
  assert.deepEqual(texts(client), ['b']);
  end.send({ type: 'error', code: 'forbidden', ref: op, message: 'no' });
  assert.deepEqual(posts(end), ['a', 'b']);
});

test('at most 100 messages wait; more fail at once and can be retried', () => {
  const { client, join } = visitor();
  const ops = Array.from({ length: 400 }, (_, i) => client.chat.post(`t${i}`));
  const failed = client.chat.items.filter(({ state }) => state === 'failed');
  assert.equal(client.chat.items.length - failed.length, 100);
  assert.equal(failed.at(-1)?.op, ops.at(-1));
  assert.equal(failed[0]?.error, 'queue_full');
  assert.ok(client.chat.items.length <= 200, 'memory is bounded');
  assert.equal(posts(join())[0], 't0');
});

test('unsent messages outlive the client where they are stored', () => {
  let stored: readonly PendingOperation[] = [];
  const pending = {
    load: () => stored,
    save: (ops: readonly PendingOperation[]) => (stored = structuredClone(ops)),
  };
  const before = visitor({ pending: () => pending });
  const end = before.join();
  for (const text of ['a', 'b', 'c']) before.client.chat.post(text);
  keep(end, 1, end.of('chat_post')[0]!);
  before.client.disconnect();
  assert.deepEqual(stored.map(({ operation }) => 'text' in operation && operation.text), ['b', 'c']); // prettier-ignore

  const after = visitor({ pending: () => pending });
  assert.deepEqual(states(after.client), ['b pending', 'c pending']);
  const again = after.join({ events: [said(1), mine(2, end.of('chat_post')[1]!.op, 'b')] });
  assert.deepEqual(posts(again), ['c'], 'b had arrived');
  keep(again, 3, again.of('chat_post')[0]!);
  assert.deepEqual(stored, []);
});

test('storage that throws is no harm', () => {
  const refuse = () => {
    throw new Error('SecurityError');
  };
  const { client, join } = visitor({ pending: () => ({ load: refuse, save: refuse }) });
  const end = join();
  client.chat.post('a');
  assert.deepEqual(posts(end), ['a']);
});

test('repeats are dropped and events about messages applied', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(1, 3) });
  const about = { member: 'bob', at: 9 };
  const react = (seq: number, member: string, emoji: string, on = true) =>
    ({ seq, kind: 'reaction', of: 2, at: 9, member, emoji, on }) as const;
  end.send(
    chat(said(2), said(3)),
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
  assert.equal(client.chat.unread, 0, 'changes are no messages');
});

test('a notice is shown, and an event of an unknown kind keeps its place', () => {
  const { client, join } = visitor();
  const end = join();
  const unknown = { seq: 2, kind: 'poll', member: 'bob', at: 0 } as unknown as ChatEvent;
  end.send(chat({ seq: 1, kind: 'notice', member: 'site', at: 0, text: 'Welcome' }, unknown, said(3)));
  assert.deepEqual(
    client.chat.items.map(({ kind, text }) => [kind, text]),
    [
      ['notice', 'Welcome'],
      ['message', 'm3'],
    ],
  );
});

test('what was missed comes with the resume, in several frames, and counts as unread but not as live', () => {
  const { client, clock, of, join } = visitor();
  join({ events: saidAll(1, 2) }).close();
  clock.advance(250);
  const end = join({ events: saidAll(3, 4), seq: 6, recovered: true });
  end.send(chat(...saidAll(5, 6)), chat(said(7)));
  assert.deepEqual(seqs(client), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(client.chat.unread, 5);
  assert.equal(client.chat.gap, false);
  assert.deepEqual(
    of('message')
      .filter(({ live }) => live)
      .map(({ message }) => message.seq),
    [7],
  );
});

test('after a break that was too long the tail replaces what was held, and the gap is told', () => {
  const { client, clock, join } = visitor();
  join({ events: saidAll(1, 5) }).close();
  clock.advance(250);
  const end = join({ events: saidAll(100, 102) });
  assert.deepEqual(seqs(client), [100, 101, 102]);
  assert.equal(client.chat.gap, true);
  assert.equal(client.chat.more, true);
  assert.equal(client.chat.unread, 3);
  client.chat.loadOlder();
  end.send(page(50, 99, true));
  assert.equal(client.chat.gap, false);
});

test('a fresh tail that joins what was held is no gap, and only the new is unread', () => {
  const { client, clock, join } = visitor();
  join({ events: saidAll(1, 5) }).close();
  clock.advance(250);
  join({ events: saidAll(1, 7) });
  assert.equal(client.chat.gap, false);
  assert.equal(client.chat.unread, 2);
});

test('another life of the log replaces the old one', () => {
  const { client, clock, sockets, join } = visitor();
  join({ events: saidAll(1, 5) }).close();
  clock.advance(250);
  join({ epoch: 'e2', events: [said(1)] }).close();
  assert.deepEqual(seqs(client), [1]);
  assert.equal(client.chat.gap, false);
  assert.equal(client.chat.unread, 1);
  clock.advance(500);
  sockets.last.accept();
  assert.deepEqual(sockets.last.of('hello')[0]?.resume, { epoch: 'e2', seq: 1 });
});

test('what happens to older messages while they are on their way is not lost', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(51, 60) });
  client.chat.loadOlder();
  const about = { member: 'bob', at: 9 };
  end.send(
    chat({ ...about, seq: 61, kind: 'edit', of: 50, text: 'edited' }),
    chat({ ...about, seq: 62, kind: 'delete', of: 49 }),
    // Read before that was kept, and sent after it.
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

test('what was acknowledged by a log that a backup has replaced is sent again', () => {
  const { client, clock, join } = visitor();
  const first = join({ events: saidAll(1, 5) });
  const op = client.chat.post('acknowledged, and lost with the disk');
  first.send({ type: 'ack', op, seq: 6, at: 0 });
  first.close();
  clock.advance(250);
  const second = join({ events: saidAll(1, 3) });
  assert.deepEqual(
    second.of('chat_post').map((post) => post.op),
    [op],
  );
  keep(second, 4, second.of('chat_post')[0]!);
  assert.deepEqual(states(client).slice(3), ['acknowledged, and lost with the disk sent']);
});

test('events that overtake others wait for them', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join({ events: [said(1)] });
  end.send(chat(said(3)), chat(said(5)));
  assert.deepEqual(seqs(client), [1]);
  end.send(chat(said(2)));
  assert.deepEqual(seqs(client), [1, 2, 3]);
  end.send(chat(said(4)));
  assert.deepEqual(seqs(client), [1, 2, 3, 4, 5]);
  clock.advance(10_000);
  assert.equal(sockets.ends.length, 1);
});

test('a gap that stays open is asked about, page by page', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: [said(1)] });
  end.send(chat(said(9)));
  clock.advance(2_000);
  assert.deepEqual(end.of('events'), [{ type: 'events', after: 1 }]);
  end.send(chat(...saidAll(2, 5)));
  assert.deepEqual(end.of('events').at(-1), { type: 'events', after: 5 });
  end.send(chat(...saidAll(6, 9)));
  assert.deepEqual(seqs(client), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  clock.advance(10_000);
  assert.equal(end.of('events').length, 2);
});

test('a long catch-up is asked for at once, and again after a refusal', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: saidAll(1, 2), seq: 6 });
  assert.deepEqual(end.of('events'), [{ type: 'events', after: 2 }]);
  end.send({ type: 'error', code: 'rate_limited', ref: 'events', message: 'later', retryAfterMs: 500 });
  clock.advance(500);
  assert.equal(end.of('events').length, 1);
  clock.advance(2_000);
  assert.equal(end.of('events').length, 2);
  end.send(chat(...saidAll(3, 6)));
  assert.equal(client.chat.items.length, 6);
});

test('what is no longer kept is found out by resuming', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join({ events: saidAll(1, 2), seq: 60 });
  end.send({ type: 'error', code: 'not_found', ref: 'events', message: 'gone' });
  clock.advance(0);
  assert.equal(sockets.ends.length, 2);
  join({ events: saidAll(50, 60), recovered: false });
  assert.equal(seqs(client)[0], 50);
  assert.equal(client.chat.gap, true);
});

test('a gap that stays open though it was asked about is closed by resuming', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join({ events: [said(1)] });
  const op = client.chat.post('mine');
  end.send(chat(said(3)));
  end.send({ type: 'ack', op, seq: 4, at: 0 });
  clock.advance(3_999);
  assert.equal(sockets.ends.length, 1);
  clock.advance(1);
  assert.equal(sockets.ends.length, 2);
  const again = join({ events: [said(2), said(3), mine(4, op, 'mine')], recovered: true });
  assert.deepEqual(again.of('hello')[0]?.resume, { epoch: 'e1', seq: 1 });
  assert.deepEqual(seqs(client), [1, 2, 3, 4]);
  assert.deepEqual(posts(again), [], 'it was acknowledged');
});

test('a gap that even resuming does not close is told, and passed', () => {
  const { client, clock, sockets, join } = visitor();
  join({ events: [said(1)] }).send(chat(said(3)));
  clock.advance(4_000);
  join({ recovered: true, seq: 4 }).send(chat(said(3), said(4)));
  clock.advance(2_000);
  assert.equal(sockets.ends.length, 2);
  assert.deepEqual(seqs(client), [1, 3, 4]);
  assert.equal(client.chat.gap, true);
});

test('older messages are fetched 50 at a time, once', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(101, 110) });
  client.chat.loadOlder();
  client.chat.loadOlder();
  assert.equal(client.chat.loading, true);
  assert.deepEqual(end.of('history'), [{ type: 'history', before: 101, limit: 50 }]);
  end.send(page(21, 70, true));
  assert.equal(client.chat.items.length, 10, 'an answer to another question is not taken');
  const told: [boolean, number][] = [];
  client.on('chat', () => told.push([client.chat.loading, client.chat.items.length]));
  end.send(page(51, 100, true));
  assert.deepEqual(told, [[false, 60]], 'that it has come, once it is there');
  end.send(page(51, 100, true));
  assert.equal(client.chat.items.length, 60, 'an answer that nobody waits for is not taken');
  client.chat.loadOlder();
  end.send(page(1, 50, false));
  assert.deepEqual([client.chat.items.length, client.chat.more], [110, false]);
  assert.deepEqual(seqs(client), saidAll(1, 110).map(({ seq }) => seq)); // prettier-ignore
});

test('older messages can be asked for again after a refusal or a break', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: saidAll(101, 110) });
  client.chat.loadOlder();
  end.send({ type: 'error', code: 'unavailable', ref: 'history', message: 'later', retryAfterMs: 500 });
  client.chat.loadOlder();
  assert.equal(end.of('history').length, 1, 'not before the server says');
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

test('500 messages are held at the tail, more while the reader looks further up', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(1_001, 1_100) });
  for (let seq = 1_101; seq <= 2_000; seq += 100) end.send(chat(...saidAll(seq, seq + 99)));
  assert.equal(client.chat.items.length, 500);
  assert.equal(seqs(client)[0], 1_501);
  assert.equal(client.chat.more, true);
  client.chat.loadOlder();
  assert.equal(end.of('history')[0]?.before, 1_501);
  end.send(page(1_451, 1_500, true));
  end.send(chat(...saidAll(2_001, 2_050)));
  assert.equal(client.chat.items.length, 600);
  client.chat.forgetOlder();
  assert.equal(client.chat.items.length, 500);
  assert.equal(seqs(client).at(-1), 2_050);
});

test('a change of one’s own message is shown at once, once, and taken back where it is refused', () => {
  const { client, join } = visitor();
  const end = join({ events: [mine(1, 'op1', 'frist'), said(2)] });
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

test('reactions are shown at once, counted once, and forgotten where they are refused', () => {
  const { client, join } = visitor();
  const end = join({ events: [said(1)] });
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

test('what was read is kept, and what came since is unread, but for people who are ignored', () => {
  const marks = new Map<string, number>();
  const read = {
    load: () => (marks.has('e1') ? { epoch: 'e1', seq: marks.get('e1')! } : undefined),
    save: ({ epoch, seq }: { epoch: string; seq: number }) => void marks.set(epoch, seq),
  };
  const first = visitor({ read });
  first.join({ events: saidAll(1, 3) });
  assert.equal(first.client.unread, 0, 'who comes for the first time has missed nothing');
  first.client.disconnect();
  const again = visitor({ read, ignores: (id) => id === 'noisy' });
  const end = again.join({ events: [...saidAll(1, 5), said(6, { member: 'noisy' })] });
  assert.deepEqual([again.client.unread, again.client.chat.firstUnread], [2, 4]);
  end.send(chat(said(7, { mentions: ['me'] })));
  assert.deepEqual([again.client.unread, again.client.mentions], [3, 1]);
  again.client.chat.markRead();
  assert.deepEqual([again.client.unread, again.client.mentions, marks.get('e1')], [0, 0, 7]);
});

test('a message that is answered is fetched alone where it lies further up', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(101, 110) });
  assert.equal(client.chat.quote(105)?.text, 'm105');
  assert.equal(client.chat.quote(7), undefined);
  assert.equal(client.chat.quote(7), undefined);
  assert.deepEqual(end.of('history'), [{ type: 'history', before: 8, limit: 1 }]);
  end.send(page(7, 7, true, 8));
  assert.equal(client.chat.quote(7)?.seq, 7);
  assert.equal(client.chat.items.length, 10, 'it is not among those held');
});

test('what another page left unsent is taken on, before what is written here', () => {
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

test('many answers are asked for one at a time, and a refusal is waited out', () => {
  const { client, clock, join } = visitor();
  const end = join({ events: saidAll(101, 110) });
  for (let seq = 1; seq <= 60; seq++) client.chat.quote(seq);
  assert.equal(end.of('history').length, 1);
  end.send({ type: 'error', code: 'rate_limited', ref: 'history', message: 'later', retryAfterMs: 400 });
  for (let seq = 1; seq <= 60; seq++) client.chat.quote(seq);
  assert.equal(end.of('history').length, 1);
  clock.advance(400);
  for (let seq = 1; seq <= 60; seq++) end.send(page(seq, seq, true, seq + 1));
  assert.equal(end.of('history').length, 61);
  assert.equal(client.chat.quote(60)?.text, 'm60');
});

test('what happened to a message since it was asked for is not undone by the answer', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(101, 110) });
  const edit = (seq: number, text: string) => chat({ seq, kind: 'edit', of: 60, text, member: 'bob', at: 1 });
  client.chat.quote(60);
  end.send(edit(111, 'one'), page(60, 60, true, 61), edit(112, 'two'));
  assert.equal(client.chat.quote(60)?.text, 'two');
  client.chat.loadOlder();
  const older = page(51, 100, true);
  end.send({ ...older, messages: older.messages.map((m) => (m.seq === 60 ? { ...m, text: 'two' } : m)) });
  assert.equal(client.chat.find(60)?.text, 'two');
});

test('what somebody has erased goes from the screen', () => {
  const { client, join } = visitor();
  const end = join({ events: saidAll(1, 2) });
  end.send(chat(said(3, { member: 'cy', name: 'Cy', text: 'stays' })), {
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

test('who holds the browser’s key is the author also where a server without its secret gives another id', () => {
  const { client, clock, join } = visitor();
  const end = join();
  client.chat.post('mine');
  end.close();
  clock.advance(1_000);
  const other = join({ epoch: 'e2', self: { ...ME, id: 'other', session: 's' } });
  assert.deepEqual(posts(other), ['mine']);
});

test('another log’s messages are not quoted, and another person’s are not sent', () => {
  const { client, clock, join } = visitor({ token: 'of-me' });
  const end = join({ events: saidAll(101, 110) });
  client.chat.quote(5);
  end.send(page(5, 5, true, 6));
  client.chat.post('mine');
  end.close();
  clock.advance(1_000);
  const other = join({ epoch: 'e2', events: saidAll(11, 12), self: { ...ME, id: 'other', session: 's' } });
  assert.equal(client.chat.quote(5), undefined);
  assert.deepEqual(posts(other), [], 'it was somebody else who wrote it');
  assert.ok(!texts(client).includes('mine'));
  other.close();
  clock.advance(1_000);
  assert.deepEqual(posts(join({ epoch: 'e2', events: saidAll(11, 12) })), ['mine']);
});
