import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import { EMPTY_ROSTER, applyDiff, applySnapshot } from '../../../protocol/presence.ts';
import type { Roster } from '../../../protocol/presence.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

/** The longest page name in bytes; another one for each number. */
const fatPage = (number: number): string => String(number).padEnd(DEFAULT_LIMITS.pageLength, 'あ');

/** What a client knows of the room, as the widget counts it. */
function rosterOf(client: InMemoryClient): Roster {
  let { roster } = applySnapshot(EMPTY_ROSTER, client.only('welcome'));
  for (const message of client.all('presence')) roster = applyDiff(roster, message);
  return roster;
}

void describe('bytes about others', () => {
  let server: InMemoryServer;

  beforeEach(() => {
    server = new InMemoryServer(new MemoryStore());
  });

  /** People with five windows on very long pages each. */
  async function crowd(count: number, address = 'bad'): Promise<InMemoryClient[]> {
    const clients: InMemoryClient[] = [];
    for (let at = 0; at < count * 5; at++) {
      const name = `bad-${String(Math.floor(at / 5))}`;
      clients.push(server.hello(name, { page: fatPage(at) }, undefined, address));
    }
    await settle();
    return clients;
  }

  void test('seventy people with five very long pages keep nobody out, and hide nobody', async () => {
    server.hello('Early');
    await crowd(70);
    server.hello('Elsewhere', { page: '/elsewhere' });
    const newcomer = server.hello('Ada', {}, undefined, 'home');
    await settle();
    const { members, count, self } = newcomer.only('welcome');
    assert.equal(count, 73);
    assert.ok(JSON.stringify(members).length <= DEFAULT_LIMITS.rosterBytes);
    const names = members.map(({ name }) => name);
    for (const name of ['Ada', 'Early', 'Elsewhere', 'bad-0']) assert.ok(names.includes(name), name);
    assert.ok(members.some(({ id }) => id === self.id));
  });

  void test('a page that is full of long names is shared out: some are named, and the rest comes in pages', async () => {
    for (let at = 0; at < 90; at++) server.hello(`bad-${String(at)}`, { page: fatPage(0) });
    const newcomer = server.hello('Ada', { page: fatPage(0) });
    await settle();
    const { members, count } = newcomer.only('welcome');
    assert.ok(members.length > 5 && members.length < count);
    const ids = new Set<string>();
    for (let more = true, after = ''; more;) {
      newcomer.received.length = 0;
      newcomer.send({ type: 'roster', limit: 100, after });
      const page = newcomer.only('roster');
      assert.ok(JSON.stringify(page).length <= DEFAULT_LIMITS.rosterBytes + 1_000);
      for (const { id } of page.members) ids.add(id);
      ({ more } = page);
      after = page.members.at(-1)?.id ?? '';
      server.clock.advance(5_000);
    }
    assert.equal(ids.size, count);
  });

  void test('a page name with a control character is refused', () => {
    for (const page of ['/\u0000', '/a\nb', '\u0085', '\u007f']) {
      const client = server.hello('Ada', { page });
      assert.equal(client.only('error').code, 'bad_request');
    }
  });

  for (const people of [60, 300])
    void test(`${String(people)} people who change all the time: a bystander's bytes are bounded, an honest change comes first, and all of it comes in the end`, async () => {
      const bystander = server.hello('Ada', { page: fatPage(0) }, undefined, 'home');
      const honest = server.hello('Bob', { page: fatPage(0) }, undefined, 'office');
      await settle();
      const clients: InMemoryClient[] = [];
      for (let at = 0; at < people; at++)
        clients.push(server.hello(`bad-${String(at)}`, { page: fatPage(0) }, undefined, 'bad'));
      await server.pass(1_000);
      const flip = (turn: number): void => {
        for (const client of clients) client.send({ type: 'page', page: fatPage(turn % 3) });
        for (const client of clients) client.send({ type: 'profile', profile: { away: turn % 2 === 0 } });
      };
      for (let turn = 0; turn < 40; turn++) {
        flip(turn);
        await server.pass(250);
      }
      bystander.bytes.received = 0;
      for (let turn = 0; turn < 40; turn++) {
        if (turn === 20) honest.send({ type: 'profile', profile: { name: 'Robert' } });
        flip(turn);
        await server.pass(250);
        if (turn === 21) assert.ok(JSON.stringify(bystander.all('presence')).includes('Robert'));
      }
      const perSecond = bystander.bytes.received / 10;
      assert.ok(perSecond <= 16_000, `${String(perSecond)} bytes a second`);
      for (const client of clients) client.send({ type: 'page', page: fatPage(0) });
      await server.pass(120_000);
      const views = new Map(rosterOf(bystander).members);
      const here = clients.filter(({ closed }) => !closed);
      assert.ok(here.length > 0);
      for (const client of here) {
        const view = views.get(client.only('welcome').self.id);
        if (view) assert.deepEqual(view.pages, [fatPage(0)], view.name);
        // In a crowd those who join at once are counted only.
        else assert.ok(people > DEFAULT_LIMITS.quietMembers);
      }
    });

  void test('people who leave at once are not announced, and keep no place', async () => {
    const bystander = server.hello('Ada');
    await server.pass(1_000);
    for (let at = 0; at < 1_000; at++) {
      const client = server.hello(`bad-${String(at)}`);
      await settle();
      client.leave();
      if (at % 50 === 0) await server.pass(250);
    }
    await server.pass(250);
    assert.ok(bystander.all('presence').every(({ joins, leaves }) => !joins?.length || !leaves));
    assert.ok(JSON.stringify(bystander.all('presence')).length < 5_000);
    assert.equal(rosterOf(bystander).count, 1);
    assert.equal(server.hub.members, 1);
  });

  void test('somebody who was noticed stays for the grace, whatever made them known', async () => {
    const bystander = server.hello('Ada');
    await server.pass(1_000);
    const speaker = server.hello('Bob');
    await settle();
    speaker.send({ type: 'chat_post', op: 'op', text: 'Hi' });
    await settle();
    speaker.leave();
    assert.equal(server.hub.members, 2);
    const named = server.hello('Cy');
    await settle();
    const newcomer = server.hello('Dee');
    await settle();
    assert.ok(newcomer.only('welcome').members.some(({ name }) => name === 'Cy'));
    named.leave();
    assert.equal(server.hub.members, 4);
    await server.pass(10_000);
    for (const client of [bystander, newcomer]) assert.equal(rosterOf(client).count, 2);
    assert.deepEqual([...rosterOf(newcomer).members.values()].map(({ name }) => name).sort(), ['Ada', 'Dee']);
  });
});
