/**
 * How a room takes 500 people who join at once: `npx tsx bench/server/join.ts [people]`.
 *
 * The server is a process of its own. Printed: the time until everybody has been welcomed, and until everybody's
 * count is exact; frames and bytes that each client got until a second after that.
 */
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { ServerProcess } from '../../test/helpers/server-process.ts';

const people = Number(process.argv[2] ?? 500);
const SETTLE_MS = 1_000;

interface Client {
  socket: WebSocket;
  welcomedAt: number;
  count: number;
  exactAt: number;
  frames: number;
  bytes: number;
}

const server = new ServerProcess({ LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0', LIVE_PRESENCE_LOG: 'info' });
const origin = `http://127.0.0.1:${String(await server.listening())}`;
const clients: Client[] = [];
const open = (): Promise<Client> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/v1/rooms/storm/socket`, SUBPROTOCOL, {
      origin,
      perMessageDeflate: false,
    });
    const client: Client = { socket, welcomedAt: 0, count: 0, exactAt: 0, frames: 0, bytes: 0 };
    clients.push(client);
    socket.on('error', reject);
    socket.on('open', () => {
      resolve(client);
    });
    socket.on('message', (data: Buffer) => {
      client.frames++;
      client.bytes += data.length;
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.type === 'welcome') client.welcomedAt = performance.now();
      if (message.type === 'welcome' || message.type === 'presence') client.count = message.count;
      if (client.count === people && client.exactAt === 0) client.exactAt = performance.now();
      if (clients.every((c) => c.exactAt > 0)) finish();
    });
  });

let finish = (): void => undefined;
const exact = new Promise<void>((resolve) => {
  finish = resolve;
});
await Promise.all(Array.from({ length: people }, open));
const started = performance.now();
for (const [i, { socket }] of clients.entries()) {
  socket.send(
    JSON.stringify({
      type: 'hello',
      protocol: 1,
      page: '/',
      visitor: `visitor ${String(i)}`.padEnd(32, '-'),
      profile: {},
    }),
  );
}
await exact;
const welcomed = Math.max(...clients.map((client) => client.welcomedAt)) - started;
const known = Math.max(...clients.map((client) => client.exactAt)) - started;
await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
const frames = clients.map((client) => client.frames).sort((a, b) => a - b);
const bytes = clients.map((client) => client.bytes).sort((a, b) => a - b);
const median = (sorted: number[]): number => sorted[sorted.length >> 1] ?? 0;
console.log(`${String(people)} people join one room at once`);
console.log(`  everybody welcomed after  ${welcomed.toFixed(0)} ms`);
console.log(`  everybody's count exact   ${known.toFixed(0)} ms`);
console.log(`  frames per client         median ${String(median(frames))}, most ${String(frames.at(-1))}`);
console.log(
  `  kB per client             median ${(median(bytes) / 1000).toFixed(1)}, most ${((bytes.at(-1) ?? 0) / 1000).toFixed(1)}`,
);
for (const { socket } of clients) socket.terminate();
await server.kill('SIGTERM');
