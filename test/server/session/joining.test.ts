/** What may change between a hello and its welcome, while the store is read. */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { MemoryStore } from '../../../server/store/memory.ts';
import { OperationError } from '../../../server/room/operation-error.ts';
import { TroubledStore } from '../../helpers/around-store.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const KICKED = new OperationError('forbidden', 'you were asked to leave');

void describe('while sessions are joining', () => {
  let kept: MemoryStore;
  let disk: TroubledStore<MemoryStore>;
  let server: InMemoryServer;
  const welcomed = (clients: readonly InMemoryClient[]): number =>
    clients.filter((client) => client.all('welcome').length > 0).length;
  const closes = (clients: readonly InMemoryClient[]): (number | undefined)[] =>
    clients.flatMap(({ closed }) => closed?.code ?? []);

  beforeEach(() => {
    kept = new MemoryStore();
    disk = new TroubledStore(kept);
    server = new InMemoryServer(disk.store, { roomMembers: 2, socketsPerMember: 3 });
  });

  void test('a room of two takes two of twelve', async () => {
    const crowd = Array.from({ length: 12 }, (_, i) => server.hello(`c${String(i)}`));
    await settle();
    assert.equal(welcomed(crowd), 2);
    assert.deepEqual(
      closes(crowd),
      Array.from({ length: 10 }, () => 4504),
    );
    assert.equal(server.hub.find('docs')?.roster.count, 2);
  });

  void test('a room of two takes two of twelve while the store is away, too', async () => {
    disk.begin('hangs');
    const crowd = Array.from({ length: 12 }, (_, i) => server.hello(`c${String(i)}`));
    await server.pass(1_000);
    assert.equal(welcomed(crowd), 2);
    assert.equal(server.hub.find('docs')?.roster.count, 2);
  });

  void test('a full room takes more windows of its members, as many as one visitor may have', async () => {
    const others = ['Ada', 'Bob'].map((name) => server.hello(name));
    await settle();
    const windows = Array.from({ length: 6 }, () => server.hello('Ada'));
    await settle();
    assert.equal(welcomed(others), 2);
    assert.equal(welcomed(windows), 2);
    assert.deepEqual(closes(windows), [4504, 4504, 4504, 4504]);
  });

  void test('sockets that close while they join are not counted any more', async () => {
    for (let i = 0; i < 10; i++) server.hello('Ada').leave();
    await settle();
    const ada = server.hello('Ada');
    await settle();
    assert.equal(welcomed([ada]), 1);
    assert.equal(server.hub.find('docs')?.sessions, 1);
  });

  void test('a room that is closed lets none of them in', async () => {
    await server.moderation.load();
    disk.begin('answers late', 'head');
    const crowd = [server.hello('Ada'), server.hello('Bob')];
    await settle();
    await server.moderation.apply({ kind: 'closed', room: 'docs' });
    disk.end();
    await settle();
    assert.deepEqual([welcomed(crowd), closes(crowd)], [0, [4503, 4503]]);
  });

  void test('a rule that begins is in the welcome', async () => {
    await server.moderation.load();
    disk.begin('answers late', 'head');
    const ada = server.hello('Ada');
    await settle();
    await server.moderation.apply({ kind: 'paused', room: 'docs' });
    disk.end();
    await settle();
    assert.deepEqual(ada.only('welcome').rules, { paused: true });
  });

  void test('a member who is dismissed does not get in', async () => {
    const { id } = await joined('Ada');
    disk.begin('answers late', 'head');
    const [again, bob] = [server.hello('Ada'), server.hello('Bob')];
    await settle();
    await server.hub.dismiss(id, KICKED);
    disk.end();
    await settle();
    assert.deepEqual([welcomed([again]), again.closed?.code], [0, 4503]);
    assert.equal(welcomed([bob]), 1);
  });

  void test('a member who is being erased does not get in until it is done', async () => {
    const { id } = await joined('Ada');
    disk.begin('answers late', 'erase');
    const erased = server.hub.erase(id, KICKED);
    await settle();
    const during = server.hello('Ada');
    await settle();
    assert.equal(during.closed?.code, 4503);
    disk.end();
    await erased;
    const after = server.hello('Ada');
    await settle();
    assert.equal(welcomed([after]), 1);
  });

  for (const [carrier, waits] of [
    ['welcome', 0],
    ['log', 1_000],
  ] as const) {
    void test(`messages that are erased while the ${carrier} is read are removed by an erased behind it`, async () => {
      const { id, client } = await joined('Ada');
      client.send({ type: 'chat_post', op: 'secret', text: 'secret' });
      await settle();
      const read = kept.eventsAfter.bind(kept);
      let answer = (): void => undefined;
      kept.eventsAfter = async (...args) => {
        const events = await read(...args);
        // Underway, with the text in it.
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return events;
      };
      const bob = server.hello('Bob');
      await server.pass(waits);
      kept.eventsAfter = read;
      await server.hub.erase(id, KICKED);
      answer();
      await settle();
      const last = (type: string): number => bob.received.findLastIndex((message) => message.type === type);
      assert.ok(last(carrier) >= 0 && last('erased') > last(carrier), JSON.stringify(bob.received));
    });
  }

  void test('frames that came before the welcome are handled behind it, in order', async () => {
    const ada = server.hello('Ada');
    for (let i = 0; i < 5; i++) ada.send({ type: 'chat_post', op: `early-${String(i)}`, text: 'x' });
    await settle();
    assert.deepEqual(
      ada.all('ack').map(({ op }) => op),
      [0, 1, 2, 3, 4].map((i) => `early-${String(i)}`),
    );
    assert.equal(ada.received[0]?.type, 'welcome');
  });

  void test('what a client says while its repeated hello is answered is newer than that hello', async () => {
    const { client: ada } = await joined('Ada');
    disk.begin('answers late', 'head');
    ada.send({
      type: 'hello',
      protocol: 1,
      page: '/old',
      visitor: 'visitor-Ada'.padEnd(32, '-'),
      profile: { name: 'Ada' },
    });
    ada.send({ type: 'profile', profile: { name: 'Countess' } });
    ada.send({ type: 'page', page: '/new' });
    await settle();
    disk.end();
    await settle();
    const bob = server.hello('Bob');
    await settle();
    const shown = bob.only('welcome').members.find(({ name }) => name !== 'Bob');
    assert.deepEqual([shown?.name, shown?.pages], ['Countess', ['/new']]);
    const { self } = ada.all('welcome').at(-1) ?? {};
    assert.deepEqual([self?.name, self?.pages], ['Countess', ['/new']]);
  });

  async function joined(name: string): Promise<{ id: string; client: InMemoryClient }> {
    const client = server.hello(name);
    await settle();
    return { id: client.only('welcome').self.id, client };
  }
});

