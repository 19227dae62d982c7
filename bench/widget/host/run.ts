/**
 * What the widget costs the page that it is on: `npx tsx bench/widget/host/run.ts [--runs 9] [--slowdown 4] [--seconds 40]
 * [--parts vitals,idle,weight]` (after `npm run build` and `npm ci --prefix bench`; ends with 1 where a goal is missed).
 *
 * An empty page of somebody else's and a heavy one, loaded so many times without the widget and with it, by turns, by a
 * Chromium whose main thread is slowed down; then the empty one is left alone, with one visitor, and all that its main
 * thread does is traced.
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../../scripts/find-browser.mjs';
import { ServerProcess } from '../../../test/helpers/server-process.ts';
import { BenchSite, PAGES } from './bench-site.ts';
import type { BenchPage } from './bench-site.ts';
import { Goals, spread } from './goals.ts';
import { PageLoad, pause, vitalsScript } from './page-load.ts';
import type { Figures } from './page-load.ts';
import { PageTrace } from './page-trace.ts';
import { ownWeight, peerWeights } from './weights.ts';

/** Goals, in ms at a quarter of the speed and in bytes with brotli. */
const GOALS = {
  evaluation: 2,
  longestTask: 50,
  untilIdle: 33,
  loader: 2_000,
  staying: 17_500,
  company: 12_000,
  chat: 14_000,
};
/** What the browser rounds to. */
const STEPS = { lcp: 4, cls: 0, inp: 8, tbt: 1 };

/** So many clicks, and so many keys, have to have reached a page that was used. */
const LEAST = 5;

/** Two loads of a page: in one it is left alone, in the other it is used. */
interface Visit extends Figures {
  globals: string[];
  origins: ReadonlySet<string>;
  trace: PageTrace | undefined;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '9' },
    slowdown: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '40' },
    parts: { type: 'string', default: 'vitals,idle,weight' },
  },
});
const parts = values.parts.split(',');
const rate = Number(values.slowdown);

