/**
 * Cursors land on the same content whatever the layout: random points on varied pages, sent at 1440 px, received at
 * other widths and with larger text. `TEST_LONG=1` for all points and pages; `CORPUS_SEED` for
 * other points; `CORPUS_MISSES=1` lists those that missed.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { servePages } from './page-server.ts';
import type { PageServer } from './page-server.ts';
import type { Corpus, SentPoint } from './in-page.ts';
import { Report, VariationReport } from './report.ts';
import { VARIATIONS } from './variations.ts';

declare global {
  var corpus: Corpus;
}

const long = Boolean(process.env['TEST_LONG']);
const POINTS = long ? 250 : 50;
const VARIED_POINTS = 80;
const SENDER = 1440;
const HEIGHT = 900;
const RECEIVERS = [
  { receiver: '390', width: 390, text: 1 },
  { receiver: '768', width: 768, text: 1 },
  { receiver: '1920', width: 1920, text: 1 },
  { receiver: '1440 at 150 % text', width: 1440, text: 1.5 },
];
const PAGES = readdirSync(new URL('pages/', import.meta.url)).filter((name) => name.endsWith('.html'));
const seed = Number(process.env.CORPUS_SEED ?? 20);

let server: PageServer;
let browser: Browser;
const sent = new Map<string, SentPoint[]>();

before(async () => {
  server = await servePages();
  browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  for (const name of PAGES) {
    const points = await at(name, SENDER, (page) =>
      page.evaluate(([count, from]) => corpus.send(count, from), [POINTS, seed] as const),
    );
    sent.set(name, points);
  }
});
after(async () => {
  await browser.close();
  await server.close();
});

async function at<T>(name: string, width: number, run: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage({ viewport: { width, height: HEIGHT } });
  try {
    await page.goto(`${server.origin}/${name}`, { waitUntil: 'load' });
    await page.addScriptTag({ url: `${server.origin}/in-page.js` });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    return await run(page);
  } finally {
    await page.close();
  }
}

test('there are at least twelve pages and every point asked for', () => {
  assert.ok(PAGES.length >= 12);
  for (const [name, points] of sent) assert.equal(points.length, POINTS, name);
});

test('a cursor is drawn in the same element and on the same word on every layout', async () => {
  const report = new Report();
  for (const name of PAGES) {
    await at(name, RECEIVERS[0]!.width, async (page) => {
      for (const { receiver, width, text } of RECEIVERS) {
        await page.setViewportSize({ width, height: HEIGHT });
        if (text !== 1) await page.evaluate((factor) => corpus.enlargeText(factor), text);
        report.add(name, receiver, await page.evaluate((points) => corpus.receive(points), sent.get(name)!));
      }
    });
  }
  report.print();
  const { ours } = report.shares();
  assert.ok(ours.element >= 0.99, `same element: ${ours.element}`);
  assert.ok(ours.word >= 0.97, `same word: ${ours.word}`);
  assert.ok(report.wronglyHidden <= 0.002, `hidden though it can be seen: ${report.wronglyHidden}`);
  assert.equal(report.wronglyShown, 0, 'what is not displayed is hidden');
});

test('in another document a cursor is on the right content, or marked as uncertain', async () => {
  const report = new VariationReport();
  for (const name of long ? PAGES : PAGES.slice(0, 4)) {
    const points = sent.get(name)!.slice(0, VARIED_POINTS);
    const verdicts = VARIATIONS.map((variation) =>
      at(name, SENDER, (page) =>
        page.evaluate(([ps, how, s]) => corpus.receiveVaried(ps, how, s), [points, variation, seed] as const),
      ),
    );
    for (const [i, variation] of VARIATIONS.entries()) report.add(name, variation, await verdicts[i]!);
  }
  report.print();
  assert.ok(report.confidentlyWrong <= 0.01, `confidently wrong: ${report.confidentlyWrong}`);
});
