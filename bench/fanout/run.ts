/**
 * What it costs to show everybody everybody's cursor: `npx tsx bench/fanout/run.ts [--people 20,50,100] [--rooms 1]
 * [--seconds 10] [--systems ours,tutorial,socket.io,bun]`.
 *
 * Everybody in a room moves 20 times a second. The server has one core and the load another (taskset). An update
 * is one position of one mover that has arrived at one visitor; its age is measured from the moment the pointer
 * was there, every wait for a frame or a tick included. Positions that were gathered away (only the newest of a
 * tick is sent) count as not delivered.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { processCost } from './process-cost.ts';
import type { System, Visitor } from './system.ts';
import { bunTicks, ours, socketIo, tutorial } from './systems.ts';

const SYSTEMS: Record<string, System> = { ours, tutorial, 'socket.io': socketIo, bun: bunTicks };
const MOVE_MS = 50;
const WARM_UP_MS = 2_000;
/** So many movers' ages are looked at, spread over the room; all are counted. */
const MAX_AGES = 2_000_000;

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '20,50,100' },
    rooms: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
    systems: { type: 'string', default: Object.keys(SYSTEMS).join(',') },
  },
});

interface Result {
  updates: number;
  expected: number;
  ages: Float64Array;
  bytes: number;
  cpu: number;
  rss: number;
  visitors: number;
  seconds: number;
}

async function measure(system: System, people: number, rooms: number, seconds: number): Promise<Result> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = spawn('taskset', ['-c', '0', ...system.command], {
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port), ...system.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((ready) => {
    server.stdout.on('data', (text: Buffer) => {
      if (system.ready.test(text.toString())) ready();
    });
  });
  const total = people * rooms;
  /** When each mover was at each position. */
  const movedAt = Array.from({ length: total }, () => new Float64Array(65_536));
  const ages = new Float64Array(MAX_AGES);
  let measuring = false;
  let updates = 0;
  const hear = (mover: number, position: number): void => {
    if (!measuring) return;
    const at = movedAt[mover]?.[position];
    // Before the measurement began, or not ours to know.
    if (!at) return;
    ages[updates % MAX_AGES] = performance.now() - at;
    updates++;
  };
  const visitors: Visitor[] = [];
  for (let number = 0; number < total; number += 50) {
    const batch = Array.from({ length: Math.min(50, total - number) }, (_, i) => {
      const room = `room${String(Math.floor((number + i) / people))}`;
      return system.join(port, room, number + i, hear);
    });
    visitors.push(...(await Promise.all(batch)));
  }
  // Everybody at another moment of the 50 ms, as people are.
  const timers: NodeJS.Timeout[] = [];
  for (const [number, visitor] of visitors.entries()) {
    let position = 0;
    const offset = setTimeout(
      () => {
        timers.push(
          setInterval(() => {
            position = (position + 1) & 0xffff;
            const times = movedAt[number];
            if (times) times[position] = measuring ? performance.now() : 0;
            visitor.move(position);
          }, MOVE_MS),
        );
      },
      (number * 7919) % MOVE_MS,
    );
    timers.push(offset);
  }
  await pause(WARM_UP_MS);
  const before = processCost(server.pid ?? 0);
  const bytesBefore = sum(visitors.map((visitor) => visitor.bytes));
  const started = performance.now();
  measuring = true;
  await pause(seconds * 1_000);
  measuring = false;
  const elapsed = (performance.now() - started) / 1_000;
  const after = processCost(server.pid ?? 0);
  const bytes = sum(visitors.map((visitor) => visitor.bytes)) - bytesBefore;
  for (const timer of timers) clearTimeout(timer);
  for (const visitor of visitors) visitor.close();
  server.kill('SIGKILL');
  await once(server, 'exit');
  return {
    updates,
    expected: total * (people - 1) * (1_000 / MOVE_MS) * elapsed,
    ages: ages.slice(0, Math.min(updates, MAX_AGES)).sort(),
    bytes,
    cpu: after.cpu - before.cpu,
    rss: after.rss,
    visitors: total,
    seconds: elapsed,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

const rooms = Number(values.rooms);
const seconds = Number(values.seconds);
console.log(
  '| system | people | delivered/s | share | age p50 / p95 / p99, ms | B per update | kB/s per visitor | CPU-s per 1M | µs per visitor-s | RSS, MB |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const people of values.people.split(',').map(Number)) {
  for (const name of values.systems.split(',')) {
    const system = SYSTEMS[name];
    if (!system) throw new Error(`there is no system "${name}": ${Object.keys(SYSTEMS).join(', ')}`);
    const {
      updates,
      expected,
      ages,
      bytes,
      cpu,
      rss,
      visitors,
      seconds: took,
    } = await measure(system, people, rooms, seconds);
    const age = (share: number): string => (ages[Math.floor((ages.length - 1) * share)] ?? NaN).toFixed(0);
    const cells = [
      system.name,
      rooms > 1 ? `${String(rooms)} × ${String(people)}` : String(people),
      (updates / took).toFixed(0),
      `${((updates / expected) * 100).toFixed(0)} %`,
      `${age(0.5)} / ${age(0.95)} / ${age(0.99)}`,
      (bytes / updates).toFixed(1),
      (bytes / visitors / took / 1_000).toFixed(1),
      ((cpu / updates) * 1e6).toFixed(2),
      ((cpu / visitors / took) * 1e6).toFixed(0),
      (rss / 1e6).toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
process.exit(0);
