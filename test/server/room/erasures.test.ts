import { StoreUnavailable } from '../../../server/store/message-store.ts';
import { FaultyStore } from '../../helpers/faulty-store.ts';
import { serverForEachTest } from '../../helpers/server-for-each.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

void describe('erasures', () => {
  const fixture = serverForEachTest(() => ({
    store: new FaultyStore(),
    env: { LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
  }));

  void test('a visitor erases their messages in all rooms: everyone is notified, and they leave', async () => {
    const [ada, eve, away] = [fixture.client(), fixture.client(), fixture.client('other')];
    await ada.join('Ada');
    const { self } = await eve.join('Eve', { visitor: 'key-of-eve-in-every-window' });
    await away.join('Eve', { visitor: 'key-of-eve-in-every-window' });
    for (const made of [eve, away]) {
      made.send({ type: 'chat_post', op: 'op', text: 'mine' });
      await made.next('ack');
    }
    fixture.store.full = true;
    eve.send({ type: 'erase' });
    assert.deepEqual([(await eve.next('error')).code, eve.all('error')[0]?.ref], ['unavailable', 'erase']);
    fixture.store.full = false;
    // What is posted after it is not stored.
    eve.send({ type: 'erase' });
    eve.send({ type: 'chat_post', op: 'late', text: 'mine, too' });
    assert.equal((await eve.next('erased')).member, self.id);
    assert.equal((await ada.next('erased')).member, self.id);
    // The answer once more, should the first one be lost.
    assert.equal((await eve.next('error', ({ ref }) => ref === 'erase')).code, 'forbidden');
    assert.deepEqual(
      [(await eve.closed).code, (await away.closed).code],
      [4503, 4503],
      'in all their windows',
    );
    assert.deepEqual(
      (await ada.next('presence', ({ leaves }) => leaves !== undefined)).leaves,
      [self.id],
      'without the grace',
    );
    const late = fixture.client();
    const { events, epoch } = await late.join('Late');
    assert.deepEqual(
      events.map((event) => event.kind === 'message' && [event.name, event.text]),
      [['', '']],
    );
    // Who was away when it happened, and still has it on the screen, is told on coming back.
    const back = fixture.client();
    await back.join('Back', { resume: { epoch: epoch, seq: 1, op: 'op' } });
    const again = await back.next('erased');
    assert.deepEqual([again.member, again.seq], [self.id, 1]);
  });

  void test('an erasure that fails leaves no message before its end unanswered, and the session in step', async () => {
    const [ada, eve] = [fixture.client(), fixture.client()];
    await ada.join('Ada');
    await eve.join('Eve');
    let fail: (error: Error) => void = () => undefined;
    fixture.store.traces = new Promise((_, reject) => (fail = reject));
    eve.send({ type: 'erase' });
    eve.send({ type: 'chat_post', op: 'early', text: 'early' });
    const { code, ref, retryAfterMs = 0 } = await eve.next('error');
    assert.deepEqual([code, ref, retryAfterMs > 0], ['unavailable', 'early', true]);
    eve.send({ type: 'page', page: '/other' });
    await eve.settled();
    fail(new StoreUnavailable('the disk is gone'));
    assert.equal((await eve.next('error')).ref, 'erase');
    eve.send({ type: 'chat_post', op: 'early', text: 'early' });
    assert.equal((await eve.next('ack')).op, 'early');
    await ada.next('presence', ({ joins = [], updates = [] }) =>
      [...joins, ...updates].some(({ name, pages }) => name === 'Eve' && pages[0] === '/other'),
    );
  });

  void test('a slow erasure is announced at once, and keeps the member out until it is done', async () => {
    const [ada, eve] = [fixture.client(), fixture.client()];
    const { self, epoch } = await eve.join('Eve', { visitor: 'key-of-eve-in-every-window' });
    await ada.join('Ada');
    eve.send({ type: 'chat_post', op: 'op', text: 'mine' });
    await eve.next('ack');
    let done: () => void = () => undefined;
    fixture.store.traces = new Promise((resolve) => (done = resolve));
    eve.send({ type: 'erase' });
    assert.equal((await ada.next('erased')).member, self.id);
    eve.send({ type: 'ping' });
    await eve.next('pong');
    const meanwhile = fixture.client();
    await assert.rejects(meanwhile.join('Eve', { visitor: 'key-of-eve-in-every-window' }));
    assert.deepEqual(await meanwhile.closed, { code: 4503, reason: 'you have left' });
    done();
    assert.equal((await eve.closed).code, 4503);
    // The room is gone with those who were in it; who slept through that still shows the words.
    ada.close();
    await ada.closed;
    while (fixture.live.server.rooms > 0) await new Promise(setImmediate);
    const back = fixture.client();
    await back.join('Back', { resume: { epoch, seq: 1, op: 'op' } });
    assert.equal((await back.next('erased')).member, self.id);
    assert.equal(
      (await fixture.client().join('Eve', { visitor: 'key-of-eve-in-every-window' })).self.id,
      self.id,
    );
  });
});
