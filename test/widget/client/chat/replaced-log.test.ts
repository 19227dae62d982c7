/** Another log takes the place of the one that unsent operations refer to: the same `seq` is another message there. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PendingOperation } from '../../../../widget/client/chat/chat-queue.ts';
import type { PresenceClient } from '../../../../widget/client/presence-client.ts';
import type { ServerEnd } from '../../../helpers/socket-pair.ts';
import { mine, posts, states, store } from '../chat-visitor.ts';
import { messageEvents, visitor } from '../visitor.ts';

const OLD = { epoch: 'e1', events: [...messageEvents(1, 3), mine(4, 'four'), mine(5, 'five')] };
const NEW = { epoch: 'e2', seq: 6, events: [mine(4, 'other four'), mine(5, 'other five'), mine(6, 'six')] };

function change({ chat }: PresenceClient): void {
  chat.react(3, '👍', true);
  chat.edit(4, 'edited');
  chat.delete(5);
  chat.post('new', { reply: 2 });
}

/** Nothing happens to the messages of the new log; the new message is posted, and the edit's text is not lost. */
function check(client: PresenceClient, end: ServerEnd): void {
  assert.deepEqual(
    client.chat.items.filter(({ state }) => state === 'sent').map(({ seq, change }) => [seq, change]),
    [4, 5, 6].map((seq) => [seq, undefined]),
  );
  assert.deepEqual(states(client).slice(3), ['edited failed', 'new pending']);
  assert.deepEqual(posts(end), ['new']);
  const [post] = end.of('chat_post');
  assert.equal(post?.reply, undefined);
  store(end, 7, post!);
  for (const type of ['chat_edit', 'chat_delete', 'chat_react'] as const)
    assert.deepEqual(end.of(type), [], type);
  assert.deepEqual(states(client).slice(3), ['new sent', 'edited failed']);
  const failed = client.chat.items.at(-1)!;
  client.chat.retry(failed.op!);
  assert.deepEqual(posts(end), ['new', 'edited']);
  store(end, 8, end.of('chat_post')[1]!);
  assert.deepEqual(states(client).slice(3), ['new sent', 'edited sent']);
}

function storage() {
  let stored: readonly PendingOperation[] = [];
  return {
    load: () => stored,
    save: (operations: readonly PendingOperation[]) => (stored = structuredClone(operations)),
  };
}

describe('operations on messages of another log are not sent', () => {
  test('after a resume', () => {
    const { client, clock, join } = visitor();
    join(OLD).close();
    change(client);
    clock.advance(250);
    check(client, join(NEW));
  });

  test('after the log was replaced on an open connection', () => {
    const { client, clock, join } = visitor();
    const end = join(OLD);
    change(client);
    const [reaction] = end.of('chat_react');
    assert.ok(reaction);
    end.received.length = 0;
    end.send({
      type: 'error',
      code: 'unavailable',
      ref: reaction.op,
      message: 'the disk',
      retryAfterMs: 500,
    });
    end.send({ type: 'log', ...NEW, recovered: false });
    clock.advance(500);
    check(client, end);
  });

  test('after a reload', () => {
    const pending = storage();
    const before = visitor({ pending: () => pending });
    before.join(OLD).close();
    change(before.client);
    before.client.disconnect();
    const { client, join } = visitor({ pending: () => pending });
    check(client, join(NEW));
  });

  test('by another page that adopts them', () => {
    const pending = storage();
    const before = visitor({ pending: () => pending });
    before.join(OLD).close();
    change(before.client);
    before.client.disconnect();
    const left = [...pending.load()];
    const { client, join } = visitor({
      pending: () => ({ ...storage(), adopt: (take) => take(left.splice(0)) }),
    });
    check(client, join(NEW));
  });

  test('but those on messages of the same log are', () => {
    const { client, clock, join } = visitor();
    join(OLD).close();
    change(client);
    clock.advance(250);
    const end = join({ ...OLD, recovered: false });
    const sent = () => end.received.flatMap((message) => ('op' in message ? [message] : []));
    for (let i = 0; i < 4; i++) end.send({ type: 'ack', op: sent()[i]!.op, seq: 6 + i, at: 0 });
    assert.deepEqual(
      sent().map(({ type }) => type),
      ['chat_react', 'chat_edit', 'chat_delete', 'chat_post'],
    );
    assert.equal(end.of('chat_post')[0]?.reply, 2);
  });
});
