/** A store that hangs, or answers late: the site’s programs and leaving visitors get an answer, and nothing happens twice. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { HttpError } from '../../../protocol/errors.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { TroubledStore } from '../../helpers/around-store.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ADMIN_ENV, ask, told } from '../../helpers/site.ts';
import type { Answer } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

/** A store has this long to answer, in ms; see `STORE_MS`. */
const BOUND_MS = 10_000;

type Request = [method: string, path: string, body?: object];
/** What the store has to do for each request that needs it. */
const NEEDS: readonly (readonly [does: string, ...Request])[] = [
  ['head', 'GET', '/rooms/docs'],
  ['messages', 'GET', '/rooms/docs/messages'],
  ['append', 'POST', '/rooms/docs/messages', { op: 'n', text: 'we close at six' }],
  ['message', 'DELETE', '/rooms/docs/messages/1'],
  ['append', 'DELETE', '/rooms/docs/messages/1'],
  ['erase', 'DELETE', '/members/someone'],
  ['saveRule', 'POST', '/rooms/docs/moderation', { action: 'pause' }],
  ['deleteRule', 'POST', '/rooms/docs/moderation', { action: 'resume' }],
  ['saveRule', 'POST', '/moderation', { chat: 'off' }],
  ['deleteRule', 'POST', '/moderation', { cursors: 'on' }],
];

let clock: ManualClock;
let kept: MemoryStore;
let disk: TroubledStore<MemoryStore>;
let live: TestServer;
beforeEach(async () => {
  clock = new ManualClock();
  kept = new MemoryStore();
  disk = new TroubledStore(kept);
  live = await startServer({ store: disk.store, clock, env: ADMIN_ENV });
  await told(live, 'POST', '/rooms/docs/messages', { op: 'first', text: 'first' });
});
afterEach(async () => {
  await stopped();
});

/** Stops the server within the time that it has for that. @returns how long that took, in ms */
async function stopped(): Promise<number> {
  const ended = new AbortController();
  const stop = live.stop().finally(() => {
    ended.abort();
  });
  let ms = 0;
  for (; !ended.signal.aborted && ms < 10_000; ms += 250) {
    for (let i = 0; i < 20; i++) await setImmediate();
    clock.advance(250);
  }
  await stop;
  return ms;
}

/** Resolves once the store has been asked to do this once more than `before`. */
async function asked(does: string, before: number): Promise<void> {
  while ((disk.calls.get(does) ?? 0) <= before) await setImmediate();
}

/** Makes a request that the store does not answer, and waits for as long as it may take. */
async function askInVain(does: string, ...request: Request): Promise<Answer> {
  const before = disk.calls.get(does) ?? 0;
  const answer = ask(live, ...request);
  await asked(does, before);
  clock.advance(BOUND_MS);
  return answer;
}

for (const trouble of ['hangs', 'answers late'] as const) {
  void describe(`a store that ${trouble}`, () => {
    for (const [does, ...request] of NEEDS) {
      void test(`${request[0]} ${request[1]} gets 503 in bounded time (${does})`, async () => {
        disk.begin(trouble, does);
        const { status, body, headers } = await askInVain(does, ...request);
        assert.equal(status, 503);
        const { error } = body as HttpError;
        assert.equal(error.code, 'unavailable');
        assert.match(error.message, /store does not answer/);
        assert.ok(headers.get('retry-after'));
        disk.end();
      });
    }

    void test('keeps the process from stopping for nine seconds at most', async () => {
      const ada = new RawClient(live.origin);
      await ada.join('Ada');
      disk.begin(trouble);
      void ask(live, 'DELETE', '/members/someone').catch(() => undefined);
      await asked('erase', 0);
      ada.send({ type: 'chat_post', op: 'x', text: 'x' });
      await asked('append', 1);
      assert.ok((await stopped()) <= 9_250);
      assert.equal((await ada.closed).code, 1012);
      disk.end();
      live = await startServer({ clock });
    });
  });
}

void describe('a store that answers late', () => {
  void test('has done each thing once, though it was asked again', async () => {
    const eve = new RawClient(live.origin);
    const { self } = await eve.join('Eve');
    eve.send({ type: 'chat_post', op: 'hers', text: 'hers' });
    await eve.next('ack');
    disk.begin('answers late');
    const notice: Request = ['POST', '/rooms/docs/messages', { op: 'n', text: 'we close at six' }];
    const removal: Request = ['DELETE', '/rooms/docs/messages/1'];
    const erasure: Request = ['DELETE', `/members/${self.id}`];
    assert.equal((await askInVain('append', ...notice)).status, 503);
    const again = ask(live, ...notice);
    const removals = [ask(live, ...removal), ask(live, ...removal)];
    const erasures = [ask(live, ...erasure), ask(live, ...erasure)];
    // Their sockets are closed before the store is asked.
    await eve.closed;
    disk.end();
    assert.equal((await again).status, 200);
    assert.deepEqual(
      (await Promise.all(removals)).map(({ status }) => status),
      [204, 204],
    );
    assert.deepEqual(
      (await Promise.all(erasures)).map(({ body }) => body),
      [{ erased: 1 }, { erased: 1 }],
    );
    assert.equal(disk.calls.get('erase'), 1);
    const events = await kept.eventsAfter('docs', 0, 100);
    assert.deepEqual(
      events?.map(({ kind }) => kind),
      ['notice', 'message', 'notice', 'delete'],
    );
  });
});

void describe('a visitor who erases everything', () => {
  const leave = async (): Promise<{ eve: RawClient; id: string }> => {
    const eve = new RawClient(live.origin);
    const { self } = await eve.join('Eve');
    eve.send({ type: 'chat_post', op: 'hers', text: 'hers' });
    await eve.next('ack');
    disk.begin('answers late', 'erase');
    eve.send({ type: 'erase' });
    await asked('erase', 0);
    return { eve, id: self.id };
  };

  void test('is told when it takes too long, and each message that they post gets an answer', async () => {
    const { eve } = await leave();
    eve.send({ type: 'chat_post', op: 'meanwhile', text: 'a' });
    eve.send({ type: 'chat_react', op: 'reacted', seq: 1, emoji: '👍', on: true });
    await eve.settled();
    clock.advance(BOUND_MS);
    await eve.settled();
    eve.send({ type: 'chat_post', op: 'afterwards', text: 'a' });
    eve.send({ type: 'erase' });
    await eve.settled();
    clock.advance(BOUND_MS);
    await eve.settled();
    assert.deepEqual(
      eve.all('error').map(({ code, ref }) => [code, ref]),
      ['meanwhile', 'reacted', 'erase', 'afterwards', 'erase'].map((ref) => ['unavailable', ref]),
    );
    assert.equal(disk.calls.get('erase'), 1, 'asked again, it is the same erasure');
    disk.end();
    assert.equal((await eve.next('erased')).seq, 2);
    assert.equal((await eve.closed).code, 4503);
    assert.equal((await kept.message('docs', 2))?.text, '');
  });

  void test('who asks while the site erases them, too, is erased once', async () => {
    const { eve, id } = await leave();
    const answer = ask(live, 'DELETE', `/members/${id}`);
    await eve.settled();
    disk.end();
    assert.deepEqual((await answer).body, { erased: 1 });
    assert.equal((await eve.closed).code, 4503);
    assert.equal(disk.calls.get('erase'), 1);
  });
});
