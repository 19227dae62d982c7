import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Spot } from '../../../protocol/anchor.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const SPOT: Spot = { anchor: { path: [1], box: [0, 0, 1, 1] }, flags: 2, x: 7, y: 8 };

void describe('a reaction on the page', () => {
  let server: InMemoryServer;
  let ada: InMemoryClient;
  let bo: InMemoryClient;
  const react = (emoji: string, spot = SPOT): void => ada.send({ type: 'reaction', emoji, spot });

  beforeEach(async () => {
    server = new InMemoryServer(new MemoryStore());
    ada = server.hello('Ada');
    bo = server.hello('Bo');
    await settle();
  });

  void test('reaches everybody on the page, and nobody elsewhere', async () => {
    const away = server.hello('Cy', { page: '/other' });
    await settle();
    react('🎉');
    await server.pass(250);
    const { self } = ada.only('welcome');
    assert.deepEqual(bo.only('peer_reaction'), {
      type: 'peer_reaction',
      session: self.session,
      member: self.id,
      emoji: '🎉',
      spot: SPOT,
    });
    assert.deepEqual(away.all('peer_reaction'), []);
  });

  void test('is not stored: who comes later is not sent it', async () => {
    react('🎉');
    await server.pass(250);
    const late = server.hello('Cy');
    await server.pass(1_000);
    assert.equal(late.only('welcome').seq, 0);
    assert.deepEqual(late.all('peer_reaction'), []);
  });

  for (const emoji of ['👍🏽', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '❤️'])
    void test(`may be any one emoji: ${emoji}`, async () => {
      react(emoji);
      await server.pass(250);
      assert.equal(bo.only('peer_reaction').emoji, emoji);
    });

  for (const emoji of ['', 'a', '1', '🎉🎉', '🎉 ', '<b>', '\u202e', '🎉'.repeat(1_000), '👩‍'.repeat(40)])
    void test(`is refused where it is not one emoji: ${JSON.stringify(emoji.slice(0, 8))} (${String(emoji.length)})`, async () => {
      react(emoji);
      await server.pass(250);
      assert.equal(ada.only('error').code, 'bad_request');
      assert.deepEqual(bo.all('peer_reaction'), []);
    });

  void test('is refused without a place on the content', () => {
    ada.send({ type: 'reaction', emoji: '🎉' } as never);
    react('🎉', { ...SPOT, x: -1 });
    react('🎉', { ...SPOT, anchor: { ...SPOT.anchor, path: Array<number>(65).fill(0) } });
    assert.deepEqual(
      ada.all('error').map(({ code }) => code),
      ['bad_request', 'bad_request', 'bad_request'],
    );
  });

  void test('comes at most twice a second from one session, whatever it sends', async () => {
    for (let passed = 0; passed < 20_000; passed += 200) {
      react('🎉');
      await server.pass(200);
    }
    const count = bo.all('peer_reaction').length;
    assert.ok(count >= 40 && count <= 8 + 2 * 20 + 1, `${String(count)} in 20 s`);
    assert.ok(ada.all('error').every(({ code }) => code === 'rate_limited'));
  });

  void test('from many of one address leaves room for those of another', async () => {
    const crowd = Array.from({ length: 90 }, (_, at) =>
      server.hello(`c${String(at)}`, {}, undefined, 'crowd'),
    );
    await settle();
    const anchor = { ...SPOT.anchor, hash: [1, 2, 3, 4], path: Array<number>(64).fill(65_535) };
    for (let passed = 0; passed < 10_000; passed += 500) {
      for (const each of crowd) each.send({ type: 'reaction', emoji: '👎', spot: { ...SPOT, anchor } });
      react('🎉');
      await server.pass(500);
    }
    const { id } = ada.only('welcome').self;
    const seen = bo.all('peer_reaction').filter(({ member }) => member === id).length;
    assert.ok(seen >= 18, `${String(seen)} of 20`);
    assert.ok(bo.bytes.received < 10 * 12_000, `${String(bo.bytes.received)} bytes in 10 s`);
  });

  void test('of a muted visitor, or while cursors are off, is dropped', async () => {
    const { id } = ada.only('welcome').self;
    await server.moderation.apply({ kind: 'muted', room: 'docs', member: id });
    react('🎉');
    await server.pass(250);
    await server.moderation.remove({ kind: 'muted', room: 'docs', member: id });
    await server.moderation.apply({ kind: 'cursors' });
    react('🎉');
    await server.pass(250);
    assert.deepEqual(bo.all('peer_reaction'), []);
    await server.moderation.remove({ kind: 'cursors' });
    react('🎉');
    await server.pass(250);
    assert.equal(bo.all('peer_reaction').length, 1);
    assert.deepEqual(ada.all('error'), []);
  });
});
