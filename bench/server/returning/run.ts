/**
 * What people wait for who come back, and who come at a bad time:
 * `npx tsx bench/server/returning/run.ts [--parts missed,silent,back,locked] [--people 1000]` (Linux; after
 * `npm run build`). The server is a process of its own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../../../server/clock.ts';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { SqliteStore } from '../../../server/store/sqlite.ts';
import { freePort } from '../../../test/helpers/free-port.ts';
import { RawClient } from '../../../test/helpers/raw-client.ts';
import { ServerProcess } from '../../../test/helpers/server-process.ts';
import { wsTransport, wsTransportFrom } from '../../../test/helpers/ws-transport.ts';
import { ChatLog } from '../../../widget/client/chat/chat-log.ts';
import { ChatTracker } from '../../../widget/client/chat/chat-tracker.ts';
import { systemClock as clock } from '../../../widget/client/clock.ts';
import { PresenceClient } from '../../../widget/client/presence-client.ts';

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: 'missed,silent,back,locked' },
    people: { type: 'string', default: '1000' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'bench-returning-'));
const data = join(folder, 'chat.db');
const THREAD = new URL('../../../dist/server/store/sqlite-worker.js', import.meta.url);
/** Prints the longest time that the server's event loop did nothing else, every second. */
const LAG = `
  import { isMainThread } from 'node:worker_threads';
  import { monitorEventLoopDelay } from 'node:perf_hooks';
  if (isMainThread) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    setInterval(() => { process.stderr.write('lag ' + Math.round(delay.max / 1e6) + '\\n'); delay.reset(); }, 250).unref();
  }`;
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(LAG)}`;
const port = await freePort();
const origin = `http://127.0.0.1:${String(port)}`;

const PARTS: Record<string, () => Promise<void>> = { missed, silent, back, locked };
for (const part of values.parts.split(',')) {
  await PARTS[part]?.();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = new ServerProcess({
    PORT: String(port),
    LIVE_PRESENCE_DATA: data,
    LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0',
    NODE_OPTIONS,
    ...env,
  });
  await server.listening();
  return server;
}

/** Stores messages while no server runs. */
async function fill(from: number, to: number, length: number): Promise<void> {
  const store = await SqliteStore.open({
    path: data,
    clock: systemClock,
    log: { info: () => undefined, error: console.error },
    spawn: (options) => new Worker(THREAD, { workerData: options }),
  });
  const draft = (op: string) =>
    ({ kind: 'message', op, member: 'ada', at: Date.now(), name: 'Ada', color: '#7a2e8e' }) as const;
  for (let at = from; at < to; at += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        store.append('docs', { ...draft(`op-${String(at + i)}`), text: 'x'.repeat(length) }),
      ),
    );
  await store.close();
}

/** A visitor who was there for the first messages misses 9,000. */
async function missed(): Promise<void> {
  for (const length of [40, 200]) {
    await fill(0, 100, length);
    let server = await start();
    const client = new PresenceClient({
      server: origin,
      room: 'docs',
      visitor: 'visitor-ada'.padEnd(32, '-'),
      clock: { ...clock, random: () => 0 },
      transport: wsTransport,
    });
    client.useTracker(ChatTracker);
    void client.useChat(ChatLog);
    const reaching = (seq: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if ((client.chat.resumePoint?.seq ?? 0) >= seq) resolve();
        };
        client.on('chat', look);
        look();
      });
    client.connect();
    await reaching(100);
    await server.kill();
    await fill(100, 9_100, length);
    server = await start();
    const online = new Promise<number>((resolve) => {
      client.on('status', ({ status }) => {
        if (status === 'online') resolve(performance.now());
      });
    });
    client.wake();
    const from = await online;
    await reaching(9_100);
    console.log(
      `9,000 missed messages of ${String(length)} characters: ${(performance.now() - from).toFixed(0)} ms`,
    );
    client.disconnect();
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Twenty people ask for as much as they may and read it; then twenty others, who read nothing. */
async function silent(): Promise<void> {
  await fill(0, 9_000, 600);
  const server = await start();
  const pull = async (name: string): Promise<number> => {
    const clients = Array.from({ length: 20 }, () => new RawClient(origin));
    const welcomes = await Promise.all(clients.map((client, i) => client.join(`${name}-${String(i)}`)));
    for (const { socket } of clients)
      if (name === 'silent') (socket as unknown as { _socket: { pause(): void } })._socket.pause();
    let most = 0;
    for (let round = 0; round < 240; round++) {
      for (const [i, client] of clients.entries()) {
        const { seq } = welcomes[i] ?? { seq: 0 };
        client.received.length = 0;
        client.send({ type: 'history', before: seq - 30 * round, limit: 100 });
        client.send({ type: 'events', after: (round * 30) % 8_000 });
      }
      await setTimeout(100);
      most = Math.max(most, memoryOf(server));
    }
    for (const { socket } of clients) socket.terminate();
    await setTimeout(1_000);
    return most;
  };
  const before = memoryOf(server);
  const [reading, notReading] = [await pull('reading'), await pull('silent')];
  console.log(
    `20 people who pull: ${String(before)} MB before, at most ${String(reading)} MB while they read, ` +
      `${String(notReading)} MB where 20 others don't`,
  );
  await server.kill();
}

