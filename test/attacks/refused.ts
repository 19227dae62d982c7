import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import type { Attack } from './attack.ts';

const FORWARDED = { 'X-Forwarded-For': '203.0.113.1' };

/** Starts something `perSecond` times a second, and waits for none of it. */
async function start(perSecond: number, one: () => void): Promise<never> {
  const startedAt = performance.now();
  for (let count = 0; ;) {
    const due = ((performance.now() - startedAt) / 1000) * perSecond;
    for (; count < due; count++) one();
    await setTimeout(20);
  }
}

/** What the server refuses, and may write into its log. */
export const REFUSED: Attack[] = [
  {
    name: 'wrong-keys',
    what: 'one address guesses the admin key, 800 times a second',
    run(origin) {
      const agent = new Agent({ keepAlive: true, maxSockets: 40 });
      const headers = { ...FORWARDED, Authorization: 'Bearer not the right key at all' };
      return start(800, () => {
        const guess = request(`${origin}/v1/rooms`, { agent, headers }, (answer) => answer.resume());
        guess.on('error', () => undefined).end();
      });
    },
  },
  {
    name: 'origins',
    what: 'one address opens sockets from a page that is not let in, 400 times a second',
    run: (origin) =>
      start(400, () => {
        const url = `${origin.replace('http', 'ws')}/v1/rooms/docs/socket`;
        const socket = new WebSocket(url, SUBPROTOCOL, { origin: 'http://evil.test', headers: FORWARDED });
        socket.on('error', () => undefined);
      }),
  },
];
