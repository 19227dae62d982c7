/**
 * What it costs to show everybody everybody's cursor: `npx tsx bench/server/fanout/run.ts [--people 20,50,100] [--rooms 1]
 * [--seconds 10] [--systems ours,tutorial,socket.io,bun]`.
 *
 * Everybody in a room moves along the text of a page of 64 paragraphs as people do, with rests and pauses (rhythm.ts),
 * and goes to the next one now and then; eight of them are in view. The server has one core and the load the other
 * (taskset). An update is one position of one mover that has arrived at one visitor and is newer than what they had.
 * Its age is measured from the moment the pointer was there, every wait for a frame or a tick included; of a system
 * that does not send everybody everything only ages of movers in view count, and besides for how long anybody's last
 * position was ever out of date. In large rooms a hundred visitors read what they get, the others count its bytes;
 * their updates are taken to be as many.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { processCost } from './process-cost.ts';
import { Rhythm } from './rhythm.ts';
import { IN_VIEW, PARAGRAPHS, POSITIONS } from './system.ts';
import type { System, Visitor } from './system.ts';
import { bunTicks, ours, socketIo, tutorial, viewOf } from './systems.ts';

const SYSTEMS: Record<string, System> = { ours, tutorial, 'socket.io': socketIo, bun: bunTicks };
/** How often it is looked whose hand moves, in ms. */
const LOOK_MS = 4;
/** Moves before somebody goes on to the next paragraph. */
const STAY = 100;
/** Visitors that read what they get. */
const READERS = 100;
const MAX_AGES = 4_000_000;
/** How often it is asked whose last position is out of date, in ms. */
const ASK_MS = 500;
/** Who has not been heard of at all before measuring begins is waited for, but no longer than this, in ms. */
const MAX_WARM_UP_MS = 150_000;

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
  oldest: number;
  /** Of what moves in view of those who read, the share that reaches them; unknown where everybody gets everything. */
  inView: number;
  bytes: number;
  cpu: number;
  load: number;
  rss: number;
  visitors: number;
  seconds: number;
}

