import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Member } from '../../../protocol/presence.ts';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const GRACE = DEFAULT_LIMITS.graceMs;

class Visitors {
  readonly server: InMemoryServer;

  constructor() {
    this.server = new InMemoryServer(new MemoryStore());
  }

  /** Somebody joins with a profile; the same key is the same person. */
  async join(key: string, name: string | undefined): Promise<InMemoryClient> {
    const client = this.server.hello(key, { profile: name === undefined ? {} : { name } });
    await settle();
    return client;
  }

  async rename(client: InMemoryClient, name: string): Promise<void> {
    client.send({ type: 'profile', profile: { name } });
    await this.server.pass(2_000);
  }
}

/** What a client shows: its own welcome, and the updates since. */
function shown(client: InMemoryClient): Map<string, string> {
  const [welcome] = client.all('welcome');
  const members = new Map(welcome?.members.map(({ id, name }) => [id, name]));
  for (const { joins = [], leaves = [], updates = [] } of client.all('presence')) {
    for (const id of leaves) members.delete(id);
    for (const { id, name } of [...joins, ...updates]) members.set(id, name);
  }
  return members;
}

const self = (client: InMemoryClient): Member => client.only('welcome').self;
const namesOf = (client: InMemoryClient): string[] => [...shown(client).values()].sort();

void describe('somebody whose name is taken', () => {
  void test('is shown with a number everywhere, in the chat as well', async () => {
    const room = new Visitors();
    const ada = await room.join('ada', 'Ada');
    const eve = await room.join('eve', 'Аda');
    await room.server.pass(1_000);
    assert.equal(self(ada).name, 'Ada');
    assert.equal(self(eve).name, 'Аda (2)');
    assert.deepEqual(namesOf(ada), ['Ada', 'Аda (2)']);
    assert.deepEqual(namesOf(eve), ['Ada', 'Аda (2)']);
    eve.send({ type: 'typing', on: true });
    eve.send({ type: 'chat_post', op: 'one', text: 'It is me' });
    await room.server.pass(1_000);
    const [event] = ada.all('chat').flatMap(({ events }) => events);
    assert.equal(event?.kind === 'message' && event.name, 'Аda (2)');
  });

  void test('keeps it in other tabs, which need no further one', async () => {
    const room = new Visitors();
    await room.join('ada', 'Ada');
    const eve = await room.join('eve', 'Ada');
    assert.equal(self(await room.join('ada', 'Ada')).name, 'Ada');
    assert.equal(self(await room.join('eve', 'Ada')).name, 'Ada (2)');
    assert.equal(self(await room.join('eve', 'Ada (2)')).name, 'Ada (2)', 'a client may send what it shows');
    await room.server.pass(1_000);
    assert.deepEqual(namesOf(eve), ['Ada', 'Ada (2)']);
  });

  for (const again of ['Ada', 'Ada (2)'])
    void test(`has the plain name if they join again as “${again}”, once the other is gone`, async () => {
      const room = new Visitors();
      const ada = await room.join('ada', 'Ada');
      const eve = await room.join('eve', 'Ada');
      const bob = await room.join('bob', 'Bob');
      await room.server.pass(1_000);
      ada.leave();
      await room.server.pass(GRACE - 1_000);
      eve.leave();
      const back = await room.join('eve', again);
      assert.equal(self(back).name, 'Ada (2)', 'the grace of the other is not over');
      await room.server.pass(2_000);
      assert.deepEqual(namesOf(bob), ['Ada (2)', 'Bob'], 'nobody is renamed because somebody leaves');
      back.leave();
      assert.equal(self(await room.join('eve', again)).name, 'Ada');
      await room.server.pass(2_000);
      assert.deepEqual(namesOf(bob), ['Ada', 'Bob']);
    });

  void test('has the name from before after a reload', async () => {
    const room = new Visitors();
    const ada = await room.join('ada', 'Ada');
    const eve = await room.join('eve', 'Ada');
    await room.server.pass(1_000);
    ada.leave();
    eve.leave();
    assert.equal(self(await room.join('eve', 'Ada')).name, 'Ada (2)');
    assert.equal(self(await room.join('ada', 'Ada')).name, 'Ada');
  });

  void test('frees both names by a change, and is numbered by the new one', async () => {
    const room = new Visitors();
    const ada = await room.join('ada', 'Ada');
    const eve = await room.join('eve', 'Eve');
    await room.rename(eve, 'ADA');
    assert.deepEqual(namesOf(ada), ['ADA (2)', 'Ada']);
    await room.rename(ada, 'Eve');
    assert.deepEqual(namesOf(ada), ['ADA (2)', 'Eve']);
    await room.rename(eve, 'eve');
    assert.deepEqual(namesOf(ada), ['Eve', 'eve (2)']);
    await room.rename(eve, 'Ada');
    assert.deepEqual(namesOf(ada), ['Ada', 'Eve']);
    await room.rename(eve, '');
    assert.match(namesOf(ada).find((name) => name !== 'Eve') ?? '', /^[A-Z][a-z]+ [A-Z][a-z]+$/);
    await room.rename(ada, 'Ada');
    assert.ok(namesOf(ada).includes('Ada'));
  });

  void test('is numbered in one room, and not in the next', async () => {
    const room = new Visitors();
    await room.join('ada', 'Ada');
    const elsewhere = room.server.hello('eve', { profile: { name: 'Ada' } }, 'another room');
    await settle();
    assert.equal(self(elsewhere).name, 'Ada');
  });

  void test('is numbered as well if it is by a generated name, or looks like one', async () => {
    const room = new Visitors();
    const guest = await room.join('guest', undefined);
    const generated = self(guest).name;
    const eve = await room.join('eve', generated.toUpperCase());
    assert.equal(self(eve).name, `${generated.toUpperCase()} (2)`);
    assert.equal(self(await room.join('guest', undefined)).name, generated);
    await room.rename(guest, 'Ada');
    assert.equal(self(await room.join('eve', generated)).name, generated);
    await room.rename(guest, '');
    assert.ok(namesOf(eve).includes(`${generated} (2)`));
  });

  void test('is not told from others by accident, though there are fewer generated names than visitors', async () => {
    const room = new Visitors();
    const clients: InMemoryClient[] = [];
    for (let at = 0; at < 800; at++)
      clients.push(room.server.hello(`guest ${String(at)}`, { profile: {} }, 'docs', String(at)));
    await settle();
    assert.equal(new Set(clients.map((client) => self(client).name)).size, 800);
  });

  void test('gets a number of their own where a dozen join at once', async () => {
    const room = new Visitors();
    const clients = Array.from({ length: 12 }, (_, at) =>
      room.server.hello(`ada ${String(at)}`, { profile: { name: 'Ada' } }),
    );
    await settle();
    const numbers = Array.from({ length: 11 }, (_, at) => `Ada (${String(at + 2)})`);
    assert.deepEqual(
      clients.map((client) => self(client).name),
      ['Ada', ...numbers],
    );
    await room.server.pass(1_000);
    for (const client of clients) assert.deepEqual(namesOf(client), ['Ada', ...numbers].sort());
  });
});
