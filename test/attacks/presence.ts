import { setTimeout } from 'node:timers/promises';
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import { crowd, keepConnected, repeat } from './attack.ts';
import type { Attack } from './attack.ts';

const BAD = '203.0.113';
/** The longest page names in bytes, and what is longer still in JSON where it is let in. */
const fatPage = (number: number, fill = 'あ'): string =>
  String(number).padEnd(DEFAULT_LIMITS.pageLength, fill);

/** What others are sent about somebody. */
export const PRESENCE: Attack[] = [
  ...(['あ', '\u0001'] as const).map((fill) => ({
    name: fill === 'あ' ? 'fat-pages' : 'control-pages',
    what: `70 people at 4 addresses, each with 5 windows on pages with names of 512 ${JSON.stringify(fill)}`,
    async run(origin: string): Promise<void> {
      await Promise.all(
        Array.from({ length: 350 }, (_, at) => {
          const address = `${BAD}.${String(at % 4)}`;
          const name = `fat-${String(Math.floor(at / 5))}`;
          const options = { origin, address, name, page: fatPage(at, fill) };
          return keepConnected(options, () => setTimeout(100), false);
        }),
      );
    },
  })),
  {
    name: 'flips',
    what: '90 sockets of one address change between pages with the longest names, 4 times a second',
    run: (origin) =>
      crowd(90, { origin, address: `${BAD}.1` }, (visitor, number) =>
        repeat(visitor, 4, (count) => ({ type: 'page', page: fatPage(number * 2 + (count % 2)) })),
      ),
  },
  {
    name: 'profiles',
    what: '90 sockets of one address change their name, 10 times a second',
    run: (origin) =>
      crowd(90, { origin, address: `${BAD}.1` }, (visitor, number) =>
        repeat(visitor, 10, (count) => ({
          type: 'profile',
          profile: { name: String(number * 1_000 + count).padEnd(40, 'あ'), away: count % 2 === 0 },
        })),
      ),
  },
  {
    name: 'churn',
    what: 'one address joins and leaves as fast as it can, always as somebody else',
    async run(origin) {
      let number = 0;
      await Promise.all(
        Array.from({ length: 40 }, () =>
          keepConnected(
            { origin, address: `${BAD}.1`, name: `churn-${String(number++)}` },
            async (visitor) => {
              await setTimeout(5);
              visitor.socket.terminate();
            },
          ),
        ),
      );
    },
  },
  {
    name: 'typing',
    what: '100 sockets of one address start and stop typing, 10 times a second',
    run: (origin) =>
      crowd(100, { origin, address: `${BAD}.1` }, (visitor) =>
        repeat(visitor, 10, (count) => ({ type: 'typing', on: count % 2 === 0 })),
      ),
  },
];
