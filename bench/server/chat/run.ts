/**
 * What durable chat costs: `npx tsx bench/server/chat/run.ts [--parts store,rate,readers,history] [--seconds 10]
 * [--messages 1000000] [--folder .]` (after `npm run build`).
 *
 * The database lies in a new folder below `--folder`: the disk there is what is measured.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../../../server/clock.ts';
import { DatabaseFile } from '../../../server/store/database-file.ts';
import type { EventDraft } from '../../../server/store/message-store.ts';
import { SqliteStore } from '../../../server/store/sqlite.ts';
import { ServerProcess } from '../../../test/helpers/server-process.ts';
import { ChatPeer } from './peer.ts';
import { line, percentile } from './report.ts';

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: 'store,rate,readers,history' },
    seconds: { type: 'string', default: '10' },
    messages: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: '.' },
  },
});
const seconds = Number(values.seconds);
const folder = mkdtempSync(join(resolve(values.folder), 'bench-chat-'));
const THREAD = new URL('../../../dist/server/store/sqlite-worker.js', import.meta.url);
const TEXT = 'x'.repeat(100);

const draft = (op: string, member = 'ada'): EventDraft => ({
  kind: 'message',
  op,
  member,
  at: Date.now(),
  text: TEXT,
  name: 'Ada Lovelace',
  color: '#7a2e8e',
});

function openStore(path: string): Promise<SqliteStore> {
  const fail = (fields: object, message: string): void => {
    throw new Error(`${message} ${JSON.stringify(fields)}`);
  };
  return SqliteStore.open({
    path,
    clock: systemClock,
    log: { info: fail, error: fail },
    spawn: (options) => new Worker(THREAD, { workerData: options }),
  });
}

/** What the disk itself takes to make a little durable. */
function disk(): void {
  const file = openSync(join(folder, 'disk'), 'w');
  const times: number[] = [];
  for (let i = 0; i < 500; i++) {
    const start = performance.now();
    writeSync(file, Buffer.alloc(4_096, i));
    fdatasyncSync(file);
    times.push(performance.now() - start);
  }
  closeSync(file);
  line('the disk: 4 KiB and fdatasync', `p50 ${percentile(times, 50)} ms, p99 ${percentile(times, 99)} ms`);
}

async function storeAlone(): Promise<void> {
  for (const [writers, rooms] of [
    [1, 1],
    [10, 1],
    [100, 1],
    [100, 20],
    [1_000, 20],
  ] as const) {
    const store = await openStore(join(folder, `store-${writers}-${rooms}.db`));
    const times: number[] = [];
    const end = performance.now() + seconds * 1_000;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let i = 0; performance.now() < end; i++) {
          const start = performance.now();
          await store.append(`room ${writer % rooms}`, draft(`${writer}-${i}`, `member ${writer}`));
          times.push(performance.now() - start);
        }
      }),
    );
    await store.close();
    const rate = Math.round(times.length / seconds);
    const ages = `p50 ${percentile(times, 50)} ms, p99 ${percentile(times, 99)} ms`;
    line(`the store, ${writers} waiting in ${rooms} rooms`, `${rate} acknowledged/s, ${ages}`);
  }
}

async function startServer(name: string): Promise<{ server: ServerProcess; origin: string }> {
  const server = new ServerProcess({
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    LIVE_PRESENCE_DATA: join(folder, name),
    LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0',
    LIVE_PRESENCE_CHAT_RATE: '100000/100000',
    LIVE_PRESENCE_ADDRESS_CHAT_BYTES: '1000000000/1000000000',
  });
  return { server, origin: `http://127.0.0.1:${await server.listening()}` };
}

/** Calls `post` so often in a second, by the clock and not by the timer's luck. */
async function paced(perSecond: number, post: (n: number) => void): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < perSecond * seconds;) {
    const due = Math.floor(((performance.now() - start) / 1_000) * perSecond);
    for (; n < due; n++) post(n);
    await new Promise((wait) => setTimeout(wait, 1));
  }
}

