/**
 * What an open socket costs while nothing happens: `npx tsx bench/server/fanout/idle.ts [sockets]`.
 *
 * Printed: how much the server's resident memory grew for each socket that joined, after a garbage collection, with
 * all of them on pages of one room, ten people on each; and what processor time each takes, heartbeats and all. For
 * `ws` alone the sockets are just open.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LeanSocket } from './lean-socket.ts';
import { processCost } from './process-cost.ts';
import { ours } from './systems.ts';

const sockets = Number(process.argv[2] ?? 5_000);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const BATCH = 100;
/** Until kernel buffers, timers and batches of presence have settled, in ms. */
const SETTLE_MS = 8_000;
/** Processor time is measured for this long, in ms: several heartbeats of each. */
const IDLE_MS = 40_000;

async function measure(name: string, script: string, env: Record<string, string>, join: Join): Promise<void> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const flags = ['--expose-gc', '--require', here('collect-on-signal.cjs')];
  const server = spawn(process.execPath, [...flags, script], {
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout, 'data');
  const pid = server.pid ?? 0;
  const resident = async (): Promise<number> => {
    await pause(SETTLE_MS);
    server.kill('SIGUSR2');
    await pause(1_000);
    return processCost(pid).rss;
  };
  // The first ones warm everything up, and don't count.
  const open: LeanSocket[] = [];
  const more = async (until: number): Promise<void> => {
    while (open.length < until) {
      const from = open.length;
      open.push(...(await Promise.all(Array.from({ length: BATCH }, (_, i) => join(port, from + i)))));
    }
  };
  await more(500);
  const before = await resident();
  await more(500 + sockets);
  const after = await resident();
  const cpu = processCost(pid).cpu;
  await pause(IDLE_MS);
  const perSecond = (processCost(pid).cpu - cpu) / open.length / (IDLE_MS / 1_000);
  console.log(
    `${name}: ${((after - before) / sockets / 1_000).toFixed(1)} kB and ${(perSecond * 1e6).toFixed(2)} µs a second for each of ${String(sockets)} sockets`,
  );
  for (const socket of open) socket.terminate();
  server.kill('SIGKILL');
  await once(server, 'exit');
}

type Join = (port: number, number: number) => Promise<LeanSocket>;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const script = ours.command[1] ?? '';
await measure('live-presence', script, { ...ours.env, LIVE_PRESENCE_LOG: 'info' }, async (port, number) => {
  let welcomed = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    welcomed = resolve;
  });
  const socket = await LeanSocket.open(port, '/v1/rooms/idle/socket', 'live-presence.v1', (data) => {
    // Who has said nothing since need not answer a pulse; pings are answered.
    if (data.toString('latin1', 0, 18) === '{"type":"welcome",') welcomed();
  });
  const page = `/page/${String(Math.floor(number / 10))}`;
  const visitor = `visitor of the bench ${String(number)}`;
  socket.send(JSON.stringify({ type: 'hello', protocol: 1, page, visitor, profile: {} }));
  await ready;
  return socket;
});
await measure('ws alone', here('peers/bare-ws.mjs'), {}, (port) =>
  LeanSocket.open(port, '/', '', () => undefined),
);
process.exit(0);
