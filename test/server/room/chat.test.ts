import { FaultyStore } from '../../helpers/faulty-store.ts';
import { serverForEachTest } from '../../helpers/server-for-each.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

void describe('chat', () => {
  const fixture = serverForEachTest(() => ({
    store: new FaultyStore(),
    env: { LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
  }));

  void test('a message is acknowledged to its author and sent to everyone, the author included', async () => {
    const ada = fixture.client();
    const { self } = await ada.join('Ada');
    const bob = fixture.client();
    await bob.join('Bob');
    ada.send({ type: 'chat_post', op: 'op-1', text: 'hello\u0007 there\n' });
    const ack = await ada.next('ack');
    assert.deepEqual([ack.op, ack.seq], ['op-1', 1]);
    for (const who of [ada, bob]) {
      const { events } = await who.next('chat');
      assert.deepEqual(events, [
        {
          seq: 1,
          op: 'op-1',
          kind: 'message',
          member: self.id,
          name: 'Ada',
          color: self.color,
          at: ack.at,
          text: 'hello there\n',
        },
      ]);
    }
    const order = ada.received.map((m) => m.type).filter((t) => t === 'ack' || t === 'chat');
    assert.deepEqual(order, ['ack', 'chat']);
  });

  void test('many writers: every client sees the same dense sequence', async () => {
    const all = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const made = fixture.client();
        await made.join(`w${String(i)}`);
        return made;
      }),
    );
    for (let n = 0; n < 20; n++)
      for (const [i, c] of all.entries())
        c.send({ type: 'chat_post', op: `o${String(i)}-${String(n)}`, text: `${String(i)}/${String(n)}` });
    const sequences = await Promise.all(
      all.map(async (c) => {
        await c.next('chat', (m) => m.events.some((e) => e.seq === 120));
        return c.all('chat').flatMap((m) => m.events);
      }),
    );
    assert.deepEqual(
      sequences[0]?.map((e) => e.seq),
      Array.from({ length: 120 }, (_, i) => i + 1),
    );
    for (const sequence of sequences) assert.deepEqual(sequence, sequences[0]);
  });

  void test('a repeated operation gets the first answer in any session, and adds nothing', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    ada.send({ type: 'chat_post', op: 'twice', text: 'one' });
    const first = await ada.next('ack');
    ada.send({ type: 'chat_post', op: 'twice', text: 'other text' });
    assert.deepEqual(await ada.next('ack'), first);
    const later = fixture.client();
    await later.join('Ada');
    later.send({ type: 'chat_post', op: 'twice', text: 'one' });
    assert.deepEqual(await later.next('ack'), first);
    const bob = fixture.client();
    await bob.join('Bob');
    bob.send({ type: 'chat_post', op: 'twice', text: 'Bob’s own' });
    assert.equal((await bob.next('ack')).seq, 2, 'operations are a member’s own');
  });

  const refusals: [string, object | string, string][] = [
    ['a text of 4,001 characters', { type: 'chat_post', op: 'x', text: 'a'.repeat(4001) }, 'too_long'],
    ['white space', { type: 'chat_post', op: 'x', text: ' \n\t ' }, 'empty'],
    ['a bad operation', { type: 'chat_post', op: 'no spaces here', text: 'a' }, 'bad_request'],
    ['no text', { type: 'chat_post', op: 'x' }, 'bad_request'],
    ['an edit of another’s message', { type: 'chat_edit', op: 'x', seq: 1, text: 'mine now' }, 'forbidden'],
    ['a deletion of another’s message', { type: 'chat_delete', op: 'x', seq: 1 }, 'forbidden'],
    ['an edit of nothing', { type: 'chat_edit', op: 'x', seq: 77, text: 'a' }, 'not_found'],
    [
      'a reaction that is no emoji',
      { type: 'chat_react', op: 'x', seq: 1, emoji: 'lol', on: true },
      'bad_request',
    ],
    ['two emojis', { type: 'chat_react', op: 'x', seq: 1, emoji: '👍👍', on: true }, 'bad_request'],
    ['an edit to white space', { type: 'chat_edit', op: 'x', seq: 1, text: ' ' }, 'empty'],
    ['a reaction to nothing', { type: 'chat_react', op: 'x', seq: 77, emoji: '👍', on: true }, 'not_found'],
    [
      'a message that mentions 21 people',
      {
        type: 'chat_post',
        op: 'x',
        text: 'a',
        mentions: Array.from({ length: 21 }, (_, i) => `m${String(i)}`),
      },
      'bad_request',
    ],
    ['half a character', '{"type":"chat_post","op":"x","text":"\\ud800"}', 'bad_request'],
  ];
  for (const [what, message, code] of refusals) {
    void test(`${what} is ${code}, and everything else still works`, async () => {
      const ada = fixture.client();
      await ada.join('Ada');
      ada.send({ type: 'chat_post', op: 'first', text: 'hers' });
      await ada.next('ack');
      const bob = fixture.client();
      await bob.join('Bob');
      bob.send(message as Record<string, unknown> | string);
      assert.equal((await bob.next('error')).code, code);
      bob.send({ type: 'chat_post', op: 'fine', text: 'a'.repeat(4000) });
      assert.equal((await bob.next('ack')).seq, 2);
    });
  }

  void test('twenty people can be mentioned', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    const mentions = Array.from({ length: 20 }, (_, i) => `m${String(i)}`);
    ada.send({ type: 'chat_post', op: 'x', text: 'all of you', mentions });
    const { events } = await ada.next('chat');
    assert.deepEqual(events[0]?.kind === 'message' && events[0].mentions, mentions);
  });

  void test('typing is sent with names and ends with the message', async () => {
    const ada = fixture.client();
    const { self } = await ada.join('Ada');
    const bob = fixture.client();
    await bob.join('Bob');
    ada.send({ type: 'typing', on: true });
    assert.deepEqual((await bob.next('typing')).members, [{ id: self.id, name: 'Ada' }]);
    ada.send({ type: 'chat_post', op: 'x', text: 'done' });
    assert.equal((await bob.next('typing', (m) => m.count === 0)).members.length, 0);
  });

  void test('rooms receive nothing of each other', async () => {
    const ada = fixture.client('one');
    await ada.join('Ada');
    const bob = fixture.client('two');
    await bob.join('Bob');
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    await ada.next('ack');
    await bob.settled();
    assert.equal(bob.all('chat').length, 0);
    assert.equal((await fixture.client('two').join('Eve')).seq, 0);
  });
});
