import { setImmediate } from 'node:timers/promises';
import { crowd } from './attack.ts';
import type { Attack } from './attack.ts';

/** Frames that mean nothing, as fast as a socket takes them. */
export const FRAMES: Attack[] = (['pong', 'ping'] as const).map((kind) => ({
  name: `${kind}s`,
  what: `5 sockets of one address send ${kind}s as fast as they can`,
  run: (origin) =>
    crowd(5, { origin, address: '203.0.113.1' }, async ({ socket }) => {
      if (socket.bufferedAmount < 64 * 1024) for (let i = 0; i < 200; i++) socket[kind]();
      await setImmediate();
    }),
}));
