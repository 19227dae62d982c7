/** What the demo's pages show of the widget, to somebody who sees it for the first time. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Frame, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { ServerProcess } from '../helpers/server-process.ts';

let browser: Browser;
let origin: string;
let server: ServerProcess;

before(async () => {
  browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  server = new ServerProcess();
  origin = `http://localhost:${String(await server.listening())}`;
});
after(async () => {
  await browser.close();
  await server.kill();
});

void describe('the phone of the side-by-side page', { timeout: 240_000 }, () => {
  /** The frame of a visitor of that name, who is connected. */
  async function frameOf(page: Page, name: string): Promise<Frame> {
    const iframe = await page.waitForSelector(`iframe[src*="as=${name}"]`);
    const frame = await iframe.contentFrame();
    assert.ok(frame);
    await frame.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    return frame;
  }

  for (const [width, height] of [
    [1280, 800],
    [1024, 768],
    [1440, 900],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      void test(`shows what the desktop points at first, ${String(width)} × ${String(height)}, ${colorScheme}`, async () => {
        const page = await browser.newPage({ viewport: { width, height }, colorScheme });
        page.setDefaultTimeout(20_000);
        await page.goto(`${origin}/side-by-side`);
        const desktop = await frameOf(page, 'Desktop');
        const phone = await frameOf(page, 'Phone');
        for (const selector of ['h1', '.standfirst', '.lead']) {
          const box = await desktop.locator(selector).boundingBox();
          assert.ok(box);
          const [x, y] = [box.x + box.width * 0.45, box.y + 12];
          await page.mouse.move(x - 20, y - 3);
          await page.mouse.move(x, y);
          // At rest, where that is on the phone.
          const cursor = phone.locator('[part~=cursor]').first();
          await phone.waitForFunction((of) => {
            const root = document.querySelector('live-presence')?.shadowRoot;
            const drawn = root
              ?.querySelector('live-presence-cursors')
              ?.shadowRoot?.querySelector('[part~=cursor]');
            const at = drawn?.getBoundingClientRect();
            const text = document.querySelector(of)?.getBoundingClientRect();
            return at && text && at.top >= text.top && at.top <= text.bottom;
          }, selector);
          await cursor.waitFor();
          const label = await phone.locator('[part~=cursor-label]').first().boundingBox();
          const stage = await page.locator('.phone .stage').boundingBox();
          assert.ok(label && stage);
          const bottom = label.y + label.height;
          assert.ok(bottom <= stage.y + stage.height, `${selector} is in the phone's window`);
          for (const part of ['badge', 'chat-toggle']) {
            const cover = await phone.locator(`[part~=${part}]`).boundingBox();
            assert.ok(cover && bottom <= cover.y, `${selector} is not under the ${part}`);
          }
          assert.equal(await phone.locator('[part~=cursor-chip]').count(), 0);
        }
        await page.close();
      });
    }
  }
});

void describe('the visitors of the demo', { timeout: 240_000 }, () => {
  const texts = (page: Page): Promise<string[]> =>
    page.evaluate(() => document.querySelector('live-presence')?.messages.map(({ text }) => text) ?? []);
  /** Waits for so many messages of theirs. */
  const said = (page: Page, count: number): Promise<unknown> =>
    page.waitForFunction(
      (least) => (document.querySelector('live-presence')?.messages.length ?? 0) >= least,
      count,
    );

  async function visit(): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    // They take their time by the clock of the page's frames, which runs fast here.
    await page.addInitScript(() => {
      const frame = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (callback) => frame((now) => callback(now * 60));
      const now = performance.now.bind(performance);
      performance.now = () => now() * 60;
    });
    await page.goto(origin);
    return page;
  }
  async function add(page: Page): Promise<void> {
    await page.evaluate(() => document.querySelector('live-presence')?.openChat());
    await page.locator('[part~=chat-input]').waitFor();
    await page.locator('[data-action=add]').click();
  }

  void test('say nothing twice, brought again, after a reload, and from two windows', async () => {
    const page = await visit();
    await add(page);
    await said(page, 2);
    await page.locator('[data-action=remove]').click();
    const first = (await texts(page)).length;
    await add(page);
    await said(page, first + 2);
    await page.reload();
    await add(page);
    await said(page, first + 4);
    // One after the other: what two say in the same moment neither can know.
    await page.locator('[data-action=remove]').click();
    const second = (await texts(page)).length;
    const other = await visit();
    await add(other);
    await said(other, second + 2);
    const all = await texts(other);
    assert.deepEqual(all, [...new Set(all)]);
    await page.close();
    await other.close();
  });
});
