/** Whatever happens to the answers of what a client asks for or says, it soon has them, or the others know what it said. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DownKind, Fate, Frames } from '../../helpers/frame-proxy.ts';
import { meets } from './frame-fate.ts';
import { World } from './lossy-world.ts';
import type { Visitor } from './lossy-world.ts';
import { EXCHANGES } from './lossy-frames.ts';

/** What answers something, and so may come late: the rest is told anew on each connection. */
const ANSWERS: readonly DownKind[] = [
  'log',
  'chat',
  'ack',
  'erased',
  'history',
  'quotes',
  'roster',
  'error',
  'pong',
];

/** What may happen to frames, besides their loss. */
function fatesOf([direction, kind]: Frames): Fate[] {
  if (direction === 'up') return kind === 'cursors' ? [] : ['refused'];
  return ANSWERS.includes(kind) ? ['twice', 'late'] : ['twice'];
}
const WHAT = {
  refused: 'is refused, as there were too many',
  twice: 'comes twice',
  late: 'comes after a new connection',
  lost: 'is lost',
};

void describe('all ends well within 15 s', () => {
  for (const [what, exchange] of Object.entries(EXCHANGES))
    for (const frames of exchange.frames)
      for (const fate of fatesOf(frames))
        void test(`${what}: where the ${frames[1]} ${WHAT[fate]}`, () => meets(fate, frames, exchange));
});

/** What a visitor may say more often than the server takes it, and whether the others know the last of it. */
const RUSHES: Record<string, [say: (visitor: Visitor, n: number) => void, know: (world: World) => boolean]> =
  {
    names: [
      ({ client }, n) => client.setProfile({ name: `Ada ${String(n)}` }),
      ({ bob }) => bob.names.includes('Ada 30'),
    ],
    pages: [
      ({ client }, n) => client.setPage(n === 30 ? '/last' : `/${String(n)}`),
      ({ bob }) => bob.pages.includes('/last'),
    ],
    'leaving and coming back': [({ client }, n) => client.setHidden(n % 2 === 1), ({ bob }) => !bob.away],
    'a name and back': [
      ({ client }, n) => client.setProfile({ name: n % 2 ? 'Countess' : 'Ada' }),
      ({ bob }) => bob.names.includes('Ada'),
    ],
  };

void describe('of what is said too often at once, the last is known within 15 s', () => {
  for (const [what, [say, know]] of Object.entries(RUSHES))
    void test(what, async () => {
      await using world = new World('up');
      await world.start({ LIVE_PRESENCE_CONTROL_RATE: '6/13' });
      await world.join();
      // The last that is taken is an odd one.
      for (let n = 1; n <= 30; n++) say(world.ada, n);
      await world.until('it is refused', () => world.proxy.hasPassed('down', 'error'));
      // What was taken before that is shown by now.
      await world.repeat(() => undefined, 8);
      await world.until('Bob knows it', () => know(world));
      assert.equal(world.proxy.connections, 1);
    });
});
