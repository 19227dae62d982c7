import { FaultyStore } from '../../helpers/faulty-store.ts';
import { serverForEachTest } from '../../helpers/server-for-each.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RawClient } from '../../helpers/raw-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { startServer } from '../../helpers/test-server.ts';

void describe('changes of messages', () => {
  const fixture = serverForEachTest(() => ({
    store: new FaultyStore(),
    env: { LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
  }));

  void test('edits, deletions and reactions are events; history shows messages in their current state', async () => {
    const ada = fixture.client();
    const { self } = await ada.join('Ada');
    const bob = fixture.client();
    const { self: bobSelf } = await bob.join('Bob');
    ada.send({ type: 'chat_post', op: '1', text: 'frist' });
    ada.send({ type: 'chat_post', op: '2', text: 'secret' });
    ada.send({ type: 'chat_edit', op: '3', seq: 1, text: 'first' });
    ada.send({ type: 'chat_delete', op: '4', seq: 2 });
    await ada.next('ack', (m) => m.op === '4');
    bob.send({ type: 'chat_react', op: '5', seq: 1, emoji: '👩🏽‍🚀', on: true });
    bob.send({ type: 'chat_post', op: '6', text: 'answer', reply: 1 });
    await bob.next('ack', (m) => m.op === '6');
    bob.send({ type: 'quotes', seqs: [2, 99, 1] });
    const quoted = await bob.next('quotes');
    assert.deepEqual(quoted.seqs, [2, 99, 1]);
    assert.deepEqual(
      quoted.messages.map((m) => [m.seq, m.text, m.deleted]),
      [
        [2, '', true],
        [1, 'first', undefined],
      ],
      'what is stored of them, as it is now',
    );
    bob.send({ type: 'history', limit: 10 });
    const { messages, more } = await bob.next('history');
    assert.equal(more, false);
    assert.deepEqual(
      messages.map((m) => [m.seq, m.text, m.deleted, m.editedAt !== undefined, m.reactions, m.reply]),
      [
        [1, 'first', undefined, true, [{ emoji: '👩🏽‍🚀', members: [bobSelf.id] }], undefined],
        [2, '', true, false, undefined, undefined],
        [6, 'answer', undefined, false, undefined, 1],
      ],
    );
    const { events } = await fixture.client().join('Eve');
    assert.ok(!JSON.stringify(events).includes('secret'), 'a deleted text is nowhere');
    assert.ok(!JSON.stringify(events).includes('frist'), 'nor one before its edit');
    assert.deepEqual(
      events.map((e) => [e.seq, e.kind, e.member]),
      [
        [1, 'message', self.id],
        [2, 'message', self.id],
        [3, 'edit', self.id],
        [4, 'delete', self.id],
        [5, 'reaction', bobSelf.id],
        [6, 'message', bobSelf.id],
      ],
    );
  });

  void test('a message has a bounded number of reactions, and a reaction a bounded number of members', async () => {
    await fixture.live.stop();
    fixture.live = await startServer({ env: { LIVE_PRESENCE_REACTIONS: '2', LIVE_PRESENCE_REACTORS: '2' } });
    const [ada, bob, eve] = [fixture.client(), fixture.client(), fixture.client()];
    for (const [who, name] of [
      [ada, 'Ada'],
      [bob, 'Bob'],
      [eve, 'Eve'],
    ] as const)
      await who.join(name);
    ada.send({ type: 'chat_post', op: 'first', text: 'a' });
    await ada.next('ack');
    let count = 0;
    const react = async (who: RawClient, emoji: string, on = true): Promise<string> => {
      const op = `r${String(++count)}`;
      who.send({ type: 'chat_react', op, seq: 1, emoji, on });
      return Promise.race([
        who.next('ack', (ack) => ack.op === op).then(() => 'kept'),
        who.next('error', ({ ref }) => ref === op).then(({ code }) => code),
      ]);
    };
    assert.equal(await react(ada, '👍'), 'kept');
    assert.equal(await react(ada, '🎉'), 'kept');
    assert.equal(await react(ada, '❤️'), 'forbidden', 'a third kind');
    assert.equal(await react(bob, '👍'), 'kept');
    assert.equal(await react(eve, '👍'), 'forbidden', 'a third person');
    assert.equal(await react(eve, '🎉'), 'kept');
    assert.equal(await react(ada, '👍', false), 'kept', 'taking one back always goes');
    assert.equal(await react(eve, '👍'), 'kept', 'and makes room');
  });

  void test('an author can’t change a message that is older than the edit window', async () => {
    await fixture.live.stop();
    const clock = new ManualClock();
    fixture.live = await startServer({
      clock,
      env: { LIVE_PRESENCE_EDIT_WINDOW: '10s', LIVE_PRESENCE_PING_MS: '1h', LIVE_PRESENCE_SILENCE_MS: '2h' },
    });
    const ada = fixture.client();
    const { limits } = await ada.join('Ada');
    assert.equal(limits.editMs, 10_000);
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    await ada.next('ack');
    clock.advance(10_000);
    ada.send({ type: 'chat_edit', op: 'y', seq: 1, text: 'b' });
    assert.equal((await ada.next('ack')).seq, 2);
    clock.advance(1);
    for (const type of ['chat_edit', 'chat_delete']) {
      ada.send({ type, op: 'z', seq: 1, text: 'c' });
      const { code, message } = await ada.next('error');
      assert.equal(code, 'forbidden');
      assert.match(message, /time/);
    }
    ada.socket.terminate();
    await ada.closed;
    const stopped = fixture.live.stop();
    clock.advance(10_000);
    await stopped;
    fixture.live = await startServer();
  });
});
