/**
 * What a crowd's cursors cost a visitor's browser: `npx tsx bench/cursors/run.ts [--people 100] [--seconds 10]
 * [--slowdown 4] [--page docs.html]` (after `npm run build`; ends with 1 where a goal is missed).
 *
 * A page of the corpus on a site of its own, with the built widget, in a Chromium whose main thread is slowed down.
 * So many others point at its content over real WebSockets, each 20 times a second, and all that the browser does is
 * traced: all of them in the window; anywhere on the page; while the visitor scrolls; while the page rewrites a text.
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { ServerProcess } from '../../test/helpers/server-process.ts';
import { Mover } from './mover.ts';
import { MainThread, STAGES, quantile } from './trace.ts';
import { Viewer, WINDOW } from './viewer.ts';
import { ways } from './ways.ts';

const ROOM = 'bench';
/** Most time in the widget's scripts, in ms per frame, that 95 of 100 frames may take. */
const GOAL_MS = 4;
const WARM_UP_MS = 3_000;
/** Invalidations are so many that a short while says enough. */
const INVALIDATIONS_MS = 2_000;

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
    slowdown: { type: 'string', default: '4' },
    page: { type: 'string', default: 'docs.html' },
  },
});
const people = Number(values.people);
const ms = Number(values.seconds) * 1_000;

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

const server = new ServerProcess({ LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' });
const origin = `http://127.0.0.1:${String(await server.listening())}`;
const browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
const viewer = await Viewer.of(browser, values.page, origin, ROOM);
let missed = false;

/** Lets everybody move, and gives the visitor who looks at them a fresh tab. */
async function crowd(inWindow: boolean): Promise<Mover[]> {
  const places = await viewer.places(({ width, height }) =>
    ways(people, width, inWindow ? Math.min(height, WINDOW.height) : height),
  );
  await viewer.open(Number(values.slowdown));
  const movers = await Promise.all(places.map((way, i) => Mover.join(origin, ROOM, '/', i, way)));
  await viewer.sees(people);
  await pause(WARM_UP_MS);
  return movers;
}

async function measure(name: string, run: (ms: number) => Promise<void>, still: boolean): Promise<void> {
  const isOurs = (url: string): boolean => url.startsWith(`${origin}/live-presence`);
  const before = await viewer.updates();
  const started = performance.now();
  const main = new MainThread(await viewer.trace(() => run(ms)), isOurs);
  const seconds = (performance.now() - started) / 1_000;
  const updates = (await viewer.updates()) - before;
  const closer = new MainThread(await viewer.trace(() => run(INVALIDATIONS_MS), true), isOurs);
  const invalidated = closer.nodes('LayoutInvalidationTracking');
  const isHosts = new Map<number, boolean>();
  for (const node of new Set(invalidated)) isHosts.set(node, await viewer.isHosts(node));
  const hosts = invalidated.filter((node) => isHosts.get(node)).length;

  const scripts = main.scripts();
  const p95 = quantile(scripts, 0.95);
  const numbers = (all: readonly number[]): string =>
    [0.5, 0.95, 1].map((share) => quantile(all, share).toFixed(1)).join(' / ');
  const stages = STAGES.map((stage) => quantile(main.stage(stage), 0.5).toFixed(1)).join(' / ');
  console.log(
    `| ${[name, numbers(scripts), stages, (main.frames / seconds).toFixed(0), main.count('Layout'), hosts, updates].join(' | ')} |`,
  );
  if (still && (p95 > GOAL_MS || hosts > 0 || updates > 0)) missed = true;
}

console.log(
  `| ${String(people)} cursors | scripts, ms per frame: p50 / p95 / max | ${STAGES.join(' / ')}, ms per frame: p50 | frames/s | layouts | layout invalidations of the page's | Lit updates |`,
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const inWindow of [true, false]) {
  const movers = await crowd(inWindow);
  await measure(inWindow ? 'in the window' : 'all over the page', pause, true);
  if (!inWindow) {
    await measure('while the visitor scrolls', (time) => viewer.scroll(time), false);
    await viewer.rewrite();
    await measure('while the page rewrites a text 10 times a second', pause, false);
  }
  for (const mover of movers) mover.close();
  await viewer.close();
}
await browser.close();
await viewer.end();
await server.kill();
process.exit(missed ? 1 : 0);
