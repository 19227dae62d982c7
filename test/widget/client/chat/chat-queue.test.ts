import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageEvents, visitor } from '../visitor.ts';
import { texts, states, posts, store, mine } from '../chat-visitor.ts';

test('sends one operation at a time, in order', () => {
  const { client, join } = visitor();
  const end = join();
  for (const text of ['a', 'b', 'c']) client.chat.post(text);
  assert.deepEqual(posts(end), ['a']);
  store(end, 1, end.of('chat_post')[0]!);
  assert.deepEqual(posts(end), ['a', 'b']);
  store(end, 2, end.of('chat_post')[1]!);
  store(end, 3, end.of('chat_post')[2]!);
  assert.deepEqual(states(client), ['a sent', 'b sent', 'c sent']);
});

test('sends what was written offline once it is online, in order', () => {
  const { client, join } = visitor();
  client.chat.post('a');
  client.chat.post('b');
  assert.deepEqual(states(client), ['a pending', 'b pending']);
  const end = join();
  store(end, 1, end.of('chat_post')[0]!);
  store(end, 2, end.of('chat_post')[1]!);
  assert.deepEqual(states(client), ['a sent', 'b sent']);
});

test('a post without ack is not sent again if the resume contains it', () => {
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

test('a post that was lost is sent again with the same id', () => {
  const { client, clock, join } = visitor();
  const first = join();
  const op = client.chat.post('once');
  first.close();
  clock.advance(250);
  const second = join({ recovered: true });
  assert.deepEqual(second.of('chat_post'), [{ type: 'chat_post', op, text: 'once' }]);
  store(second, 1, second.of('chat_post')[0]!);
  assert.deepEqual(states(client), ['once sent']);
});

test('a post that is acknowledged with an old position leaves the queue', () => {
  const pending = [{ operation: { type: 'chat_post' as const, op: 'old', text: 'long ago' }, at: 0 }];
  const { client, join } = visitor({ pending: () => ({ load: () => pending, save: () => undefined }) });
  const end = join({ events: messageEvents(500, 510) });
  assert.deepEqual(posts(end), ['long ago']);
  end.send({ type: 'ack', op: 'old', seq: 3, at: 0 });
  assert.equal(client.chat.items.length, 11);
  assert.ok(!texts(client).includes('long ago'), 'it is older than the log');
});

test('a temporary error delays the whole queue, which is sent again', () => {
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
  store(end, 1, end.of('chat_post')[2]!);
  assert.deepEqual(posts(end).slice(3), ['b']);
});

test('the chat is unavailable from the time a message can’t be stored until one is, or the connection is new', () => {
  const { client, clock, of, join } = visitor();
  let end = join();
  const refuse = (op: string, code: 'rate_limited' | 'unavailable') =>
    end.send({ type: 'error', code, ref: op, message: 'later', retryAfterMs: 700 });
  const op = client.chat.post('a');
  refuse(op, 'rate_limited');
  assert.equal(client.chat.unavailable, false);
  clock.advance(700);
  const before = of('chat').length;
  refuse(op, 'unavailable');
  assert.equal(client.chat.unavailable, true);
  assert.ok(of('chat').length > before, 'the change is reported');
  clock.advance(700);
  assert.equal(client.chat.unavailable, true, 'nothing is known before the answer');
  store(end, 1, end.of('chat_post')[2]!);
  assert.equal(client.chat.unavailable, false);
  refuse(client.chat.post('b'), 'unavailable');
  end.close(1006);
  assert.equal(client.chat.unavailable, false);
  clock.advance(10_000);
  end = join();
  assert.equal(client.chat.unavailable, false);
});

test('a final error takes the message out of the queue; it can be retried or discarded', () => {
  const { client, of, join } = visitor();
  const end = join();
  const long = client.chat.post('long');
  client.chat.post('b');
  end.send({ type: 'error', code: 'too_long', ref: long, message: 'at most 4000' });
  assert.deepEqual(states(client), ['long failed', 'b pending']);
  assert.equal(client.chat.items[0]?.error, 'too_long');
  assert.deepEqual([of('error')[0]?.code, of('error')[0]?.ref], ['too_long', long]);
  assert.deepEqual(posts(end), ['long', 'b'], 'the queue continues');
  store(end, 1, end.of('chat_post')[1]!);
  client.chat.retry(long);
  assert.deepEqual(states(client), ['b sent', 'long pending']);
  assert.equal(end.of('chat_post')[2]?.op, long);
  end.send({ type: 'error', code: 'too_long', ref: long, message: 'at most 4000' });
  client.chat.discard(long);
  assert.deepEqual(states(client), ['b sent']);
});

test('a message whose size closed the connection is not sent again', () => {
  const { client, clock, join } = visitor();
  const end = join();
  client.chat.post('big');
  client.chat.post('b');
  end.close(1009);
  assert.deepEqual(states(client), ['big failed', 'b pending']);
  clock.advance(250);
  assert.deepEqual(posts(join({ recovered: true })), ['b']);
});

test('a message larger than a frame is not sent', () => {
  const { client, join } = visitor();
  const end = join();
  client.chat.post('漢'.repeat(6_000));
  client.chat.post('b');
  assert.deepEqual(posts(end), ['b']);
  assert.equal(client.chat.items[0]?.error, 'too_long');
});

test('discarding a message in flight does not stop the queue', () => {
  const { client, join } = visitor();
  const end = join();
  const op = client.chat.post('a');
  client.chat.post('b');
  client.chat.discard(op);
  assert.deepEqual(texts(client), ['b']);
  end.send({ type: 'error', code: 'forbidden', ref: op, message: 'no' });
  assert.deepEqual(posts(end), ['a', 'b']);
});

test('queues at most 100 messages; more fail at once and can be retried', () => {
  const { client, join } = visitor();
  const ops = Array.from({ length: 400 }, (_, i) => client.chat.post(`t${i}`));
  const failed = client.chat.items.filter(({ state }) => state === 'failed');
  assert.equal(client.chat.items.length - failed.length, 100);
  assert.equal(failed.at(-1)?.op, ops.at(-1));
  assert.equal(failed[0]?.error, 'queue_full');
  assert.ok(client.chat.items.length <= 200, 'memory is bounded');
  assert.equal(posts(join())[0], 't0');
});

test('an acknowledged post is sent again if the server has restored an older log', () => {
  const { client, clock, join } = visitor();
  const first = join({ events: messageEvents(1, 5) });
  const op = client.chat.post('acknowledged, and lost with the disk');
  first.send({ type: 'ack', op, seq: 6, at: 0 });
  first.close();
  clock.advance(250);
  const second = join({ events: messageEvents(1, 3) });
  assert.deepEqual(
    second.of('chat_post').map((post) => post.op),
    [op],
  );
  store(second, 4, second.of('chat_post')[0]!);
  assert.deepEqual(states(client).slice(3), ['acknowledged, and lost with the disk sent']);
});
