import { randomUUID } from 'node:crypto';
import { HEAVY_TEXTS } from '../helpers/heavy-texts.ts';
import { crowd, repeat, visitOnce } from './attack.ts';
import type { Attack } from './attack.ts';

const ADDRESS = '203.0.113.1';
const TEXTS = Object.values(HEAVY_TEXTS);
/** The longest text in bytes. */
const FAT = '漢'.repeat(4_000);

/** What is written, into the room where everybody is and into others. */
export const CONTENT: Attack[] = [
  {
    name: 'heavy-texts',
    what: '40 sockets of one address post what is hard to draw: code spans, mentions, line breaks and more',
    run: (origin) =>
      crowd(40, { origin, address: ADDRESS }, (visitor, number) =>
        repeat(visitor, 5, (count) => {
          const text = TEXTS[(number + count) % TEXTS.length] ?? '';
          return { type: 'chat_post', op: randomUUID(), text };
        }),
      ),
  },
  {
    name: 'disk',
    what: '40 sockets of one address post messages of 12 kB, 5 times a second each',
    run: (origin) =>
      crowd(40, { origin, address: ADDRESS }, (visitor) =>
        repeat(visitor, 5, () => ({ type: 'chat_post', op: randomUUID(), text: FAT })),
      ),
  },
  {
    name: 'new-rooms',
    what: '40 sockets of one address write one word into a new room each time they connect',
    async run(origin) {
      let lives = 0;
      const work = async (): Promise<never> => {
        for (;;) {
          const name = `new-${String(lives++)}`;
          await visitOnce(
            { origin, address: ADDRESS, name, room: name.padEnd(128, '-') },
            async (visitor) => {
              const acknowledged = new Promise<void>((resolve) => {
                visitor.onMessage = ({ type }) => {
                  if (type === 'ack' || type === 'error') resolve();
                };
              });
              visitor.send({ type: 'chat_post', op: randomUUID(), text: 'x' });
              await acknowledged;
            },
          );
        }
      };
      await Promise.all(Array.from({ length: 40 }, work));
    },
  },
  {
    name: 'erasures',
    what: '40 sockets of one address erase everything, though there is nothing, and come back',
    run: (origin) =>
      crowd(40, { origin, address: ADDRESS }, async (visitor) => {
        visitor.send({ type: 'erase' });
        await new Promise((resolve) => visitor.socket.once('close', resolve));
      }),
  },
];
