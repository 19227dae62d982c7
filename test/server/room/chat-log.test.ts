import { FaultyStore } from '../../helpers/faulty-store.ts';
import { serverForEachTest } from '../../helpers/server-for-each.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatEvent } from '../../../protocol/chat.ts';
import { startServer } from '../../helpers/test-server.ts';

void describe('the chat’s log', () => {
  const fixture = serverForEachTest(() => ({
    store: new FaultyStore(),
    env: { LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
  }));

  const texts = (events: readonly ChatEvent[]): string[] =>
    events.flatMap((e) => (e.kind === 'message' ? e.text : []));

  void test('a returning client gets exactly what it missed, in frames of bounded size', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    const { epoch } = await (async () => {
      const bob = fixture.client();
      const welcome = await bob.join('Bob');
      ada.send({ type: 'chat_post', op: 'seen', text: 'seen' });
      await bob.next('chat');
      bob.socket.terminate();
      return welcome;
    })();
    for (let i = 0; i < 250; i++) ada.send({ type: 'chat_post', op: `m${String(i)}`, text: String(i) });
    await ada.next('ack', (m) => m.seq === 251);
    const bob = fixture.client();
    const welcome = await bob.join('Bob', { resume: { epoch, seq: 1, op: 'seen' } });
    assert.ok(welcome.recovered);
    assert.equal(welcome.seq, 251);
    assert.equal(welcome.events.length, 100);
    const events = [...welcome.events];
    while (events.length < 250) {
      bob.send({ type: 'events', after: events.at(-1)?.seq ?? 0 });
      const page = await bob.next('chat', (m) => m.events[0]?.seq === (events.at(-1)?.seq ?? 0) + 1);
      assert.ok(page.events.length <= 100);
      events.push(...page.events);
    }
    assert.deepEqual(
      events.map((e) => e.seq),
      Array.from({ length: 250 }, (_, i) => i + 2),
    );
    bob.send({ type: 'events', after: 251 });
    assert.deepEqual((await bob.next('chat', (m) => m.events.length === 0)).events, []);
    bob.send({ type: 'events', after: 252 });
    const { code, ref } = await bob.next('error');
    assert.deepEqual([code, ref], ['not_found', 'events']);
  });

  void test('frames of events and history are bounded in bytes, too', async () => {
    const ada = fixture.client();
    const { epoch } = await ada.join('Ada');
    const long = 'ä'.repeat(4000);
    for (let i = 1; i <= 20; i++) {
      ada.send({ type: 'chat_post', op: String(i), text: long });
      await ada.next('ack', (m) => m.seq === i);
    }
    const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
    const fresh = await fixture.client().join('Bob');
    assert.ok(bytes(fresh) < 70_000 && fresh.events.at(-1)?.seq === 20, 'the newest');
    const back = await fixture.client().join('Bob', { resume: { epoch, seq: 1, op: '1' } });
    assert.ok(bytes(back) < 70_000 && back.events[0]?.seq === 2 && back.seq === 20, 'the first missed');
    ada.send({ type: 'history', limit: 50 });
    const page = await ada.next('history');
    assert.ok(bytes(page) < 70_000 && page.messages.at(-1)?.seq === 20 && page.more);
  });

  void test('a resume point that is not in the log brings the newest events instead', async () => {
    const ada = fixture.client();
    const { epoch } = await ada.join('Ada');
    ada.send({ type: 'chat_post', op: 'a', text: 'a' });
    await ada.next('ack');
    const cases = [
      { epoch: 'another life', seq: 1 },
      { epoch, seq: 99 },
      { epoch, seq: 1, op: 'not-what-stands-there' },
    ];
    for (const resume of cases) {
      const welcome = await fixture.client().join('Bob', { resume });
      assert.equal(welcome.recovered, false, JSON.stringify(resume));
      assert.deepEqual(texts(welcome.events), ['a']);
    }
  });

  void test('a restarted server without a disk has a new epoch', async () => {
    const { epoch } = await fixture.client().join('Ada');
    await fixture.live.stop();
    fixture.live = await startServer();
    const welcome = await fixture.client().join('Ada', { resume: { epoch, seq: 0 } });
    assert.notEqual(welcome.epoch, epoch);
    assert.equal(welcome.recovered, false);
  });

  void test('history goes back page by page', async () => {
    const ada = fixture.client();
    await ada.join('Ada');
    for (let i = 1; i <= 25; i++) ada.send({ type: 'chat_post', op: String(i), text: String(i) });
    await ada.next('ack', (m) => m.seq === 25);
    ada.send({ type: 'history', limit: 10, before: 16 });
    const page = await ada.next('history');
    assert.deepEqual(
      page.messages.map((m) => m.seq),
      [6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    );
    assert.equal(page.more, true);
    ada.send({ type: 'history', limit: 10, before: 6 });
    assert.equal((await ada.next('history')).more, false);
  });
});
