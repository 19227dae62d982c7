import { moderatedServer } from './moderated-server.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeUplink } from '../../../protocol/cursor-frame.ts';
import { told } from '../../helpers/site.ts';

const ANCHOR = { path: [1, 2], box: [0, 0, 1, 1] };

void describe('moderation', () => {
  const fixture = moderatedServer();

  void describe('a muted member', () => {
    void test('can’t write in that room, in any tab; everybody else can', async () => {
      const eve = fixture.client();
      const { self } = await eve.join('Eve');
      const tab = await fixture.join('Eve');
      const elsewhere = await fixture.join('Eve', 'other');
      const ada = await fixture.join('Ada');
      assert.deepEqual(await fixture.moderate('docs', 'mute', { member: self.id }), {
        muted: [{ member: self.id }],
      });
      for (const who of [eve, tab]) {
        assert.deepEqual((await who.next('rules')).rules, { muted: true });
        assert.equal(await fixture.result(who, 'rude'), 'forbidden');
      }
      assert.equal(await fixture.result(elsewhere, 'fine'), 'stored');
      assert.equal(await fixture.result(ada, 'fine'), 'stored');
      const again = fixture.client();
      assert.deepEqual((await again.join('Eve')).rules, { muted: true });
      assert.deepEqual([...ada.all('rules'), ...elsewhere.all('rules')], []);
      assert.deepEqual(await told(fixture.live, 'GET', '/rooms/docs'), {
        name: 'docs',
        members: 2,
        sessions: 4,
        seq: 1,
        muted: [{ member: self.id }],
      });
      assert.deepEqual(await fixture.moderate('docs', 'unmute', { member: self.id }), {});
      assert.deepEqual((await tab.next('rules')).rules, {});
      assert.equal(await fixture.result(tab, 'sorry'), 'stored');
    });

    void test('is no longer shown typing', async () => {
      const eve = fixture.client();
      const { self } = await eve.join('Eve');
      const ada = await fixture.join('Ada');
      eve.send({ type: 'typing', on: true });
      await eve.settled();
      fixture.clock.advance(250);
      assert.equal((await ada.next('typing')).count, 1);
      await fixture.moderate('docs', 'mute', { member: self.id });
      fixture.clock.advance(250);
      assert.equal((await ada.next('typing')).count, 0);
      eve.send({ type: 'typing', on: true });
      ada.send({ type: 'typing', on: true });
      await Promise.all([eve.settled(), ada.settled()]);
      fixture.clock.advance(250);
      assert.deepEqual(
        (await ada.next('typing')).members.map(({ name }) => name),
        ['Ada'],
      );
    });

    void test('has no cursor chat, and the one that was shown goes', async () => {
      const eve = fixture.client();
      const { self } = await eve.join('Eve');
      const ada = await fixture.join('Ada');
      eve.send({ type: 'anchor', id: 0, anchor: ANCHOR });
      const samples = [{ age: 0, flags: 0, anchor: 0, x: 1, y: 1 }];
      eve.send(encodeUplink({ clock: fixture.clock.now() & 0xffff, samples }));
      await eve.settled();
      fixture.clock.advance(250);
      eve.send({ type: 'cursor_chat', text: 'rude' });
      await eve.settled();
      fixture.clock.advance(250);
      assert.equal((await ada.next('peer_cursor_chat')).text, 'rude');
      await fixture.moderate('docs', 'mute', { member: self.id });
      fixture.clock.advance(250);
      assert.equal((await ada.next('peer_cursor_chat')).text, '');
      eve.send({ type: 'cursor_chat', text: 'rude again' });
      await eve.settled();
      fixture.clock.advance(250);
      await ada.settled();
      assert.equal(ada.all('peer_cursor_chat').length, 2);
      assert.deepEqual(eve.all('error'), []);
    });

    void test('can write again when the mute ends, and is notified', async () => {
      const eve = fixture.client();
      const { self } = await eve.join('Eve');
      const until = fixture.clock.date() + 60_000;
      const mute = { member: self.id, seconds: 60 };
      assert.deepEqual(await fixture.moderate('docs', 'mute', mute), { muted: [{ member: self.id, until }] });
      await eve.next('rules');
      fixture.clock.advance(59_999);
      assert.equal(await fixture.result(eve, 'early'), 'forbidden');
      fixture.clock.advance(1);
      assert.deepEqual((await eve.next('rules')).rules, {});
      assert.equal(await fixture.result(eve, 'sorry'), 'stored');
      assert.deepEqual(await told(fixture.live, 'GET', '/rooms'), {
        rooms: [{ name: 'docs', members: 1, sessions: 1 }],
      });
    });

    void test('who is muted again stays so until the new end', async () => {
      const eve = fixture.client();
      const { self } = await eve.join('Eve');
      await fixture.moderate('docs', 'mute', { member: self.id, seconds: 10 });
      await fixture.moderate('docs', 'mute', { member: self.id, seconds: 30 });
      fixture.clock.advance(20_000);
      assert.equal(await fixture.result(eve, 'a'), 'forbidden');
      await fixture.moderate('docs', 'mute', { member: self.id });
      fixture.clock.advance(3_600_000);
      assert.equal(await fixture.result(eve, 'b'), 'forbidden');
    });
  });
});
