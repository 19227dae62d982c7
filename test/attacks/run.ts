// What honest people notice while one address attacks: see README.md beside this file.
//   node --import tsx test/attacks/run.ts [name …] [--main dist/server/main.js] [--seconds 15]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ServerProcess } from '../helpers/server-process.ts';
import { ATTACKS, attackOf } from './all.ts';
import { feel } from './bystander.ts';
import { Visitor } from './visitor.ts';

/** People who are there and do nothing, at an address each, and what was said before. */
const GUESTS = 100;
const MESSAGES = 300;
/** Time for what was said before to be stored, ms. */
const SETTLE_MS = 1_000;
/** Time for an attack to unfold before it is measured, ms. */
const LEAD_MS = 5_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { main: { type: 'string' }, seconds: { type: 'string', default: '15' } },
});
const attacks = positionals.length > 0 ? positionals.map(attackOf) : ATTACKS;
const head = [
  'attack',
  'ack p50',
  'p99',
  'lost',
  'kB/s',
  'cursor seen',
  'newcomers',
  'slowest',
  'welcome',
  'server CPU',
  'log',
  'disk',
];
console.log(`| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}`);
for (const name of [undefined, ...attacks.map((attack) => attack.name)]) console.log(await measure(name));

async function measure(name: string | undefined): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-attack-'));
  const server = new ServerProcess(
    {
      LIVE_PRESENCE_DATA: join(folder, 'chat.db'),
      LIVE_PRESENCE_CHAT_RATE: '100/1000',
      LIVE_PRESENCE_ADMIN_KEY: 'an admin key of the attacks',
    },
    [],
    values.main,
  );
  const origin = `http://127.0.0.1:${String(await server.listening())}`;
  const guests = await fill(origin);
  await setTimeout(SETTLE_MS);
  const [lines, bytes] = [server.output.length, sizeOf(folder)];
  const script = fileURLToPath(new URL('attacker.ts', import.meta.url));
  const attacker =
    name === undefined
      ? undefined
      : spawn(process.execPath, ['--import', 'tsx', script, name, origin], { stdio: 'inherit' });
  await setTimeout(LEAD_MS);
  const before = cpuOf(server.child.pid);
  const ms = Number(values.seconds) * 1000;
  const felt = await feel(origin, ms);
  const cpu = (cpuOf(server.child.pid) - before) / (ms / 1000);
  attacker?.kill('SIGKILL');
  const [logged, grown] = [server.output.length - lines, sizeOf(folder) - bytes];
  for (const { socket } of guests) socket.terminate();
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
  const cells = [
    name ?? 'none',
    `${felt.p50.toFixed(0)} ms`,
    `${felt.p99.toFixed(0)} ms`,
    felt.lost,
    (felt.bytesPerSecond / 1000).toFixed(1),
    `${(felt.seen * 100).toFixed(0)} %`,
    `${String(felt.joined)} of ${String(felt.tried)}`,
    `${felt.slowestJoin.toFixed(0)} ms`,
    `${(felt.welcomeBytes / 1000).toFixed(0)} kB`,
    `${(cpu * 100).toFixed(0)} %`,
    `${(logged / 1000).toFixed(1)} kB`,
    `${(grown / 1000).toFixed(0)} kB`,
  ];
  return `| ${cells.join(' | ')} |`;
}

async function fill(origin: string): Promise<Visitor[]> {
  const guests: Visitor[] = [];
  for (let at = 0; at < GUESTS; at++) {
    const guest = new Visitor({ origin, name: `guest-${String(at)}`, address: `192.0.2.${String(at)}` });
    guests.push(guest);
    await guest.hello();
  }
  const [first] = guests;
  for (let at = 0; at < MESSAGES; at++)
    first?.send({ type: 'chat_post', op: `op-${String(at)}`, text: `${String(at)} ${'word '.repeat(40)}` });
  return guests;
}

/** Bytes of the files in a folder. */
function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

/** CPU seconds of a process so far. */
function cpuOf(pid = 0): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / 100;
}
