/** A spot on the page is pinned with a tap where there is no mouse. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

void describe('pins by touch', { timeout: 120_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let contexts: BrowserContext[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    const port = await server.listening();
    site = await startForeignSite(() => ({
      html: article(
        `<script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount data-lang="en"></script>`,
      ),
    }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    contexts = [];
  });

  async function boxOf(page: Page, selector: string): Promise<Box> {
    const box = await page.locator(selector).boundingBox();
    assert.ok(box, selector);
    return box;
  }

  /** A visitor who is about to pin a spot. */
  async function picking(options: BrowserContextOptions, press: 'tap' | 'click'): Promise<Page> {
    const context = await browser.newContext(options);
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(site.origin);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await page.locator('[part~=chat-toggle]')[press]();
    await page.getByRole('button', { name: 'Pin a spot on the page' })[press]();
    await page.locator('.pick').waitFor();
    return page;
  }

  void test('a tap on the page pins what is there, and does nothing else to it', async () => {
    const page = await picking(PHONE, 'tap');
    assert.match(await page.locator('.pick #how').innerText(), /^Tap a spot to pin it\./);
    await page.evaluate(() => {
      const seen: string[] = [];
      for (const type of ['click', 'mousedown', 'pointerdown', 'touchstart'])
        document.querySelector('p')?.addEventListener(type, () => seen.push(type));
      Object.assign(window, { seen });
    });
    const [hint, text] = [await boxOf(page, '.pick #how'), await boxOf(page, 'p >> nth=0')];
    // The hint may lie over some of the page.
    const y = [text.y + 4, text.y + text.height - 4].find(
      (each) => each < hint.y || each > hint.y + hint.height,
    );
    assert.ok(y !== undefined, 'the hint covers the paragraph');
    const spot = { x: text.x + 20, y };
    await page.touchscreen.tap(spot.x, spot.y);
    await page.locator('.pick').waitFor({ state: 'detached' });
    await page.locator('.about').waitFor();
    await page.locator('[part~=chat-input]').fill('this one');
    await page.keyboard.press('Enter');
    await page.locator('[part~=message-pin]').waitFor();
    assert.deepEqual(await page.evaluate(() => (window as unknown as { seen: string[] }).seen), []);

    // Where the spot is, the pin leads with a tap.
    await page.locator('[part~=message-pin]').tap();
    await page.locator('.ring:not([hidden])').waitFor();
    const near = ({ x, y, width, height }: Box): boolean =>
      Math.hypot(x + width / 2 - spot.x, y + height / 2 - spot.y) < 30;
    const ring = await boxOf(page, '.ring');
    assert.ok(near(ring), JSON.stringify({ ring, spot }));
  });

  void test('a tap on “Cancel” pins nothing', async () => {
    const page = await picking(PHONE, 'tap');
    await page.locator('.pick').getByRole('button', { name: 'Cancel' }).tap();
    await page.locator('.pick').waitFor({ state: 'detached' });
    await page.locator('[part~=chat-input]').waitFor();
    assert.equal(await page.locator('.about').count(), 0);
  });

  void test('with a mouse the hint speaks of clicks and keys', async () => {
    const page = await picking({}, 'click');
    assert.match(await page.locator('.pick #how').innerText(), /^Click a spot to pin it, or press Enter/);
  });
});
