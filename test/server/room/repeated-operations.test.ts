import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStore } from '../../../server/store/memory.ts';
import { FaultyStore } from '../../helpers/faulty-store.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const EVENTS = 43;

/** A store with events of Ada, as an earlier life of the server has left it. */
async function written(): Promise<MemoryStore> {
  const store = new MemoryStore();
  const server = new InMemoryServer(store, { chatRate: { perSecond: 1e6, burst: 1e6 } });
  const ada = server.hello('Ada');
  await settle();
  for (let n = 1; n <= EVENTS; n++) post(ada, n);
  await settle();
  assert.equal(ada.all('ack').length, EVENTS);
  return store;
}

function post(client: InMemoryClient, n: number): void {
  client.send({ type: 'chat_post', op: `op-${String(n)}`, text: String(n) });
}

void describe('operations that are repeated after a restart', () => {
  for (const [what, resume] of [
    ['resume', true],
    ['are new', false],
  ] as const)
    void test(`get their ack, and nobody hears of them again, where the others ${what}`, async () => {
      const store = await written();
      const { epoch } = await store.head('docs');
      const server = new InMemoryServer(store, { chatRate: { perSecond: 1e6, burst: 1e6 } });
      const position = { resume: { epoch, seq: EVENTS, op: `op-${String(EVENTS)}` } };
      const bob = server.hello('Bob', resume ? position : {});
      const ada = server.hello('Ada', position);
      await settle();
      for (const n of [1, 20, EVENTS]) post(ada, n);
      await settle();
      assert.deepEqual(
        ada.all('ack').map(({ seq }) => seq),
        [1, 20, EVENTS],
      );
      assert.deepEqual([...bob.all('chat'), ...ada.all('chat')], []);
      post(ada, EVENTS + 1);
      await settle();
      assert.deepEqual(
        bob.all('chat').flatMap(({ events }) => events.map(({ seq }) => seq)),
        [EVENTS + 1],
      );
    });

  void test('what another one’s welcome has, and was told to nobody, is told to those who were here', async () => {
    const store = new FaultyStore();
    const server = new InMemoryServer(store);
    const bob = server.hello('Bob');
    const ada = server.hello('Ada');
    await settle();
    store.silent = true;
    post(ada, 1);
    await settle();
    assert.equal(ada.only('error').code, 'unavailable');
    ada.leave();
    store.silent = false;
    await server.pass(3_000);
    assert.deepEqual(
      bob.all('chat').flatMap(({ events }) => events.map(({ seq }) => seq)),
      [1],
    );
    const cy = server.hello('Cy');
    await settle();
    assert.equal(cy.only('welcome').seq, 1);
  });
});
