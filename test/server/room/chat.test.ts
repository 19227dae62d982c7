import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ChatEvent } from '../../../protocol/chat.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import type { Appended, EventDraft } from '../../../server/store/message-store.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

/** A store whose disk can be full, or fail once it has kept something. */
class FullableStore extends MemoryStore {
  full = false;
  silent = false;
  /** Appends are answered after it. */
  slow: Promise<void> | undefined;
  /** Erasures are answered after it, as while a backup is being read. */
  traces: Promise<void> | undefined;
  override async append(room: string, draft: EventDraft): Promise<Appended> {
    await this.slow;
    if (this.full) throw new StoreUnavailable('the disk is full');
    const appended = await super.append(room, draft);
    if (this.silent) throw new StoreUnavailable('the disk is silent');
    return appended;
  }
  override async erase(member: string, found?: (room: string) => void): Promise<number> {
    if (this.full) throw new StoreUnavailable('the disk is full');
    const count = await super.erase(member, found);
    await this.traces;
    return count;
  }
}

void describe('chat', () => {
  let store: FullableStore;
  let live: TestServer;
  let clients: RawClient[];
  const client = (room?: string): RawClient => {
    const made = new RawClient(live.origin, room);
    clients.push(made);
    return made;
  };
  const texts = (events: readonly ChatEvent[]): string[] =>
    events.flatMap((e) => (e.kind === 'message' ? e.text : []));

  beforeEach(async () => {
    store = new FullableStore();
    live = await startServer({
      store,
      env: { LIVE_PRESENCE_GRACE_MS: '1', LIVE_PRESENCE_CHAT_RATE: '1000/1000' },
    });
    clients = [];
  });
  afterEach(async () => {
    for (const made of clients) made.socket.terminate();
    await live.stop();
  });

  void test('a message is acknowledged to its author and sent to everyone, the author included', async () => {
    const ada = client();
    const { self } = await ada.join('Ada');
    const bob = client();
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
        const made = client();
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
    const ada = client();
    await ada.join('Ada');
    ada.send({ type: 'chat_post', op: 'twice', text: 'one' });
    const first = await ada.next('ack');
    ada.send({ type: 'chat_post', op: 'twice', text: 'other text' });
    assert.deepEqual(await ada.next('ack'), first);
    const later = client();
    await later.join('Ada');
    later.send({ type: 'chat_post', op: 'twice', text: 'one' });
    assert.deepEqual(await later.next('ack'), first);
    const bob = client();
    await bob.join('Bob');
    bob.send({ type: 'chat_post', op: 'twice', text: 'Bob’s own' });
    assert.equal((await bob.next('ack')).seq, 2, 'operations are a member’s own');
  });

  void test('a returning client gets exactly what it missed, in frames of bounded size', async () => {
    const ada = client();
    await ada.join('Ada');
    const { epoch } = await (async () => {
      const bob = client();
      const welcome = await bob.join('Bob');
      ada.send({ type: 'chat_post', op: 'seen', text: 'seen' });
      await bob.next('chat');
      bob.socket.terminate();
      return welcome;
    })();
    for (let i = 0; i < 250; i++) ada.send({ type: 'chat_post', op: `m${String(i)}`, text: String(i) });
    await ada.next('ack', (m) => m.seq === 251);
    const bob = client();
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
    const ada = client();
    const { epoch } = await ada.join('Ada');
    const long = 'ä'.repeat(4000);
    for (let i = 1; i <= 20; i++) {
      ada.send({ type: 'chat_post', op: String(i), text: long });
      await ada.next('ack', (m) => m.seq === i);
    }
    const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
    const fresh = await client().join('Bob');
    assert.ok(bytes(fresh) < 70_000 && fresh.events.at(-1)?.seq === 20, 'the newest');
    const back = await client().join('Bob', { resume: { epoch, seq: 1 } });
    assert.ok(bytes(back) < 70_000 && back.events[0]?.seq === 2 && back.seq === 20, 'the first missed');
    ada.send({ type: 'history', limit: 50 });
    const page = await ada.next('history');
    assert.ok(bytes(page) < 70_000 && page.messages.at(-1)?.seq === 20 && page.more);
  });

  void test('a resume point that is not in the log brings the newest events instead', async () => {
    const ada = client();
    const { epoch } = await ada.join('Ada');
    ada.send({ type: 'chat_post', op: 'a', text: 'a' });
    await ada.next('ack');
    const cases = [
      { epoch: 'another life', seq: 1 },
      { epoch, seq: 99 },
      { epoch, seq: 1, op: 'not-what-stands-there' },
    ];
    for (const resume of cases) {
      const welcome = await client().join('Bob', { resume });
      assert.equal(welcome.recovered, false, JSON.stringify(resume));
      assert.deepEqual(texts(welcome.events), ['a']);
    }
  });

  void test('a restarted server without a disk has a new epoch', async () => {
    const { epoch } = await client().join('Ada');
    await live.stop();
    live = await startServer();
    const welcome = await client().join('Ada', { resume: { epoch, seq: 0 } });
    assert.notEqual(welcome.epoch, epoch);
    assert.equal(welcome.recovered, false);
  });

  void test('edits, deletions and reactions are events; history shows messages in their current state', async () => {
    const ada = client();
    const { self } = await ada.join('Ada');
    const bob = client();
    const { self: bobSelf } = await bob.join('Bob');
    ada.send({ type: 'chat_post', op: '1', text: 'frist' });
    ada.send({ type: 'chat_post', op: '2', text: 'secret' });
    ada.send({ type: 'chat_edit', op: '3', seq: 1, text: 'first' });
    ada.send({ type: 'chat_delete', op: '4', seq: 2 });
    await ada.next('ack', (m) => m.op === '4');
    bob.send({ type: 'chat_react', op: '5', seq: 1, emoji: '👩🏽‍🚀', on: true });
    bob.send({ type: 'chat_post', op: '6', text: 'answer', reply: 1 });
    await bob.next('ack', (m) => m.op === '6');
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
    const { events } = await client().join('Eve');
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

  void test('history goes back page by page', async () => {
    const ada = client();
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
  ];
  refusals.push(
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
  );
  for (const [what, message, code] of refusals) {
    void test(`${what} is ${code}, and everything else still works`, async () => {
      const ada = client();
      await ada.join('Ada');
      ada.send({ type: 'chat_post', op: 'first', text: 'hers' });
      await ada.next('ack');
      const bob = client();
      await bob.join('Bob');
      bob.send(message as Record<string, unknown> | string);
      assert.equal((await bob.next('error')).code, code);
      bob.send({ type: 'chat_post', op: 'fine', text: 'a'.repeat(4000) });
      assert.equal((await bob.next('ack')).seq, 2);
    });
  }

  void test('an error waits for its turn behind operations on a slow disk', async () => {
    const ada = client();
    await ada.join('Ada');
    let go = (): void => undefined;
    store.slow = new Promise((resolve) => (go = resolve));
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

  void test('a message has a bounded number of reactions, and a reaction a bounded number of members', async () => {
    await live.stop();
    live = await startServer({ env: { LIVE_PRESENCE_REACTIONS: '2', LIVE_PRESENCE_REACTORS: '2' } });
    const [ada, bob, eve] = [client(), client(), client()];
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

  void test('twenty people can be mentioned', async () => {
    const ada = client();
    await ada.join('Ada');
    const mentions = Array.from({ length: 20 }, (_, i) => `m${String(i)}`);
    ada.send({ type: 'chat_post', op: 'x', text: 'all of you', mentions });
    const { events } = await ada.next('chat');
    assert.deepEqual(events[0]?.kind === 'message' && events[0].mentions, mentions);
  });

  void test('an author can’t change a message that is older than the edit window', async () => {
    await live.stop();
    const clock = new ManualClock();
    live = await startServer({
      clock,
      env: { LIVE_PRESENCE_EDIT_WINDOW: '10s', LIVE_PRESENCE_PING_MS: '1h', LIVE_PRESENCE_SILENCE_MS: '2h' },
    });
    const ada = client();
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
    const stopped = live.stop();
    clock.advance(10_000);
    await stopped;
    live = await startServer();
  });

  void test('a visitor erases their messages in all rooms: everyone is notified, and they leave', async () => {
    const [ada, eve, away] = [client(), client(), client('other')];
    await ada.join('Ada');
    const { self } = await eve.join('Eve', { visitor: 'key-of-eve' });
    await away.join('Eve', { visitor: 'key-of-eve' });
    for (const made of [eve, away]) {
      made.send({ type: 'chat_post', op: 'op', text: 'mine' });
      await made.next('ack');
    }
    store.full = true;
    eve.send({ type: 'erase' });
    assert.deepEqual([(await eve.next('error')).code, eve.all('error')[0]?.ref], ['unavailable', 'erase']);
    store.full = false;
    // What comes after it is not heard any more.
    eve.send({ type: 'erase' });
    eve.send({ type: 'chat_post', op: 'late', text: 'mine, too' });
    assert.equal((await eve.next('erased')).member, self.id);
    assert.equal((await ada.next('erased')).member, self.id);
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
    const late = client();
    const { events, epoch } = await late.join('Late');
    assert.deepEqual(
      events.map((event) => event.kind === 'message' && [event.name, event.text]),
      [['', '']],
    );
    // Who was away when it happened, and still has it on the screen, is told on coming back.
    const back = client();
    await back.join('Back', { resume: { epoch: epoch, seq: 1, op: 'op' } });
    const again = await back.next('erased');
    assert.deepEqual([again.member, again.seq], [self.id, 1]);
  });

  void test('a slow erasure is announced at once, and keeps the member out until it is done', async () => {
    const [ada, eve] = [client(), client()];
    const { self, epoch } = await eve.join('Eve', { visitor: 'key-of-eve' });
    await ada.join('Ada');
    eve.send({ type: 'chat_post', op: 'op', text: 'mine' });
    await eve.next('ack');
    let done: () => void = () => undefined;
    store.traces = new Promise((resolve) => (done = resolve));
    eve.send({ type: 'erase' });
    assert.equal((await ada.next('erased')).member, self.id);
    eve.send({ type: 'ping' });
    await eve.next('pong');
    const meanwhile = client();
    await assert.rejects(meanwhile.join('Eve', { visitor: 'key-of-eve' }));
    assert.deepEqual(await meanwhile.closed, { code: 4503, reason: 'you have left' });
    done();
    assert.equal((await eve.closed).code, 4503);
    // The room is gone with those who were in it; who slept through that still shows the words.
    ada.close();
    await ada.closed;
    while (live.server.rooms > 0) await new Promise(setImmediate);
    const back = client();
    await back.join('Back', { resume: { epoch, seq: 1, op: 'op' } });
    assert.equal((await back.next('erased')).member, self.id);
    assert.equal((await client().join('Eve', { visitor: 'key-of-eve' })).self.id, self.id);
  });

  void test('a store that can’t write: unavailable, no ack, and the same operation works later', async () => {
    const ada = client();
    await ada.join('Ada');
    store.full = true;
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    const error = await ada.next('error');
    assert.deepEqual([error.code, error.ref], ['unavailable', 'x']);
    assert.ok((error.retryAfterMs ?? 0) > 0);
    store.full = false;
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    assert.equal((await ada.next('ack')).seq, 1);
    assert.equal(ada.all('ack').length, 1);
  });

  void test('an event that a failing store has kept after all is sent to everyone with the retry', async () => {
    const ada = client();
    await ada.join('Ada');
    const bob = client();
    await bob.join('Bob');
    store.silent = true;
    ada.send({ type: 'chat_post', op: 'x', text: 'x' });
    assert.equal((await ada.next('error')).code, 'unavailable');
    store.silent = false;
    ada.send({ type: 'chat_post', op: 'x', text: 'x' });
    assert.equal((await ada.next('ack')).seq, 1);
    for (const who of [ada, bob]) assert.equal((await who.next('chat')).events[0]?.op, 'x');
  });

  void test('typing is sent with names and ends with the message', async () => {
    const ada = client();
    const { self } = await ada.join('Ada');
    const bob = client();
    await bob.join('Bob');
    ada.send({ type: 'typing', on: true });
    assert.deepEqual((await bob.next('typing')).members, [{ id: self.id, name: 'Ada' }]);
    ada.send({ type: 'chat_post', op: 'x', text: 'done' });
    assert.equal((await bob.next('typing', (m) => m.count === 0)).members.length, 0);
  });

  void test('rooms receive nothing of each other', async () => {
    const ada = client('one');
    await ada.join('Ada');
    const bob = client('two');
    await bob.join('Bob');
    ada.send({ type: 'chat_post', op: 'x', text: 'a' });
    await ada.next('ack');
    await bob.settled();
    assert.equal(bob.all('chat').length, 0);
    assert.equal((await client('two').join('Eve')).seq, 0);
  });
});