const server = new ServerProcess({ LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' });
const origin = `http://127.0.0.1:${String(await server.listening())}`;
const site = await BenchSite.start(origin);
const browser = await chromium.launch({
  executablePath: chromePath({ headlessShell: false }),
  args: CHROME_ARGS,
});
const script = await vitalsScript();
const goals = new Goals();
const isOurs = (url: string): boolean => url.startsWith(`${origin}/live-presence`);
let rooms = 0;

/** @param room of the widget's; undefined for the page without it */
async function visit(page: BenchPage, room?: string): Promise<Visit> {
  const url = site.urlOf(page, room);
  const alone = await PageLoad.start(browser, rate, script);
  // Both ways, because tracing takes time, too.
  const hasWidget = room !== undefined;
  const events = await alone.traced(() => alone.load(url, hasWidget));
  if (hasWidget) await alone.online();
  const { lcp, cls, tbt } = await alone.figures();
  const globals = await alone.globals();
  await alone.close();
  const used = await PageLoad.start(browser, rate, script);
  await used.use(url, hasWidget);
  if (hasWidget) await used.online();
  const { inp, clicks, keys } = await used.figures();
  await used.close();
  if (lcp === 0 || clicks < LEAST || keys < LEAST)
    throw new Error(
      `${url}: LCP ${String(lcp)}, ${String(clicks)} clicks and ${String(keys)} keys say nothing`,
    );
  const trace = hasWidget ? new PageTrace(events, isOurs) : undefined;
  return {
    lcp,
    cls,
    tbt,
    inp,
    clicks,
    keys,
    globals,
    trace,
    origins: new Set([...alone.origins, ...used.origins]),
  };
}

async function vitals(page: BenchPage): Promise<void> {
  const without: Visit[] = [];
  const having: Visit[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    without.push(await visit(page));
    // A room of its own each time: whoever was in the last one is still there for a while.
    having.push(await visit(page, `bench-${String(rooms++)}`));
  }
  console.log(
    `\n${page} page, at 1/${String(rate)} of the speed, ${values.runs} runs, median (least–most)\n`,
  );
  console.log('| vital | without | with | goal | |\n| --- | --- | --- | --- | --- |');
  const names = { lcp: 'LCP, ms', cls: 'CLS', inp: 'INP, ms', tbt: 'total blocking time, ms' };
  for (const [key, name] of Object.entries(names) as [keyof typeof names, string][]) {
    const of = (visits: Visit[]): number[] => visits.map((each) => each[key]);
    console.log(goals.difference(`${page}: ${name}`, of(without), of(having), STEPS[key]));
  }
  const traces = having.flatMap(({ trace = [] }) => trace);
  const theirs = new Set(without.flatMap(({ globals }) => globals));
  const globals = new Set(having.flatMap((each) => each.globals.filter((name) => !theirs.has(name))));
  const others = having.map(({ origins }) =>
    [...origins].filter((each) => each !== site.origin && each !== origin),
  );
  console.log('\n| what we do there | figure | goal | |\n| --- | --- | --- | --- |');
  const of = (read: (trace: PageTrace) => number): number[] => traces.map(read);
  const medians: [string, number[], number][] = [
    ['evaluation of the loader, ms', of(({ evaluation }) => evaluation), GOALS.evaluation],
    [
      'our tasks before the page is idle, in sum, ms',
      of(({ sumUntilIdle }) => sumUntilIdle),
      GOALS.untilIdle,
    ],
  ];
  // Not once.
  const all: [string, number[], number][] = [
    [
      'longest task with our scripts, until online, ms',
      of(({ longestTask }) => longestTask),
      GOALS.longestTask,
    ],
    ['layout shift', having.map(({ cls }) => cls), 0],
    ['origins of requests to others', others.map(({ length }) => length), 0],
    ['globals', [globals.size], 0],
  ];
  for (const [what, figures, most] of medians) console.log(goals.row(`${page}: ${what}`, figures, most));
  for (const [what, figures, most] of all) console.log(goals.row(`${page}: ${what}`, figures, most, 1));
  console.log(`| ${page}: all our tasks until online, in sum, ms | ${spread(of(({ sum }) => sum))} | | |`);
  const named = [...globals, ...new Set(others.flat())];
  if (named.length > 0) console.log(`\nnamely: ${named.join(', ')}`);
}

/** What the main thread does on a page that nobody uses. */
async function idle(): Promise<void> {
  const names = async (room?: string): Promise<Map<string, number>> => {
    const quiet = await PageLoad.start(browser, 1);
    const loading = await quiet.traced(() => quiet.load(site.urlOf('empty', room), room !== undefined));
    const loaded = new PageTrace(loading, (url) => url.startsWith(site.origin));
    // The browser has its own things to do after a load.
    await pause(6_000);
    const trace = await quiet.traced(() => pause(Number(values.seconds) * 1000));
    await quiet.close();
    return new PageTrace(trace, isOurs, loaded.thread).names();
  };
  const [without, having] = [await names(), await names('bench-idle')];
  console.log(`\nin ${values.seconds} s of an idle page, on its main thread\n`);
  console.log('| event | without | with the widget |\n| --- | --- | --- |');
  for (const name of new Set([...having.keys(), ...without.keys()]))
    console.log(`| ${name} | ${String(without.get(name) ?? 0)} | ${String(having.get(name) ?? 0)} |`);
}

async function weight(): Promise<void> {
  console.log('\n| script | bytes, brotli | goal | |\n| --- | --- | --- | --- |');
  const ours: [string, number, number][] = [
    ['live-presence, that the page waits for', ownWeight('live-presence'), GOALS.loader],
    ['… for every visitor who stays', ownWeight('live-presence', 'live-presence-core'), GOALS.staying],
    [
      '… more with others’ cursors',
      ownWeight('live-presence-anchors', 'live-presence-cursors'),
      GOALS.company,
    ],
    [
      '… more for the chat, with its tracker',
      ownWeight('live-presence-chat-module', 'live-presence-chat-tracker'),
      GOALS.chat,
    ],
  ];
  for (const [what, bytes, most] of ours) {
    const verdict = goals.check(what, bytes <= most);
    console.log(
      `| ${what} | ${bytes.toLocaleString('en-GB')} | ${most.toLocaleString('en-GB')} | ${verdict} |`,
    );
  }
  for (const [name, bytes] of await peerWeights())
    console.log(`| ${name} | ${bytes.toLocaleString('en-GB')} | | |`);
}

try {
  if (parts.includes('vitals')) for (const page of PAGES) await vitals(page);
  if (parts.includes('idle')) await idle();
  if (parts.includes('weight')) await weight();
} finally {
  await browser.close();
  await site.close();
  await server.kill();
}
if (goals.missed.length > 0) console.log(`\nmissed: ${goals.missed.join(', ')}`);
process.exit(goals.missed.length > 0 ? 1 : 0);