async function measure(system: System, people: number, rooms: number, seconds: number): Promise<Result> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
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
  /** When each mover was at each position, and where each is now. */
  const movedAt = Array.from({ length: total }, () => new Float64Array(POSITIONS));
  const paragraphs = Array.from({ length: total }, (_, i) => Math.floor(((i * 0.618034) % 1) * PARAGRAPHS));
  const stride = Math.max(1, Math.floor(total / READERS));
  const ages = new Float64Array(MAX_AGES);
  const everything = people <= 100;
  let aged = 0;
  let measuring = false;
  let updates = 0;
  let seen = 0;
  let visible = 0;
  const readers: Int16Array[] = [];
  const roomOf: number[] = [];
  const sees = (number: number, mover: number): boolean => {
    const [top, bottom] = viewOf(paragraphs[number] ?? 0);
    const where = paragraphs[mover] ?? 0;
    return where >= top && where < bottom;
  };
  const reader = (number: number) => {
    const room = Math.floor(number / people);
    const last = new Int16Array(people).fill(-1);
    readers.push(last);
    roomOf.push(number);
    return (mover: number, position: number): void => {
      const index = mover - room * people;
      const known = last[index];
      if (known === undefined || index < 0) return;
      // Not newer: told before, or on a shorter way.
      if (known >= 0 && ((position - known + POSITIONS) % POSITIONS) - 1 >= POSITIONS / 2) return;
      if (known === position) return;
      last[index] = position;
      if (!measuring) return;
      const at = movedAt[mover]?.[position];
      if (!at) return;
      updates++;
      if (!everything && !sees(number, mover)) return;
      seen++;
      ages[aged++ % MAX_AGES] = performance.now() - at;
    };
  };
  const visitors: Visitor[] = [];
  for (let number = 0; number < total; number += 50) {
    const batch = Array.from({ length: Math.min(50, total - number) }, (_, i) => {
      const who = number + i;
      const room = `room${String(Math.floor(who / people))}`;
      return system.join(port, room, { number: who, hear: who % stride === 0 ? reader(who) : undefined });
    });
    visitors.push(...(await Promise.all(batch)));
  }
  const positions = new Int32Array(total);
  const hands = visitors.map((_, number) => new Rhythm(number));
  const nextAt = Float64Array.from(hands, (hand) => performance.now() + hand.next());
  let moves = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    for (let number = 0; number < total; number++) {
      if ((nextAt[number] ?? Infinity) > now) continue;
      const position = (positions[number] = ((positions[number] ?? 0) + 1) % POSITIONS);
      if ((position + number) % STAY === 0) {
        paragraphs[number] = ((paragraphs[number] ?? 0) + (number % 2 ? 1 : PARAGRAPHS - 1)) % PARAGRAPHS;
      }
      const times = movedAt[number];
      if (times) times[position] = performance.now();
      if (measuring) {
        moves++;
        if (!everything) for (const other of roomOf) if (other !== number && sees(other, number)) visible++;
      }
      visitors[number]?.move(position, paragraphs[number] ?? 0);
      nextAt[number] = now + (hands[number]?.next() ?? Infinity);
    }
  }, LOOK_MS);
  /** For how long the oldest last position that a reader has is out of date; infinite where it knows none of somebody. */
  const oldestNow = (): number => {
    const now = performance.now();
    let result = 0;
    for (const [i, last] of readers.entries()) {
      const self = roomOf[i] ?? 0;
      const first = Math.floor(self / people) * people;
      for (let index = 0; index < people; index++) {
        if (first + index === self) continue;
        const position = last[index] ?? -1;
        if (position === positions[first + index]) continue;
        const missed = position < 0 ? -Infinity : movedAt[first + index]?.[(position + 1) % POSITIONS];
        result = Math.max(result, now - (missed ?? -Infinity));
      }
    }
    return result;
  };
  const warm = performance.now();
  await pause(3_000);
  while (oldestNow() > 4_000 && performance.now() - warm < MAX_WARM_UP_MS) await pause(500);
  await pause(1_000);
  const before = processCost(server.pid ?? 0);
  const ownBefore = processCost(process.pid);
  const bytesBefore = sum(visitors.map((visitor) => visitor.bytes));
  const started = performance.now();
  measuring = true;
  let oldest = 0;
  for (let passed = 0; passed < seconds * 1_000; passed += ASK_MS) {
    await pause(ASK_MS);
    oldest = Math.max(oldest, oldestNow());
  }
  measuring = false;
  const elapsed = (performance.now() - started) / 1_000;
  const after = processCost(server.pid ?? 0);
  const load = (processCost(process.pid).cpu - ownBefore.cpu) / elapsed;
  const bytes = sum(visitors.map((visitor) => visitor.bytes)) - bytesBefore;
  clearInterval(timer);
  for (const visitor of visitors) visitor.close();
  server.kill('SIGKILL');
  await once(server, 'exit');
  return {
    updates: (updates / readers.length) * total,
    expected: moves * (people - 1),
    ages: ages.slice(0, Math.min(aged, MAX_AGES)).sort(),
    oldest,
    inView: seen / visible,
    bytes,
    cpu: after.cpu - before.cpu,
    load,
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

spawnSync('taskset', ['-apc', '1', String(process.pid)]);
const rooms = Number(values.rooms);
const seconds = Number(values.seconds);
console.log(`${String(IN_VIEW)} of ${String(PARAGRAPHS)} paragraphs in view\n`);
console.log(
  '| system | people | delivered/s | share | in view | age p50 / p95 / p99, ms | oldest, s | B per update | kB/s per visitor | CPU-s per 1M | µs per visitor-s | RSS, MB | server / load, CPU |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const people of values.people.split(',').map(Number)) {
  for (const name of values.systems.split(',')) {
    const system = SYSTEMS[name];
    if (!system) throw new Error(`there is no system "${name}": ${Object.keys(SYSTEMS).join(', ')}`);
    if (people > (system.most ?? Infinity)) continue;
    const result = await measure(system, people, rooms, seconds);
    const { updates, ages, bytes, cpu, visitors, seconds: took } = result;
    const age = (share: number): string => (ages[Math.floor((ages.length - 1) * share)] ?? NaN).toFixed(0);
    const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
    const cells = [
      system.name,
      rooms > 1 ? `${String(rooms)} × ${String(people)}` : String(people),
      (updates / took).toFixed(0),
      percent(updates / result.expected),
      people > 100 ? percent(result.inView) : '',
      `${age(0.5)} / ${age(0.95)} / ${age(0.99)}`,
      (result.oldest / 1_000).toFixed(1),
      (bytes / updates).toFixed(1),
      (bytes / visitors / took / 1_000).toFixed(1),
      ((cpu / updates) * 1e6).toFixed(2),
      ((cpu / visitors / took) * 1e6).toFixed(0),
      (result.rss / 1e6).toFixed(0),
      `${percent(cpu / took)} / ${percent(result.load)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
process.exit(0);
