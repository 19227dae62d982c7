/** A store that fails, hangs or answers late: people and cursors are there without it, and the chat comes back. */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { encodeUplink } from '../../../protocol/cursor-frame.ts';
import type { ResumePoint } from '../../../protocol/messages.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import type { Rule } from '../../../server/store/rule-store.ts';
import { TroubledStore } from '../../helpers/around-store.ts';
import type { Trouble } from '../../helpers/around-store.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const TROUBLES: readonly Trouble[] = ['fails', 'hangs', 'answers late'];
/** Methods that a join needs; none means all. */
const METHODS = [['head'], ['eventsAfter'], ['eventAt'], ['rules'], []];
const ANCHOR = { path: [1, 2], box: [0, 0, 1, 1] as [number, number, number, number] };

let kept: MemoryStore;
let disk: TroubledStore<MemoryStore>;
let server: InMemoryServer;
beforeEach(() => {
  restart(new MemoryStore());
});

/** Another process, with what the store has kept. */
function restart(store: MemoryStore): void {
  kept = store;
  disk = new TroubledStore(kept);
  server = new InMemoryServer(disk.store, { chatRate: { perSecond: 1e6, burst: 1e6 } });
}

/** Keeps some messages, and says where a client that has seen the first `seen` of them continues. */
async function keep(count: number, seen: number): Promise<ResumePoint> {
  for (let i = 1; i <= count; i++) {
    const [op, text, at] = [`kept-${String(i)}`, String(i), server.clock.date()];
    await kept.append('docs', { kind: 'message', member: 'someone', name: '', color: '', op, text, at });
  }
  const { epoch } = await kept.head('docs');
  return { epoch, seq: seen, op: `kept-${String(seen)}` };
}

function move(client: InMemoryClient): void {
  client.send({ type: 'anchor', id: 0, anchor: ANCHOR });
  client.send(encodeUplink({ clock: 0, samples: [{ age: 0, flags: 0, anchor: 0, x: 1, y: 1 }] }));
}

