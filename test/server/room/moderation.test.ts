/** The site’s rules, and what visitors notice of them. */
import { moderatedServer } from './moderated-server.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HttpError } from '../../../protocol/errors.ts';
import { ask, told } from '../../helpers/site.ts';

void describe('moderation', () => {
  const fixture = moderatedServer();

  void describe('a paused room', () => {
    void test('is read-only, and everyone is notified', async () => {
      const ada = fixture.client();
      assert.equal((await ada.join('Ada')).rules, undefined);
      const bob = await fixture.join('Bob');
      assert.equal(await fixture.result(ada, 'before'), 'stored');
      assert.deepEqual(await fixture.moderate('docs', 'pause'), { paused: true });
      for (const who of [ada, bob]) assert.deepEqual((await who.next('rules')).rules, { paused: true });
      for (const message of [
        { type: 'chat_post', op: 'x', text: 'a' },
        { type: 'chat_edit', op: 'x', seq: 1, text: 'a' },
        { type: 'chat_delete', op: 'x', seq: 1 },
        { type: 'chat_react', op: 'x', seq: 1, emoji: '👍', on: true },
      ]) {
        ada.send(message);
        const { code, ref, message: why } = await ada.next('error');
        assert.deepEqual([code, ref], ['forbidden', 'x'], message.type);
        assert.match(why, /paused/);
      }
      const eve = fixture.client();
      const welcome = await eve.join('Eve');
      assert.deepEqual(welcome.rules, { paused: true });
      assert.equal(welcome.seq, 1);
      assert.deepEqual(await fixture.moderate('docs', 'resume'), {});
      for (const who of [ada, bob, eve]) assert.deepEqual((await who.next('rules')).rules, {});
      assert.equal(await fixture.result(ada, 'after'), 'stored');
    });

    void test('still answers retries of stored operations, and reads', async () => {
      const ada = await fixture.join('Ada');
      fixture.post(ada, 'before');
      const ack = await ada.next('ack');
      ada.send({ type: 'chat_react', op: 'react', seq: 1, emoji: '👍', on: true });
      await ada.next('ack');
      await fixture.moderate('docs', 'pause');
      fixture.post(ada, 'before');
      assert.deepEqual(await ada.next('ack'), ack);
      ada.send({ type: 'chat_react', op: 'react', seq: 1, emoji: '👍', on: true });
      assert.equal((await ada.next('ack')).seq, 2);
      ada.send({ type: 'history', limit: 10 });
      assert.equal((await ada.next('history')).messages.length, 1);
      ada.send({ type: 'events', after: 1 });
      assert.equal((await ada.next('chat', ({ events }) => events[0]?.seq === 2)).events.length, 1);
      const { epoch } = await fixture.store.head('docs');
      const back = await fixture.client().join('Ada', { resume: { epoch, seq: 1 } });
      assert.ok(back.recovered);
      assert.equal(back.events.length, 1);
    });

    void test('still stores the site’s notices, and other rooms go on', async () => {
      const bob = await fixture.join('Bob', 'other');
      await fixture.moderate('docs', 'pause');
      const notice = { op: 'n', text: 'we are back at nine' };
      assert.equal((await ask(fixture.live, 'POST', '/rooms/docs/messages', notice)).status, 201);
      assert.equal(await fixture.result(bob, 'a'), 'stored');
      assert.deepEqual(bob.all('rules'), []);
    });

    void test('shows nobody typing', async () => {
      const ada = await fixture.join('Ada');
      const bob = await fixture.join('Bob');
      ada.send({ type: 'typing', on: true });
      await ada.settled();
      fixture.clock.advance(250);
      assert.equal((await bob.next('typing')).count, 1);
      await fixture.moderate('docs', 'pause');
      fixture.clock.advance(250);
      assert.equal((await bob.next('typing')).count, 0);
      ada.send({ type: 'typing', on: true });
      await ada.settled();
      fixture.clock.advance(250);
      await bob.settled();
      assert.equal(bob.all('typing').length, 2);
    });

    void test('stores nothing more once the site has its answer', async () => {
      const ada = await fixture.join('Ada');
      for (let i = 0; i < 200; i++) fixture.post(ada, String(i));
      await fixture.moderate('docs', 'pause');
      const { seq } = await fixture.store.head('docs');
      await ada.settled();
      assert.equal((await fixture.store.head('docs')).seq, seq);
    });
  });

  void describe('a closed room', () => {
    void test('is empty at once, and nobody can join until it is open again', async () => {
      const ada = await fixture.join('Ada');
      const bob = await fixture.join('Bob');
      assert.deepEqual(await fixture.moderate('docs', 'close'), { closed: true });
      for (const who of [ada, bob]) {
        assert.deepEqual(await who.closed, { code: 4503, reason: 'this room is closed' });
        const { code, message } = await who.next('error');
        assert.deepEqual([code, message], ['closed', 'this room is closed']);
      }
      assert.equal(fixture.live.server.rooms, 0, 'without the grace');
      const eve = fixture.client();
      await assert.rejects(eve.join('Eve'));
      assert.equal((await eve.closed).code, 4503);
      assert.deepEqual(eve.received, [
        { type: 'error', code: 'closed', ref: 'hello', message: 'this room is closed' },
      ]);
      await fixture.join('Eve', 'other');
      assert.deepEqual(await fixture.moderate('docs', 'open'), {});
      assert.equal((await fixture.client().join('Ada')).rules, undefined);
    });

    void test('keeps no member for the grace', async () => {
      const ada = await fixture.join('Ada');
      ada.close();
      await ada.closed;
      await fixture.moderate('docs', 'close');
      assert.equal(fixture.live.server.rooms, 0);
    });
  });

  void test('rules hold over a restart', async () => {
    const { self } = await fixture.client().join('Eve');
    await fixture.moderate('paused', 'pause');
    await fixture.moderate('closed', 'close');
    await fixture.moderate('docs', 'mute', { member: self.id, seconds: 3_600 });
    await fixture.moderate('docs', 'mute', { member: 'short', seconds: 1 });
    await fixture.moderate('reopened', 'close');
    await fixture.moderate('reopened', 'open');
    await fixture.switch({ cursors: 'off' });
    const until = fixture.clock.date() + 3_600_000;
    await fixture.stop();
    await fixture.start();
    assert.deepEqual(await told(fixture.live, 'GET', '/rooms/docs'), {
      name: 'docs',
      members: 0,
      sessions: 0,
      seq: 0,
      muted: [{ member: self.id, until }],
    });
    assert.deepEqual(await told(fixture.live, 'GET', '/moderation'), { chat: 'on', cursors: 'off' });
    const eve = fixture.client();
    assert.deepEqual((await eve.join('Eve')).rules, { muted: true, cursors: 'off' });
    assert.deepEqual((await fixture.client('paused').join('Eve')).rules, { paused: true, cursors: 'off' });
    await assert.rejects(fixture.client('closed').join('Eve'));
    await fixture.client('reopened').join('Eve');
    fixture.clock.advance(3_600_000);
    assert.deepEqual((await eve.next('rules')).rules, { cursors: 'off' });
  });

  void test('a rule that can’t be stored does not hold', async () => {
    const ada = await fixture.join('Ada');
    fixture.store.failing = true;
    const answer = await ask(fixture.live, 'POST', '/rooms/docs/moderation', { action: 'pause' });
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.equal(await fixture.result(ada, 'a'), 'stored');
    assert.deepEqual(ada.all('rules'), []);
  });

  void test('while the rules can’t be read, the site gets 503, and visitors join without the chat', async () => {
    await fixture.stop();
    fixture.store.failing = true;
    await fixture.start();
    const ada = fixture.client();
    assert.equal((await ada.join('Ada')).chat, 'unavailable');
    assert.equal(await fixture.result(ada, 'x'), 'unavailable');
    assert.equal((await ask(fixture.live, 'GET', '/moderation')).status, 503);
    assert.equal(
      (await ask(fixture.live, 'POST', '/rooms/docs/moderation', { action: 'pause' })).status,
      503,
    );
    fixture.store.failing = false;
    fixture.clock.advance(1_000);
    await ada.next('log');
    assert.equal(await fixture.result(ada, 'x'), 'stored');
  });

  const wrong: [string, object, RegExp][] = [
    ['/rooms/docs/moderation', { action: 'ban' }, /mute.*pause.*close/],
    ['/rooms/docs/moderation', {}, /mute.*pause.*close/],
    ['/rooms/docs/moderation', [], /./],
    ['/rooms/docs/moderation', { action: 'mute' }, /member/],
    ['/rooms/docs/moderation', { action: 'mute', member: '' }, /member/],
    ['/rooms/docs/moderation', { action: 'mute', member: 'x', seconds: 0 }, /seconds/],
    ['/rooms/docs/moderation', { action: 'mute', member: 'x', seconds: 1.5 }, /seconds/],
    ['/rooms/docs/moderation', { action: 'mute', member: 'x', seconds: '60' }, /seconds/],
    ['/rooms/a%0Ab/moderation', { action: 'pause' }, /room/],
    ['/moderation', {}, /chat or cursors/],
    ['/moderation', { chat: true }, /chat: must be on or off/],
    ['/moderation', { cursors: 'maybe' }, /cursors: must be on or off/],
  ];
  for (const [path, body, says] of wrong) {
    void test(`${JSON.stringify(body)} to ${path} is answered with what is allowed`, async () => {
      const answer = await ask(fixture.live, 'POST', path, body);
      const { error } = answer.body as HttpError;
      assert.deepEqual([answer.status, error.code], [400, 'bad_request']);
      assert.match(error.message, says);
      assert.deepEqual(await fixture.store.rules(), []);
    });
  }
});
