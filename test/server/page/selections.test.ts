import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Spot } from '../../../protocol/anchor.ts';
import type { SelectedRange } from '../../../protocol/together.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const at = (x: number): Spot => ({ anchor: { path: [1], box: [0, 0, 1, 1] }, flags: 2, x, y: 0x4080 });
const RANGE: SelectedRange = { from: at(3), to: at(12) };

void describe('what somebody selects', () => {
  let server: InMemoryServer;
  let ada: InMemoryClient;
  let bo: InMemoryClient;
  const select = (range?: SelectedRange): void => ada.send({ type: 'selection', ...(range && { range }) });
  const shown = (): (SelectedRange | undefined)[] => bo.all('peer_selection').map(({ range }) => range);

  beforeEach(async () => {
    server = new InMemoryServer(new MemoryStore());
    ada = server.hello('Ada');
    bo = server.hello('Bo');
    await settle();
  });

  void test('is shown to everybody on the page, until nothing is selected any more', async () => {
    const away = server.hello('Cy', { page: '/other' });
    await settle();
    select(RANGE);
    await server.pass(250);
    const { self } = ada.only('welcome');
    const selected = { type: 'peer_selection', session: self.session, member: self.id };
    assert.deepEqual(bo.only('peer_selection'), { ...selected, range: RANGE });
    select();
    await server.pass(250);
    assert.deepEqual(bo.all('peer_selection').at(-1), selected);
    assert.deepEqual(away.all('peer_selection'), []);
  });

  void test('is shown to who comes later, also if its visitor was alone', async () => {
    bo.leave();
    select(RANGE);
    await server.pass(6_000);
    const late = server.hello('Cy');
    await server.pass(250);
    assert.deepEqual(late.only('peer_selection').range, RANGE);
  });

  void test('goes with its visitor', async () => {
    const cy = server.hello('Cy');
    await settle();
    for (const leave of [
      () => {
        ada.send({ type: 'page', page: '/other' });
      },
      () => {
        ada.leave();
      },
    ]) {
      ada.send({ type: 'page', page: '/' });
      select(RANGE);
      await server.pass(250);
      leave();
      await server.pass(250);
      assert.equal(cy.all('peer_selection').at(-1)?.range, undefined);
    }
    const late = server.hello('Di');
    await server.pass(250);
    assert.deepEqual(late.all('peer_selection'), []);
  });

  void test('is sent once between two ticks, the newest', async () => {
    for (let x = 4; x < 12; x++) select({ ...RANGE, to: at(x) });
    await server.pass(250);
    assert.deepEqual(shown().at(-1)?.to.x, 11);
    assert.ok(shown().length <= 2);
  });

  void test('costs nothing where nothing was and nothing is selected', async () => {
    select();
    await server.pass(250);
    assert.deepEqual(bo.all('peer_selection'), []);
  });

  for (const range of [{}, { from: at(1) }, { from: at(1), to: { ...at(2), x: 70_000 } }, [], 'all'])
    void test(`is refused where it is no range: ${JSON.stringify(range).slice(0, 20)}`, async () => {
      ada.send({ type: 'selection', range } as never);
      await server.pass(250);
      assert.equal(ada.only('error').code, 'bad_request');
      assert.deepEqual(bo.all('peer_selection'), []);
    });
});
