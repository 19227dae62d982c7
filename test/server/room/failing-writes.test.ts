import { FaultyStore } from '../../helpers/faulty-store.ts';
import { serverForEachTest } from '../../helpers/server-for-each.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

void describe('a store that fails to write', () => {
  const fixture = serverForEachTest(() => ({
    store: new FaultyStore(),
    env: { LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
  }));

  void test('an error waits for its turn behind operations on a slow disk', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    let go = (): void => undefined;
    fixture.store.slow = new Promise((resolve) => (go = resolve));
    ada.send({ type: 'chat_post', op: 'slow', text: 'a' });
    ada.send({ type: 'chat_post', op: 'empty', text: ' ' });
    ada.send({ type: 'chat_post', op: 'next', text: 'b' });
    await ada.settled();
    await new Promise(setImmediate);
    go();
    await ada.next('ack', ({ op }) => op === 'next');
    assert.deepEqual(
      ada.received.flatMap((m) => (m.type === 'ack' ? m.op : m.type === 'error' ? m.ref : [])),
      ['slow', 'empty', 'next'],
    );
  });

  void test('is “unavailable”: no ack, and the same operation works later', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    fixture.store.full = true;
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    const error = await ada.next('error');
    assert.deepEqual([error.code, error.ref], ['unavailable', 'x']);
    assert.ok((error.retryAfterMs ?? 0) > 0);
    fixture.store.full = false;
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    assert.equal((await ada.next('ack')).seq, 1);
    assert.equal(ada.all('ack').length, 1);
  });

  void test('may have stored an event after all: the retry sends it to everyone', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    const bob = fixture.client();
    await bob.join('Bob');
    fixture.store.silent = true;
    ada.send({ type: 'chat_post', op: 'x', text: 'x' });
    assert.equal((await ada.next('error')).code, 'unavailable');
    fixture.store.silent = false;
    ada.send({ type: 'chat_post', op: 'x', text: 'x' });
    assert.equal((await ada.next('ack')).seq, 1);
    for (const who of [ada, bob]) assert.equal((await who.next('chat')).events[0]?.op, 'x');
  });
});
