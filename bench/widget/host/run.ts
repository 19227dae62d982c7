/**
 * What the widget costs the page that it is on: `npx tsx bench/widget/host/run.ts [--runs 9] [--slowdown 4] [--seconds 40]`
 * (after `npm run build` and `npm ci --prefix bench`; ends with 1 where a goal is missed).
 *
 * Somebody else's small page, loaded so many times without the widget and with it, by a Chromium whose main thread is
 * slowed down; then the page is left alone, with one visitor, and all that its main thread does is traced.
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../../scripts/find-browser.mjs';
import { ServerProcess } from '../../../test/helpers/server-process.ts';
import { HostSite } from '../../../test/hosts/host-site.ts';
import type {} from '../../../test/hosts/watch.ts';
import type { LivePresence } from '../../../widget/live-presence.ts';
import { quantile } from '../cursors/trace.ts';
import type { TraceEvent } from '../cursors/trace.ts';
import { PageTrace } from './page-trace.ts';
import { ownWeight, peerWeights } from './weights.ts';

const GOALS = { evaluation: 2, staying: 17_500, company: 12_000, chat: 14_000 };
const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink.user_timing',
  'v8',
  'toplevel',
  'loading',
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '9' },
    slowdown: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '40' },
  },
});
/** By then the widget is online, slowed down or not. */
const SETTLED_MS = 3_000;
/** The server tells of somebody's leaving after 5 s. */
const LEFT_MS = 6_000;
const rate = Number(values.slowdown);
const missed: string[] = [];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const server = new ServerProcess();
const origin = `http://127.0.0.1:${String(await server.listening())}`;
const site = await HostSite.start(origin);
const browser = await chromium.launch({ executablePath: chromePath({ headlessShell: false }), args: CHROME_ARGS });
const isOurs = (url: string): boolean => url.startsWith(`${origin}/live-presence`);

async function traced(page: Page, run: () => Promise<unknown>): Promise<TraceEvent[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await run();
  const trace = await browser.stopTracing();
  return (JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents;
}

/** Nobody was there before: nothing is in any cache. */
async function fresh(slowdown: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return page;
}

/** Waits without asking the page, which would be work of its main thread, too. */
async function load(page: Page, path = 'plain'): Promise<void> {
  await page.goto(`${site.origin}/${path}`);
  await pause(SETTLED_MS);
}

// ── Loading
const evaluations: number[] = [];
const longest: number[] = [];
const sums: number[] = [];
const shifts: string[] = [];
for (let i = 0; i < Number(values.runs); i++) {
  const page = await fresh(rate);
  const trace = new PageTrace(await traced(page, () => load(page)), isOurs);
  evaluations.push(trace.evaluation);
  longest.push(...trace.longTasks);
  sums.push(trace.tasks.reduce((sum, ms) => sum + ms, 0));
  if (
    !(await page.evaluate(() => document.querySelector<LivePresence>('live-presence')?.status === 'online'))
  )
    throw new Error('the widget is not online');
  shifts.push(...(await page.evaluate(() => watch.shifts)));
  await page.context().close();
  // Whoever is still there for the next one is drawn there, too.
  await pause(LEFT_MS);
}
const evaluation = quantile(evaluations, 0.5);
console.log(
  `evaluation of the loader at 1/${String(rate)} of the speed, ${values.runs} loads: median ${evaluation.toFixed(1)} ms, most ${Math.max(...evaluations).toFixed(1)} ms (goal: ${String(GOALS.evaluation)} ms)`,
);
console.log(
  `tasks of more than 50 ms: ${String(longest.length)} ${longest.map((ms) => ms.toFixed(0)).join(' ')}`,
);
console.log(
  `all our tasks in the first ${String(SETTLED_MS / 1000)} s: median ${quantile(sums, 0.5).toFixed(0)} ms`,
);
console.log(`layout shifts: ${String(shifts.length)} ${shifts.join('; ')}`);
if (evaluation > GOALS.evaluation) missed.push('evaluation of the loader');
if (longest.length > 0) missed.push('no long task');
if (shifts.length > 0) missed.push('no layout shift');

// ── Doing nothing
const idle = async (path: string): Promise<Map<string, number>> => {
  const page = await fresh(1);
  const loaded = new PageTrace(await traced(page, () => load(page, path)), (url) =>
    url.startsWith(site.origin),
  );
  // The browser has its own things to do after a load.
  await pause(6_000);
  const trace = await traced(page, () => pause(Number(values.seconds) * 1000));
  const quiet = new PageTrace(trace, isOurs, loaded.thread);
  await page.context().close();
  return quiet.names();
};
const [without, withGuest] = [await idle('plain?bare'), await idle('plain')];
console.log(`\nin ${values.seconds} s of an idle page, on its main thread:\n`);
console.log('| event | without | with the widget |\n| --- | --- | --- |');
for (const name of new Set([...withGuest.keys(), ...without.keys()]))
  console.log(`| ${name} | ${String(without.get(name) ?? 0)} | ${String(withGuest.get(name) ?? 0)} |`);

// ── Weight
const STAYING = ownWeight('live-presence', 'live-presence-core');
const COMPANY = ownWeight('live-presence-cursors');
const CHAT = ownWeight('live-presence-chat-module', 'live-presence-chat-tracker');
const weights: [string, number | string][] = [
  ['live-presence, that the page waits for', ownWeight('live-presence')],
  ['live-presence, for every visitor who stays', STAYING],
  ['live-presence, more with others’ cursors', COMPANY],
  ['live-presence, more for the chat', CHAT],
  ...(await peerWeights()),
];
console.log('\n| script | bytes, brotli |\n| --- | --- |');
for (const [name, weight] of weights) console.log(`| ${name} | ${weight.toLocaleString('en-GB')} |`);
if (STAYING > GOALS.staying) missed.push('bytes for every visitor who stays');
if (COMPANY > GOALS.company) missed.push('bytes for others’ cursors');
if (CHAT > GOALS.chat) missed.push('bytes of the chat');

await browser.close();
await site.close();
await server.kill();
if (missed.length > 0) console.log(`\nmissed: ${missed.join(', ')}`);
process.exit(missed.length > 0 ? 1 : 0);