for (const trouble of TROUBLES) {
  for (const methods of METHODS) {
    void describe(`a store that ${trouble} (${methods.join() || 'every method'})`, () => {
      void test('lets people see each other and their cursors, and the log follows', async () => {
        const resume = await keep(5, 3);
        disk.begin(trouble, ...methods);
        const ada = server.hello('Ada', { resume });
        await server.pass(1_000);
        const bob = server.hello('Bob', { resume });
        await server.pass(1_000);
        const { chat, epoch, seq, events, recovered, members, count } = bob.only('welcome');
        assert.equal(chat, 'unavailable');
        assert.deepEqual(
          { epoch, seq, events, recovered },
          { ...resumed(resume), events: [], recovered: true },
        );
        assert.equal(count, 2);
        assert.equal(members.length, 2);
        await server.pass(250);
        assert.ok(ada.all('presence').some(({ joins }) => joins?.some(({ name }) => name === 'Bob')));
        move(bob);
        await server.pass(250);
        assert.ok(ada.cursors > 0, 'the cursor is drawn');
        assert.deepEqual([...ada.all('log'), ...bob.all('log')], []);

        disk.end();
        await server.pass(30_000);
        for (const who of [ada, bob]) {
          const { type: _, ...position } = who.only('log');
          assert.deepEqual(
            position.events.map(({ seq: at }) => at),
            [4, 5],
          );
          assert.deepEqual(
            { ...position, events: [] },
            { ...resumed(resume), seq: 5, events: [], recovered: true },
          );
        }
        ada.send({ type: 'chat_post', op: 'after', text: 'after' });
        await settle();
        assert.equal(ada.only('ack').seq, 6);
        assert.equal(bob.only('chat').events.length, 1);
        for (const who of [ada, bob]) assert.equal(who.closed, undefined);
        assert.deepEqual(server.errors, []);
      });
    });
  }

  void describe(`a store that ${trouble}`, () => {
    void test('gives a first visitor the newest messages once it works', async () => {
      await keep(2, 2);
      disk.begin(trouble);
      const ada = server.hello('Ada');
      await server.pass(1_000);
      const { epoch, seq, events, recovered } = ada.only('welcome');
      assert.deepEqual([epoch, seq, events, recovered], ['', 0, [], false]);
      disk.end();
      await server.pass(30_000);
      const log = ada.only('log');
      assert.deepEqual([log.seq, log.events.length, log.recovered], [2, 2, false]);
    });

    void test('answers what needs the chat with unavailable and a time, in bounded time', async () => {
      disk.begin(trouble);
      const ada = server.hello('Ada');
      await server.pass(1_000);
      ada.send({ type: 'chat_post', op: 'posted', text: 'x' });
      ada.send({ type: 'chat_react', op: 'reacted', seq: 1, emoji: '👍', on: true });
      ada.send({ type: 'history', limit: 10 });
      ada.send({ type: 'events', after: 0 });
      await server.pass(10_000);
      const errors = ada.all('error');
      assert.deepEqual(errors.map(({ ref }) => ref).sort(), ['events', 'history', 'posted', 'reacted']);
      for (const { code, retryAfterMs } of errors)
        assert.deepEqual([code, (retryAfterMs ?? 0) > 0], ['unavailable', true]);
    });

    void test('is asked by one session for all, whatever happens to that session', async () => {
      disk.begin(trouble);
      const crowd = Array.from({ length: 50 }, (_, i) => server.hello(`c${String(i)}`));
      await server.pass(1_000);
      for (const who of crowd) assert.equal(who.only('welcome').chat, 'unavailable');
      await server.pass(60_000);
      disk.calls.clear();
      await server.pass(60_000);
      const calls = [...disk.calls.values()].reduce((sum, count) => sum + count, 0);
      assert.ok(calls < 20, `${String(calls)} calls in a minute`);
      for (const who of crowd.splice(0, 10)) who.leave();
      disk.end();
      for (let i = 0; i < 40; i++) await server.pass(1_000);
      for (const who of crowd) who.only('log');
    });

    void test('costs nothing once the visitors are gone', async () => {
      disk.begin(trouble);
      const ada = server.hello('Ada');
      await server.pass(1_000);
      ada.leave();
      await server.pass(60_000);
      assert.equal(server.hub.size, 0);
      assert.equal(server.clock.pending, 0);
    });
  });

  void describe(`rules that can’t be read at the start: the store ${trouble}`, () => {
    /** What the site had forbidden before the process started. */
    const restarted = async (...rules: Rule[]): Promise<void> => {
      await keep(1, 1);
      for (const rule of rules) await kept.saveRule(rule);
      restart(kept);
      disk.begin(trouble, 'rules');
    };

    void test('nobody may write, type or read the chat', async () => {
      await restarted();
      const [ada, bob] = [server.hello('Ada'), server.hello('Bob')];
      await server.pass(1_000);
      bob.send({ type: 'typing', on: true });
      for (const message of [
        { type: 'chat_post' as const, op: 'x', text: 'x' },
        { type: 'history' as const, limit: 10 },
        { type: 'events' as const, after: 0 },
      ])
        ada.send(message);
      await server.pass(10_000);
      assert.deepEqual(new Set(ada.all('error').map(({ code }) => code)), new Set(['unavailable']));
      assert.equal(ada.all('error').length, 3);
      assert.deepEqual(ada.all('typing'), []);
      assert.equal((await kept.head('docs')).seq, 1);
    });

    void test('a closed room is closed as soon as they are known, and its chat was shown to nobody', async () => {
      await restarted({ kind: 'closed', room: 'docs' });
      const ada = server.hello('Ada');
      await server.pass(1_000);
      ada.only('welcome');
      disk.end();
      await server.pass(30_000);
      assert.equal(ada.closed?.code, 4503);
      assert.deepEqual([...ada.all('log'), ...ada.all('history'), ...ada.all('chat')], []);
      const bob = server.hello('Bob');
      await settle();
      assert.equal(bob.closed?.code, 4503);
    });

    for (const [what, rule] of [
      ['paused', { kind: 'paused', room: 'docs' }],
      ['chat', { kind: 'chat' }],
      ['cursors', { kind: 'cursors' }],
    ] as const) {
      void test(`${what} holds as soon as they are known, and is announced before the log`, async () => {
        await restarted(rule);
        const ada = server.hello('Ada');
        await server.pass(1_000);
        disk.end();
        await server.pass(30_000);
        assert.deepEqual(Object.keys(ada.only('rules').rules), [what]);
        const order = ada.received
          .map(({ type }) => type)
          .filter((type) => type === 'rules' || type === 'log');
        assert.deepEqual(order, ['rules', 'log']);
        if (what === 'cursors') return;
        ada.send({ type: 'chat_post', op: 'x', text: 'x' });
        await settle();
        assert.equal(ada.only('error').code, 'forbidden');
      });
    }

    void test('a mute holds as soon as they are known', async () => {
      const { id } = await (async () => {
        const ada = server.hello('Ada');
        await settle();
        return ada.only('welcome').self;
      })();
      await restarted({ kind: 'muted', room: 'docs', member: id });
      const [ada, bob] = [server.hello('Ada'), server.hello('Bob')];
      await server.pass(1_000);
      disk.end();
      await server.pass(30_000);
      for (const who of [ada, bob]) who.send({ type: 'chat_post', op: 'x', text: 'x' });
      await settle();
      assert.equal(ada.only('error').code, 'forbidden');
      assert.equal(bob.only('ack').seq, 2);
    });
  });

  void describe(`rules that were known before the store ${trouble}`, () => {
    void test('go on to hold', async () => {
      const [ada, bob] = [server.hello('Ada'), server.hello('Bob')];
      await settle();
      const { id } = ada.only('welcome').self;
      await server.moderation.apply({ kind: 'muted', room: 'docs', member: id });
      await server.moderation.apply({ kind: 'closed', room: 'attic' });
      disk.begin(trouble, 'rules', 'head', 'eventsAfter');
      ada.send({ type: 'typing', on: true });
      ada.send({ type: 'chat_post', op: 'x', text: 'x' });
      const late = server.hello('Ada');
      const eve = server.hello('Eve', {}, 'attic');
      await server.pass(1_000);
      assert.equal(ada.only('error').code, 'forbidden');
      assert.deepEqual(late.only('welcome').rules, { muted: true });
      assert.equal(eve.closed?.code, 4503);
      assert.deepEqual(bob.all('typing'), []);
    });
  });
}

