import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { LeadView } from '../../../protocol/together.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const VIEW: LeadView = {
  spot: { anchor: { path: [1], box: [0, 0, 1, 1] }, flags: 0, x: 7, y: 8 },
  line: 0.25,
};
const idOf = (client: InMemoryClient): string => client.all('welcome')[0]?.self.id ?? '';
const counts = (client: InMemoryClient): number[] => client.all('followers').map(({ count }) => count);

void describe('following', () => {
  let server: InMemoryServer;
  let ada: InMemoryClient;
  let bo: InMemoryClient;
  let cy: InMemoryClient;

  beforeEach(async () => {
    server = new InMemoryServer(new MemoryStore(), { controlRate: { perSecond: 1e6, burst: 1e6 } });
    [ada, bo, cy] = [server.hello('Ada'), server.hello('Bo'), server.hello('Cy')];
    await server.pass(1_000);
  });

  /** A follows B. */
  async function follows(follower: InMemoryClient, leader: InMemoryClient): Promise<void> {
    follower.send({ type: 'follow', member: idOf(leader) });
    await server.pass(250);
  }

  void test('the followed are sent how many follow them, gathered', async () => {
    bo.send({ type: 'follow', member: idOf(ada) });
    cy.send({ type: 'follow', member: idOf(ada) });
    await server.pass(250);
    assert.deepEqual(counts(ada), [2]);
    bo.send({ type: 'follow' });
    await server.pass(250);
    cy.leave();
    await server.pass(250);
    assert.deepEqual(counts(ada), [2, 1, 0]);
    assert.deepEqual([...counts(bo), ...counts(cy)], []);
  });

  void test('what they see is passed on to their followers only', async () => {
    await follows(bo, ada);
    ada.send({ type: 'lead', view: VIEW });
    assert.deepEqual(bo.only('peer_lead'), {
      type: 'peer_lead',
      member: idOf(ada),
      page: '/',
      view: VIEW,
    });
    assert.deepEqual([...cy.all('peer_lead'), ...ada.all('peer_lead')], []);
    bo.send({ type: 'follow', member: idOf(cy) });
    ada.send({ type: 'lead', view: VIEW });
    assert.equal(bo.all('peer_lead').length, 1);
  });

  void test('nothing is sent to anybody while nobody follows', () => {
    const before = [bo, cy].map(({ frames, received }) => frames + received.length);
    ada.send({ type: 'lead', view: VIEW });
    assert.deepEqual(
      [bo, cy].map(({ frames, received }) => frames + received.length),
      before,
    );
  });

  void test('a view that is not shared is told as such', async () => {
    await follows(bo, ada);
    ada.send({ type: 'lead' });
    assert.deepEqual(bo.only('peer_lead'), { type: 'peer_lead', member: idOf(ada), page: '/' });
  });

  void test('views are passed on at most five times a second', async () => {
    await follows(bo, ada);
    for (let passed = 0; passed < 10_000; passed += 100) {
      ada.send({ type: 'lead', view: VIEW });
      server.clock.advance(100);
    }
    const count = bo.all('peer_lead').length;
    assert.ok(count >= 50 && count <= 61, `${String(count)} in 10 s`);
  });

  void test('a follower who lags is sent none', async () => {
    await follows(bo, ada);
    bo.queued = 100_000;
    ada.send({ type: 'lead', view: VIEW });
    assert.deepEqual(bo.all('peer_lead'), []);
  });

  void test('nobody follows themselves, a stranger, or in a circle of any length', async () => {
    await follows(ada, ada);
    assert.deepEqual(ada.only('following'), { type: 'following' });
    ada.send({ type: 'follow', member: 'nobody' });
    assert.equal(ada.all('following').length, 2);
    await follows(bo, ada);
    await follows(cy, bo);
    assert.deepEqual([...bo.all('following'), ...cy.all('following')], []);
    await follows(ada, bo);
    await follows(ada, cy);
    assert.equal(ada.all('following').length, 4);
    assert.deepEqual(counts(cy), []);
    assert.deepEqual(counts(bo), [1]);
  });

  void test('a chain has an end', async () => {
    let last = cy;
    let refused = 0;
    for (let length = 2; length < 30; length++) {
      const next = server.hello(`c${String(length)}`);
      await settle();
      await follows(last, next);
      refused += last.all('following').length;
      last = next;
    }
    assert.equal(refused, 0, 'following at its end costs nothing');
    await follows(bo, cy);
    assert.deepEqual(bo.only('following'), { type: 'following' }, 'at its start it is too long');
  });

  void test('who moves to another page goes on following there, once', async () => {
    bo.send({ type: 'follow', member: idOf(ada), page: '/next' });
    bo.leave();
    await server.pass(1_000);
    const next = server.hello('Bo', { page: '/next' });
    await server.pass(500);
    assert.deepEqual(next.only('following'), { type: 'following', member: idOf(ada) });
    ada.send({ type: 'lead', view: VIEW });
    assert.equal(next.only('peer_lead').page, '/');
    const again = server.hello('Bo', { page: '/next' });
    await settle();
    assert.deepEqual(again.all('following'), []);
  });

  void test('but not on a third page, after half a minute, or once they have stopped', async () => {
    bo.send({ type: 'follow', member: idOf(ada), page: '/next' });
    const third = server.hello('Bo', { page: '/third' });
    await server.pass(30_000);
    const late = server.hello('Bo', { page: '/next' });
    await settle();
    bo.send({ type: 'follow', member: idOf(ada), page: '/next' });
    bo.send({ type: 'follow' });
    const stopped = server.hello('Bo', { page: '/next' });
    await settle();
    assert.deepEqual(
      [third, late, stopped].flatMap((client) => client.all('following')),
      [],
    );
  });

  void test('who comes back is told how many follow them, as is who may have missed it', async () => {
    await follows(bo, ada);
    ada.leave();
    await server.pass(1_000);
    const back = server.hello('Ada', { page: '/next' });
    await settle();
    assert.deepEqual(counts(back), [1]);
    back.send({ type: 'hello', protocol: 1, page: '/next', profile: {} });
    await settle();
    assert.deepEqual(counts(back), [1, 1]);
    back.send({ type: 'lead', view: VIEW });
    assert.equal(bo.only('peer_lead').page, '/next');
  });

  void test('all tabs of the followed know; any of them leads', async () => {
    const tab = server.hello('Ada', { page: '/second' });
    await settle();
    await follows(bo, ada);
    assert.deepEqual([counts(ada), counts(tab)], [[1], [1]]);
    tab.send({ type: 'lead', view: VIEW });
    assert.equal(bo.only('peer_lead').page, '/second');
  });

  void test('ends where the site switches cursors off', async () => {
    await follows(bo, ada);
    await server.moderation.apply({ kind: 'cursors' });
    assert.deepEqual(bo.only('following'), { type: 'following' });
    ada.send({ type: 'lead', view: VIEW });
    await follows(bo, ada);
    assert.equal(bo.all('following').length, 2);
    assert.deepEqual(bo.all('peer_lead'), []);
  });

  void test('who follows and stops all the time is no burden to the followed', async () => {
    const before = ada.frames + ada.received.length;
    for (let passed = 0; passed < 10_000; passed += 50) {
      bo.send({ type: 'follow', ...((passed / 50) % 2 === 0 && { member: idOf(ada) }) });
      server.clock.advance(50);
    }
    const sent = ada.frames + ada.received.length - before;
    assert.ok(sent <= 41, `${String(sent)} frames in 10 s`);
  });

  for (const bad of [
    { member: 7 },
    { member: '' },
    { member: 'x'.repeat(65) },
    { member: 'bo', page: '' },
    { member: null },
  ])
    void test(`a bad follow is refused: ${JSON.stringify(bad).slice(0, 40)}`, () => {
      ada.send({ type: 'follow', ...bad } as never);
      assert.equal(ada.only('error').code, 'bad_request');
    });

  for (const view of [{}, { ...VIEW, line: 2 }, { ...VIEW, spot: {} }, 'top', { ...VIEW, line: null }])
    void test(`a bad lead is refused: ${JSON.stringify(view).slice(0, 40)}`, async () => {
      await follows(bo, ada);
      ada.send({ type: 'lead', view } as never);
      assert.equal(ada.only('error').code, 'bad_request');
      assert.deepEqual(bo.all('peer_lead'), []);
    });
});
