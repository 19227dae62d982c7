/** What the widget adds to a page moves nothing of it, and nothing of its own. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** What the README gives for pages that put something into the element, or place a badge. */
const [, STYLES = ''] =
  /```css\n(live-presence:not\(:defined\)[^`]*)```/.exec(
    readFileSync(new URL('../../README.md', import.meta.url), 'utf8'),
  ) ?? [];

const HERE = '<live-presence id="live" lang="en"></live-presence>';
const PAGES: Record<string, { tag?: string; above?: string; header?: string }> = {
  'where the tag mounts the element': { tag: 'data-mount' },
  'where it does so at once': { tag: 'data-mount data-load="eager"' },
  'with the element in its markup': { above: HERE },
  'with the element in its markup, at once': { above: HERE, tag: 'data-load="eager"' },
  'with a button that stands in for the element': {
    above: '<live-presence lang="en"><button>Talk to us</button></live-presence>',
  },
  'with a header for the chat': {
    above: '<live-presence lang="en"><b slot="chat-header">Ask the gardeners</b></live-presence>',
  },
  'with a badge in its header': {
    header: '<live-presence-badge for="live"></live-presence-badge>',
    above: HERE,
  },
  'with a badge above the words': {
    above: `<div><live-presence-badge for="live"></live-presence-badge></div>${HERE}`,
  },
  'with a badge in its header, which something stands in for': {
    header: '<live-presence-badge for="live"><button>Who is here?</button></live-presence-badge>',
    above: HERE,
  },
};

interface Shift {
  value: number;
  sources: string[];
}

void describe('a page', { timeout: 120_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let html = '';
  let origin: string;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    origin = `http://127.0.0.1:${String(await server.listening())}`;
    site = await startForeignSite(() => ({ html }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });

  for (const [what, { tag = '', above = '', header = '' }] of Object.entries(PAGES))
    void test(`${what} is moved by nothing`, async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      html = `<!doctype html><html lang="en"><head><title>Page</title><style>
          ${STYLES}
          header { display: flex; gap: 16px; align-items: center; justify-content: space-between; }
        </style>
        <script>
          const shifts = globalThis.shifts = [];
          new PerformanceObserver((list) => {
            for (const { value, sources } of list.getEntries())
              shifts.push({ value, sources: sources.map(({ node }) => node?.outerHTML?.slice(0, 60) ?? node?.nodeName ?? 'gone') });
          }).observe({ type: 'layout-shift', buffered: true });
        </script></head><body>
        <header><h1>Site</h1>${header}<nav>Home, About</nav></header>${above}
        ${'<p>Words of the page, one after the other.</p>'.repeat(12)}
        <script type="module" src="${origin}/live-presence.js" ${tag}></script></body></html>`;
      await page.goto(site.origin);
      await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
      await page.locator('[part~=count]').first().waitFor();
      // What has moved is reported with the next frame.
      await page.waitForLoadState('networkidle');
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: Shift[] }).shifts);
      assert.deepEqual(shifts, []);
      await context.close();
    });
});