void test('an expired mute that can’t be dropped keeps nobody out', async () => {
  await kept.saveRule({ kind: 'muted', room: 'docs', member: 'someone', until: 1 });
  disk.begin('fails', 'deleteRule');
  const ada = server.hello('Ada');
  await settle();
  assert.equal(ada.only('welcome').chat, undefined);
});

void test('an operation that is sent again and again while the store hangs is asked for once', async () => {
  const [ada, bob] = [server.hello('Ada'), server.hello('Bob')];
  await settle();
  disk.begin('answers late', 'append');
  for (let i = 0; i < 5; i++) {
    ada.send({ type: 'chat_post', op: 'again', text: 'x' });
    await server.pass(11_000);
  }
  assert.equal(ada.all('error').length, 5);
  assert.equal(disk.calls.get('append'), 1);
  disk.end();
  await settle();
  assert.ok(ada.all('ack').every(({ op, seq }) => op === 'again' && seq === 1));
  assert.deepEqual(
    bob.only('chat').events.map(({ seq }) => seq),
    [1],
  );
});

void test('events that are delivered before the log are in it, or behind it', async () => {
  await keep(1, 1);
  const bob = server.hello('Bob');
  await settle();
  disk.begin('answers late', 'head');
  const ada = server.hello('Ada');
  await server.pass(1_000);
  bob.send({ type: 'chat_post', op: 'live', text: 'live' });
  await settle();
  disk.end();
  await settle();
  assert.equal(ada.only('log').seq, 2);
});

void test('a store that works again is used at once, although the last who waited for it has left', async () => {
  server.hello('Bob');
  await settle();
  disk.begin('fails');
  const ada = server.hello('Ada');
  await server.pass(5_000);
  ada.leave();
  disk.end();
  const eve = server.hello('Eve');
  await settle();
  assert.equal(eve.only('welcome').chat, undefined);
});

void test('an error that is no store that is away is logged, also where it comes later', async () => {
  disk.begin('hangs');
  server.hello('Ada');
  await server.pass(1_000);
  disk.end();
  kept.head = () => Promise.reject(new TypeError('a bug'));
  await server.pass(10_000);
  assert.ok(server.errors.length > 0);
  assert.ok(server.errors.every((error) => error instanceof TypeError));
});

function resumed({ epoch, seq }: ResumePoint): { epoch: string; seq: number } {
  return { epoch, seq };
}