void describe('the roster of a crowd', () => {
  void test('pages through 5,000 members, each of them once, while others come and go', async () => {
    const server = new InMemoryServer(new MemoryStore(), { readRate: { perSecond: 10, burst: 40 } });
    const crowd = Array.from({ length: 5_000 }, (_, i) => server.hello(`c${String(i)}`));
    await settle();
    const asker = server.hello('asker');
    await settle();
    const stayed = new Set(crowd.map((client) => client.only('welcome').self.id));
    const seen: string[] = [];
    let refused = 0;
    for (let after: string | undefined, more = true; more;) {
      asker.send({ type: 'roster', limit: 100, ...(after !== undefined && { after }) });
      const page = asker.all('roster').at(-1);
      if (page?.after !== after || page === undefined) {
        // Faster than the rate: the error says when to ask again.
        refused++;
        await server.pass(asker.all('error').at(-1)?.retryAfterMs ?? 0);
        continue;
      }
      assert.ok(page.members.length === 100 || !page.more);
      seen.push(...page.members.map(({ id }) => id));
      ({ more } = page);
      after = seen.at(-1);
      const gone = crowd.pop();
      stayed.delete(gone?.only('welcome').self.id ?? '');
      gone?.leave();
      server.hello(`new-${String(seen.length)}`);
    }
    assert.ok(refused > 0 && refused < 30, `refused ${String(refused)} times`);
    assert.equal(new Set(seen).size, seen.length, 'nobody comes twice');
    for (const id of stayed) assert.ok(seen.includes(id));
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });
});
