/** The site's rules, and what visitors notice of them. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { encodeUplink } from '../../../protocol/cursor-frame.ts';
import type { HttpError } from '../../../protocol/errors.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import type { Rule } from '../../../server/store/rule-store.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { ADMIN_ENV, ask, told } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

/** A store whose rules can be out of reach. */
class FailingStore extends MemoryStore {
  failing = false;
  override rules(): Promise<Rule[]> {
    return this.failing ? Promise.reject(new StoreUnavailable('the disk is gone')) : super.rules();
  }
  override saveRule(rule: Rule): Promise<void> {
    return this.failing ? Promise.reject(new StoreUnavailable('the disk is gone')) : super.saveRule(rule);
  }
}

const ANCHOR = { path: [1, 2], box: [0, 0, 1, 1] };

void describe('moderation', () => {
  let clock: ManualClock;
  let store: FailingStore;
  let live: TestServer;
  let clients: RawClient[];
  const client = (room?: string): RawClient => {
    const made = new RawClient(live.origin, room);
    clients.push(made);
    return made;
  };
  const join = async (name: string, room?: string): Promise<RawClient> => {
    const made = client(room);
    await made.join(name);
    return made;
  };
  const start = async (): Promise<void> => {
    // Hours pass here in a moment: no socket is silent for too long.
    const patient = { LIVE_PRESENCE_PING_MS: '10h', LIVE_PRESENCE_SILENCE_MS: '20h' };
    const env = { ...ADMIN_ENV, ...patient, LIVE_PRESENCE_CHAT_RATE: '1000/1000' };
    live = await startServer({ store, clock, env });
  };
  const stop = async (): Promise<void> => {
    for (const made of clients) made.socket.terminate();
    await Promise.all(clients.map((made) => made.closed));
    clients = [];
    const stopped = live.stop();
    clock.advance(10_000);
    await stopped;
  };
  const moderate = (room: string, action: string, more: object = {}): Promise<object> =>
    told(live, 'POST', `/rooms/${room}/moderation`, { action, ...more });
  const switched = (what: object): Promise<object> => told(live, 'POST', '/moderation', what);
  const post = (who: RawClient, op: string): void => {
    who.send({ type: 'chat_post', op, text: op });
  };
  /** Tries to post, and gives what came of it. */
  const posted = async (who: RawClient, op: string): Promise<string> => {
    post(who, op);
    return Promise.race([
      who.next('ack', (ack) => ack.op === op).then(() => 'kept'),
      who.next('error', ({ ref }) => ref === op).then(({ code }) => code),
    ]);
  };

  beforeEach(async () => {
    clock = new ManualClock();
    store = new FailingStore();
    clients = [];
    await start();
  });
  afterEach(stop);

  void describe('a paused room', () => {
    void test('is read-only, and everyone is notified', async () => {
      const ada = client();
      assert.equal((await ada.join('Ada')).rules, undefined);
      const bob = await join('Bob');
      assert.equal(await posted(ada, 'before'), 'kept');
      assert.deepEqual(await moderate('docs', 'pause'), { paused: true });
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
      const eve = client();
      const welcome = await eve.join('Eve');
      assert.deepEqual(welcome.rules, { paused: true });
      assert.equal(welcome.seq, 1);
      assert.deepEqual(await moderate('docs', 'resume'), {});
      for (const who of [ada, bob, eve]) assert.deepEqual((await who.next('rules')).rules, {});
      assert.equal(await posted(ada, 'after'), 'kept');
    });

    void test('still answers retries of stored operations, and reads', async () => {
      const ada = await join('Ada');
      post(ada, 'before');
      const ack = await ada.next('ack');
      ada.send({ type: 'chat_react', op: 'react', seq: 1, emoji: '👍', on: true });
      await ada.next('ack');
      await moderate('docs', 'pause');
      post(ada, 'before');
      assert.deepEqual(await ada.next('ack'), ack);
      ada.send({ type: 'chat_react', op: 'react', seq: 1, emoji: '👍', on: true });
      assert.equal((await ada.next('ack')).seq, 2);
      ada.send({ type: 'history', limit: 10 });
      assert.equal((await ada.next('history')).messages.length, 1);
      ada.send({ type: 'events', after: 1 });
      assert.equal((await ada.next('chat', ({ events }) => events[0]?.seq === 2)).events.length, 1);
      const { epoch } = await store.head('docs');
      const back = await client().join('Ada', { resume: { epoch, seq: 1 } });
      assert.ok(back.recovered);
      assert.equal(back.events.length, 1);
    });

    void test('still stores the site’s notices, and other rooms go on', async () => {
      const bob = await join('Bob', 'other');
      await moderate('docs', 'pause');
      const notice = { op: 'n', text: 'we are back at nine' };
      assert.equal((await ask(live, 'POST', '/rooms/docs/messages', notice)).status, 201);
      assert.equal(await posted(bob, 'a'), 'kept');
      assert.deepEqual(bob.all('rules'), []);
    });

    void test('shows nobody typing', async () => {
      const ada = await join('Ada');
      const bob = await join('Bob');
      ada.send({ type: 'typing', on: true });
      await ada.settled();
      clock.advance(250);
      assert.equal((await bob.next('typing')).count, 1);
      await moderate('docs', 'pause');
      clock.advance(250);
      assert.equal((await bob.next('typing')).count, 0);
      ada.send({ type: 'typing', on: true });
      await ada.settled();
      clock.advance(250);
      await bob.settled();
      assert.equal(bob.all('typing').length, 2);
    });

    void test('stores nothing more once the site has its answer', async () => {
      const ada = await join('Ada');
      for (let i = 0; i < 200; i++) post(ada, String(i));
      await moderate('docs', 'pause');
      const { seq } = await store.head('docs');
      await ada.settled();
      assert.equal((await store.head('docs')).seq, seq);
    });
  });

  void describe('a muted member', () => {
    void test('can’t write in that room, in any tab; everybody else can', async () => {
      const eve = client();
      const { self } = await eve.join('Eve');
      const tab = await join('Eve');
      const elsewhere = await join('Eve', 'other');
      const ada = await join('Ada');
      assert.deepEqual(await moderate('docs', 'mute', { member: self.id }), { muted: [{ member: self.id }] });
      for (const who of [eve, tab]) {
        assert.deepEqual((await who.next('rules')).rules, { muted: true });
        assert.equal(await posted(who, 'rude'), 'forbidden');
      }
      assert.equal(await posted(elsewhere, 'fine'), 'kept');
      assert.equal(await posted(ada, 'fine'), 'kept');
      const again = client();
      assert.deepEqual((await again.join('Eve')).rules, { muted: true });
      assert.deepEqual([...ada.all('rules'), ...elsewhere.all('rules')], []);
      assert.deepEqual(await told(live, 'GET', '/rooms/docs'), {
        name: 'docs',
        members: 2,
        sessions: 4,
        seq: 1,
        muted: [{ member: self.id }],
      });
      assert.deepEqual(await moderate('docs', 'unmute', { member: self.id }), {});
      assert.deepEqual((await tab.next('rules')).rules, {});
      assert.equal(await posted(tab, 'sorry'), 'kept');
    });

    void test('is no longer shown typing', async () => {
      const eve = client();
      const { self } = await eve.join('Eve');
      const ada = await join('Ada');
      eve.send({ type: 'typing', on: true });
      await eve.settled();
      clock.advance(250);
      assert.equal((await ada.next('typing')).count, 1);
      await moderate('docs', 'mute', { member: self.id });
      clock.advance(250);
      assert.equal((await ada.next('typing')).count, 0);
      eve.send({ type: 'typing', on: true });
      ada.send({ type: 'typing', on: true });
      await Promise.all([eve.settled(), ada.settled()]);
      clock.advance(250);
      assert.deepEqual(
        (await ada.next('typing')).members.map(({ name }) => name),
        ['Ada'],
      );
    });

    void test('has no cursor chat, and the one that was shown goes', async () => {
      const eve = client();
      const { self } = await eve.join('Eve');
      const ada = await join('Ada');
      eve.send({ type: 'anchor', id: 0, anchor: ANCHOR });
      const samples = [{ age: 0, flags: 0, anchor: 0, x: 1, y: 1 }];
      eve.send(encodeUplink({ clock: clock.now() & 0xffff, samples }));
      await eve.settled();
      clock.advance(250);
      eve.send({ type: 'cursor_chat', text: 'rude' });
      await eve.settled();
      clock.advance(250);
      assert.equal((await ada.next('peer_cursor_chat')).text, 'rude');
      await moderate('docs', 'mute', { member: self.id });
      clock.advance(250);
      assert.equal((await ada.next('peer_cursor_chat')).text, '');
      eve.send({ type: 'cursor_chat', text: 'rude again' });
      await eve.settled();
      clock.advance(250);
      await ada.settled();
      assert.equal(ada.all('peer_cursor_chat').length, 2);
      assert.deepEqual(eve.all('error'), []);
    });

    void test('can write again when the mute ends, and is notified', async () => {
      const eve = client();
      const { self } = await eve.join('Eve');
      const until = clock.date() + 60_000;
      const mute = { member: self.id, seconds: 60 };
      assert.deepEqual(await moderate('docs', 'mute', mute), { muted: [{ member: self.id, until }] });
      await eve.next('rules');
      clock.advance(59_999);
      assert.equal(await posted(eve, 'early'), 'forbidden');
      clock.advance(1);
      assert.deepEqual((await eve.next('rules')).rules, {});
      assert.equal(await posted(eve, 'sorry'), 'kept');
      assert.deepEqual(await told(live, 'GET', '/rooms'), {
        rooms: [{ name: 'docs', members: 1, sessions: 1 }],
      });
    });

    void test('who is muted again stays so until the new end', async () => {
      const eve = client();
      const { self } = await eve.join('Eve');
      await moderate('docs', 'mute', { member: self.id, seconds: 10 });
      await moderate('docs', 'mute', { member: self.id, seconds: 30 });
      clock.advance(20_000);
      assert.equal(await posted(eve, 'a'), 'forbidden');
      await moderate('docs', 'mute', { member: self.id });
      clock.advance(3_600_000);
      assert.equal(await posted(eve, 'b'), 'forbidden');
    });
  });

  void describe('a closed room', () => {
    void test('is empty at once, and nobody can join until it is open again', async () => {
      const ada = await join('Ada');
      const bob = await join('Bob');
      assert.deepEqual(await moderate('docs', 'close'), { closed: true });
      for (const who of [ada, bob]) {
        assert.deepEqual(await who.closed, { code: 4503, reason: 'this room is closed' });
        const { code, message } = await who.next('error');
        assert.deepEqual([code, message], ['closed', 'this room is closed']);
      }
      assert.equal(live.server.rooms, 0, 'without the grace');
      const eve = client();
      await assert.rejects(eve.join('Eve'));
      assert.equal((await eve.closed).code, 4503);
      assert.deepEqual(eve.received, [
        { type: 'error', code: 'closed', ref: 'hello', message: 'this room is closed' },
      ]);
      await join('Eve', 'other');
      assert.deepEqual(await moderate('docs', 'open'), {});
      assert.equal((await client().join('Ada')).rules, undefined);
    });

    void test('keeps no member for the grace', async () => {
      const ada = await join('Ada');
      ada.close();
      await ada.closed;
      await moderate('docs', 'close');
      assert.equal(live.server.rooms, 0);
    });
  });

  void describe('the whole server', () => {
    void test('without chat: nobody can write in any room', async () => {
      const ada = await join('Ada');
      const bob = await join('Bob', 'other');
      assert.deepEqual(await told(live, 'GET', '/moderation'), { chat: 'on', cursors: 'on' });
      assert.deepEqual(await switched({ chat: 'off' }), { chat: 'off', cursors: 'on' });
      for (const who of [ada, bob]) {
        assert.deepEqual((await who.next('rules')).rules, { chat: 'off' });
        assert.equal(await posted(who, 'a'), 'forbidden');
      }
      assert.deepEqual((await client().join('Eve')).rules, { chat: 'off' });
      assert.deepEqual(await switched({ chat: 'on' }), { chat: 'on', cursors: 'on' });
      for (const who of [ada, bob]) {
        assert.deepEqual((await who.next('rules')).rules, {});
        assert.equal(await posted(who, 'b'), 'kept');
      }
    });

    void test('without cursors: they disappear, none is shown, and they come back when switched on', async () => {
      const ada = await join('Ada');
      const bob = await join('Bob');
      const move = async (x: number): Promise<void> => {
        const samples = [{ age: 0, flags: 0, anchor: 0, x, y: 7 }];
        ada.send(encodeUplink({ clock: clock.now() & 0xffff, samples }));
        await ada.settled();
        clock.advance(250);
      };
      ada.send({ type: 'anchor', id: 0, anchor: ANCHOR });
      await move(1);
      const { bound: slots } = await bob.next('slots', (message) => (message.bound ?? []).length > 0);
      await bob.next('tick');
      assert.deepEqual(await switched({ cursors: 'off' }), { chat: 'on', cursors: 'off' });
      for (const who of [ada, bob]) {
        assert.deepEqual((await who.next('rules')).rules, { cursors: 'off' });
        assert.equal((await who.next('rate')).hz, 0);
      }
      clock.advance(250);
      const { freed } = await bob.next('slots', (message) => (message.freed ?? []).length > 0);
      assert.deepEqual(freed, [slots?.[0]?.slot]);
      const before = bob.received.length;
      ada.send({ type: 'anchor', id: 1, anchor: ANCHOR });
      ada.send({ type: 'cursor_chat', text: 'hello?' });
      await move(2);
      await bob.settled();
      assert.deepEqual(bob.received.slice(before), [{ type: 'pong' }]);
      assert.deepEqual(ada.all('error'), [], 'it is no offence');
      const eve = client();
      assert.deepEqual((await eve.join('Eve')).rules, { cursors: 'off' });
      assert.equal((await eve.next('rate')).hz, 0);
      assert.equal(await posted(eve, 'the-chat-goes-on'), 'kept');
      await switched({ cursors: 'on' });
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
      const ada = client();
      const { self } = await ada.join('Ada');
      await switched({ chat: 'off', cursors: 'off' });
      await moderate('docs', 'pause');
      await moderate('docs', 'mute', { member: self.id });
      const rules = { paused: true, muted: true, chat: 'off', cursors: 'off' };
      assert.deepEqual((await client().join('Ada')).rules, rules);
    });
  });

  void test('rules hold over a restart', async () => {
    const { self } = await client().join('Eve');
    await moderate('paused', 'pause');
    await moderate('closed', 'close');
    await moderate('docs', 'mute', { member: self.id, seconds: 3_600 });
    await moderate('docs', 'mute', { member: 'short', seconds: 1 });
    await moderate('reopened', 'close');
    await moderate('reopened', 'open');
    await switched({ cursors: 'off' });
    const until = clock.date() + 3_600_000;
    await stop();
    await start();
    assert.deepEqual(await told(live, 'GET', '/rooms/docs'), {
      name: 'docs',
      members: 0,
      sessions: 0,
      seq: 0,
      muted: [{ member: self.id, until }],
    });
    assert.deepEqual(await told(live, 'GET', '/moderation'), { chat: 'on', cursors: 'off' });
    const eve = client();
    assert.deepEqual((await eve.join('Eve')).rules, { muted: true, cursors: 'off' });
    assert.deepEqual((await client('paused').join('Eve')).rules, { paused: true, cursors: 'off' });
    await assert.rejects(client('closed').join('Eve'));
    await client('reopened').join('Eve');
    clock.advance(3_600_000);
    assert.deepEqual((await eve.next('rules')).rules, { cursors: 'off' });
  });

  void test('a rule that can’t be stored does not hold', async () => {
    const ada = await join('Ada');
    store.failing = true;
    const answer = await ask(live, 'POST', '/rooms/docs/moderation', { action: 'pause' });
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.equal(await posted(ada, 'a'), 'kept');
    assert.deepEqual(ada.all('rules'), []);
  });

  void test('while the rules can’t be read, the site gets 503, and visitors join without the chat', async () => {
    await stop();
    store.failing = true;
    await start();
    const ada = client();
    assert.equal((await ada.join('Ada')).chat, 'unavailable');
    assert.equal(await posted(ada, 'x'), 'unavailable');
    assert.equal((await ask(live, 'GET', '/moderation')).status, 503);
    assert.equal((await ask(live, 'POST', '/rooms/docs/moderation', { action: 'pause' })).status, 503);
    store.failing = false;
    clock.advance(1_000);
    await ada.next('log');
    assert.equal(await posted(ada, 'x'), 'kept');
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
      const answer = await ask(live, 'POST', path, body);
      const { error } = answer.body as HttpError;
      assert.deepEqual([answer.status, error.code], [400, 'bad_request']);
      assert.match(error.message, says);
      assert.deepEqual(await store.rules(), []);
    });
  }
});