async function atRate(perSecond: number, rooms: number): Promise<void> {
  const { server, origin } = await startServer(`rate-${rooms}.db`);
  const peers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => ChatPeer.join(origin, `room ${i % rooms}`, `peer ${i}`)),
  );
  await paced(perSecond, (n) => peers[n % peers.length]?.post(TEXT));
  await Promise.all(peers.map((peer) => peer.settled()));
  const times = peers.flatMap((peer) => peer.acknowledgedAfter);
  const ages = `p50 ${percentile(times, 50)} ms, p99 ${percentile(times, 99)} ms, most ${percentile(times, 100)} ms`;
  line(`the server, ${perSecond} messages/s of 50 people in ${rooms} rooms`, `ack after ${ages}`);
  for (const peer of peers) peer.leave();
  await server.kill('SIGTERM');
}

async function toReaders(count: number, perSecond: number): Promise<void> {
  const { server, origin } = await startServer('readers.db');
  const sender = await ChatPeer.join(origin, 'hall', 'speaker');
  const ages: number[] = [];
  const readers: ChatPeer[] = [];
  while (readers.length < count) {
    const more = Array.from({ length: 50 }, (_, i) =>
      ChatPeer.join(origin, 'hall', `reader ${readers.length + i}`, (op) => {
        const at = sender.postedAt.get(op);
        if (at !== undefined) ages.push(performance.now() - at);
      }),
    );
    readers.push(...(await Promise.all(more)));
  }
  await new Promise((wait) => setTimeout(wait, 2_000));
  await paced(perSecond, () => sender.post(TEXT));
  await sender.settled();
  await Promise.all(readers.map((reader) => reader.heard(perSecond * seconds)));
  const expected = count * perSecond * seconds;
  const what = `p50 ${percentile(ages, 50)} ms, p99 ${percentile(ages, 99)} ms, most ${percentile(ages, 100)} ms`;
  line(
    `one speaker, ${count} readers, ${perSecond} messages/s`,
    `read after ${what} (${ages.length} of ${expected})`,
  );
  for (const peer of [sender, ...readers]) peer.leave();
  await server.kill('SIGTERM');
}

async function history(messages: number): Promise<void> {
  const path = join(folder, 'history.db');
  const rooms = Math.max(1, Math.round(messages / 10_000));
  const connection = new DatabaseFile({ path }, false);
  const started = performance.now();
  for (let i = 0; i < messages; i += 1_000) {
    connection.transaction(() => {
      for (let n = i; n < i + 1_000; n++)
        connection.chat.append(`room ${n % rooms}`, draft(`op-${n}`, `member ${n % 997}`));
    });
  }
  const filled = ((performance.now() - started) / 1_000).toFixed(1);
  connection.close();
  const store = await openStore(path);
  const times: number[] = [];
  for (let i = 0; i < 2_000; i++) {
    const start = performance.now();
    const before = 60 + Math.floor(Math.random() * (messages / rooms - 60));
    const page = await store.messages(`room ${Math.floor(Math.random() * rooms)}`, before, 50);
    times.push(performance.now() - start);
    if (page.messages.length !== 50) throw new Error('not a whole page');
  }
  const size = (statSync(path).size / 2 ** 20).toFixed(0);
  const ages = `p50 ${percentile(times, 50)} ms, p99 ${percentile(times, 99)} ms, most ${percentile(times, 100)} ms`;
  line(`history of 50, ${messages} messages stored`, `${ages} (${size} MiB, filled in ${filled} s)`);
  const steps: number[] = [];
  for (let more = true; more && steps.length < 2_000;) {
    const start = performance.now();
    more = await store.prune({ since: 0, messages: 5_000 });
    steps.push(performance.now() - start);
  }
  line(`one step of retention`, `p50 ${percentile(steps, 50)} ms, p99 ${percentile(steps, 99)} ms`);
  await store.close();
}

try {
  disk();
  const parts = values.parts.split(',');
  if (parts.includes('store')) await storeAlone();
  if (parts.includes('rate')) for (const rooms of [10, 1]) await atRate(1_000, rooms);
  if (parts.includes('readers')) await toReaders(500, 50);
  if (parts.includes('history')) await history(Number(values.messages));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
