import { moderatedServer } from './moderated-server.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeUplink } from '../../../protocol/cursor-frame.ts';
import { told } from '../../helpers/site.ts';

const ANCHOR = { path: [1, 2], box: [0, 0, 1, 1] };

void describe('moderation', () => {
  const fixture = moderatedServer();

  void describe('the whole server', () => {
    void test('without chat: nobody can write in any room', async () => {
      const ada = await fixture.join('Ada');
      const bob = await fixture.join('Bob', 'other');
      assert.deepEqual(await told(fixture.live, 'GET', '/moderation'), { chat: 'on', cursors: 'on' });
      assert.deepEqual(await fixture.switch({ chat: 'off' }), { chat: 'off', cursors: 'on' });
      for (const who of [ada, bob]) {
        assert.deepEqual((await who.next('rules')).rules, { chat: 'off' });
        assert.equal(await fixture.result(who, 'a'), 'forbidden');
      }
      assert.deepEqual((await fixture.client().join('Eve')).rules, { chat: 'off' });
      assert.deepEqual(await fixture.switch({ chat: 'on' }), { chat: 'on', cursors: 'on' });
      for (const who of [ada, bob]) {
        assert.deepEqual((await who.next('rules')).rules, {});
        assert.equal(await fixture.result(who, 'b'), 'stored');
      }
    });

    void test('without chat: nothing more is stored once the site has its answer', async () => {
      const ada = await fixture.join('Ada');
      const { live, store } = fixture;
      const append = store.append.bind(store);
      let release = (): void => undefined;
      const disk = new Promise<void>((done) => (release = done));
      const asked = new Promise<void>((done) => {
        store.append = async (...args) => {
          done();
          await disk;
          return append(...args);
        };
      });
      fixture.post(ada, 'a');
      await asked;
      const answer = fixture.switch({ chat: 'off' }).then(() => store.head('docs'));
      await ada.next('rules');
      await told(live, 'GET', '/moderation');
      release();
      assert.equal((await answer).seq, 1);
    });

    void test('without cursors: they disappear, none is shown, and they come back when switched on', async () => {
      const ada = await fixture.join('Ada');
      const bob = await fixture.join('Bob');
      const move = async (x: number): Promise<void> => {
        const samples = [{ age: 0, flags: 0, anchor: 0, x, y: 7 }];
        ada.send(encodeUplink({ clock: fixture.clock.now() & 0xffff, samples }));
        await ada.settled();
        fixture.clock.advance(250);
      };
      ada.send({ type: 'anchor', id: 0, anchor: ANCHOR });
      await move(1);
      const { bound: slots } = await bob.next('slots', (message) => (message.bound ?? []).length > 0);
      await bob.next('tick');
      assert.deepEqual(await fixture.switch({ cursors: 'off' }), { chat: 'on', cursors: 'off' });
      for (const who of [ada, bob]) {
        assert.deepEqual((await who.next('rules')).rules, { cursors: 'off' });
        assert.equal((await who.next('rate')).hz, 0);
      }
      fixture.clock.advance(250);
      const { freed } = await bob.next('slots', (message) => (message.freed ?? []).length > 0);
      assert.deepEqual(freed, [slots?.[0]?.slot]);
      const before = bob.received.length;
      ada.send({ type: 'anchor', id: 1, anchor: ANCHOR });
      ada.send({ type: 'cursor_chat', text: 'hello?' });
      await move(2);
      await bob.settled();
      assert.deepEqual(bob.received.slice(before), [{ type: 'pong' }]);
      assert.deepEqual(ada.all('error'), [], 'it is no offence');
      const eve = fixture.client();
      assert.deepEqual((await eve.join('Eve')).rules, { cursors: 'off' });
      assert.equal((await eve.next('rate')).hz, 0);
      assert.equal(await fixture.result(eve, 'the-chat-goes-on'), 'stored');
      await fixture.switch({ cursors: 'on' });
      for (const who of [ada, bob, eve]) {
        assert.deepEqual((await who.next('rules')).rules, {});
        assert.ok((await who.next('rate')).hz > 0);
      }
      // Anchors are not named anew.
      await move(3);
      for (const who of [bob, eve]) {
        const { tick } = await who.next('tick');
        assert.deepEqual(
          tick.tracks.map(({ samples }) => samples.map(({ x }) => x)),
          [[3]],
        );
      }
      assert.equal(eve.all('anchor').at(-1)?.anchors.length, 1);
    });

    void test('sends everything that is off in one message', async () => {
      const ada = fixture.client();
      const { self } = await ada.join('Ada');
      await fixture.switch({ chat: 'off', cursors: 'off' });
      await fixture.moderate('docs', 'pause');
      await fixture.moderate('docs', 'mute', { member: self.id });
      const rules = { paused: true, muted: true, chat: 'off', cursors: 'off' };
      assert.deepEqual((await fixture.client().join('Ada')).rules, rules);
    });
  });
});