/** Everybody comes back after the server was restarted. */
async function back(): Promise<void> {
  const count = Number(values.people);
  const limits = { LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '100' };
  let server = await start(limits);
  const clients = Array.from(
    { length: count },
    (_, i) =>
      new PresenceClient({
        server: origin,
        room: `room-${String(i % 10)}`,
        visitor: `visitor-${String(i)}`.padEnd(32, '-'),
        // People have addresses of their own.
        transport: wsTransportFrom(`10.0.${String(i >> 8)}.${String(i & 255)}`),
      }),
  );
  const online = (): number => clients.filter(({ status }) => status === 'online').length;
  for (const client of clients) {
    client.connect();
    await setTimeout(5);
  }
  while (online() < count) await setTimeout(20);
  await setTimeout(2_000);
  const stopped = performance.now();
  const mark = server.output.length;
  await server.kill('SIGTERM');
  const stopLag = lagIn(server.output.slice(mark));
  const stopMs = performance.now() - stopped;
  server = await start(limits);
  const startLag = lagIn(server.output);
  const started = performance.now();
  const from = server.output.length;
  while (online() < count) await setTimeout(20);
  const backMs = performance.now() - started;
  await setTimeout(1_500);
  console.log(
    `${String(count)} people: stopped in ${stopMs.toFixed(0)} ms (longest lag ${String(stopLag)} ms), ` +
      `all back ${backMs.toFixed(0)} ms after the start (longest lag ${String(startLag)} ms until it listened, ` +
      `${String(lagIn(server.output.slice(from)))} ms from then on)`,
  );
  for (const client of clients) client.disconnect();
  await server.kill();
}

/** Somebody comes while another program has locked the database for ten seconds. */
async function locked(): Promise<void> {
  await fill(0, 100, 40);
  const server = await start();
  const other = openDatabase(data);
  other.exec('PRAGMA busy_timeout = 5000');
  for (const lock of ['IMMEDIATE', 'EXCLUSIVE']) {
    other.exec(`BEGIN ${lock}`);
    other.exec('DELETE FROM probe');
    const joins: string[] = [];
    const logs: Promise<void>[] = [];
    const unlocked = setTimeout(10_000);
    const poster = new RawClient(origin);
    await poster.join('poster');
    let late = 0;
    for (let i = 0; i < 10; i++) {
      const client = new RawClient(origin);
      // The database's thread waits for the lock, and everything that is asked meanwhile waits with it.
      poster.send({ type: 'chat_post', op: `${lock}-${String(i)}`, text: 'x' });
      const from = performance.now();
      const { chat } = await client.join(`${lock}-${String(i)}`);
      joins.push(`${(performance.now() - from).toFixed(0)}${chat ? '*' : ''}`);
      if (chat)
        logs.push(
          client.next('log').then(() => {
            late++;
          }),
        );
      await setTimeout(400);
    }
    await unlocked;
    other.exec('ROLLBACK');
    const from = performance.now();
    await Promise.all(logs);
    console.log(
      `newcomers during a lock (${lock}): in after ${joins.join(', ')} ms (*: chat away); ` +
        `${String(late)} logs, the last ${(performance.now() - from).toFixed(0)} ms after the lock`,
    );
  }
  other.close();
  await server.kill();
}

function lagIn(output: string): number {
  return Math.max(0, ...[...output.matchAll(/^lag (\d+)$/gm)].map(([, ms]) => Number(ms)));
}

function memoryOf({ child }: ServerProcess): number {
  const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
