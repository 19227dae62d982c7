import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { SAMPLE, decodeUplink } from '../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../protocol/cursor-frame.ts';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A real mouse causes more events, and fewer, than synthetic tests do. */
void describe('a real mouse on a third-party page', () => {
  let browser: Browser;
  let server: ServerProcess;
  let port: number;
  let site: ForeignSite;
  const contexts: BrowserContext[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    site = await startForeignSite((path) =>
      path === '/map'
        ? { html: '<!doctype html><title>Map</title><h1>Quays</h1><p>One, two, three</p>' }
        : {
            html: article(
              // What is where after scrolling must not depend on the font.
              `<style>p { min-height: 120px }</style>
              <iframe src="/map" style="display: block; width: 50%; height: 300px"></iframe>
              <script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount data-room="quay"></script>`,
            ),
          },
    );
  });
  after(async () => {
    await browser.close();
    await site.close();
  });
  beforeEach(async () => {
    server = new ServerProcess();
    port = await server.listening();
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await server.kill('SIGTERM');
  });

  /** A visitor, and the samples that their browser has sent. */
  async function visitor(width: number, height = 800): Promise<{ page: Page; sent: CursorSample[] }> {
    const context = await browser.newContext({ viewport: { width, height } });
    contexts.push(context);
    const page = await context.newPage();
    const sent: CursorSample[] = [];
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (typeof payload !== 'string') sent.push(...(decodeUplink(payload)?.samples ?? []));
      }),
    );
    await page.goto(site.origin);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    return { page, sent };
  }

  /** Two visitors; the first one's mouse is over the first paragraph, where the second one sees its cursor. */
  async function together() {
    const ada = await visitor(1280);
    const bob = await visitor(600);
    await ada.page.mouse.move(200, 130);
    await bob.page.locator('[part="cursor"]').waitFor({ state: 'attached' });
    return { ada, bob };
  }

  const boxOf = (page: Page, selector: string): Promise<Box> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { left, top, right, bottom };
      });

  /** Resolves once the drawn cursor is inside a box in client coordinates. */
  const seenIn = (page: Page, box: Box): Promise<unknown> =>
    page.waitForFunction(
      ({ left, top, right, bottom }) => {
        const layer = document
          .querySelector('live-presence')
          ?.shadowRoot?.querySelector('live-presence-cursors')?.shadowRoot;
        const at = layer?.querySelector('[part=cursor]')?.getBoundingClientRect();
        return at && at.left >= left - 1 && at.left <= right + 1 && at.top >= top - 1 && at.top <= bottom + 1;
      },
      box,
      { timeout: 5_000 },
    );

  void test('stays visible between elements', async () => {
    const { ada, bob } = await together();
    const paragraphs = await ada.page.locator('p').evaluateAll((all) =>
      all.slice(0, 5).map((each) => {
        const { left, top, height } = each.getBoundingClientRect();
        return { x: left + 100, y: top + height / 2 };
      }),
    );
    for (const { x, y } of paragraphs) await ada.page.mouse.move(x, y, { steps: 4 });
    await seenIn(bob.page, await boxOf(bob.page, 'p:nth-of-type(5)'));
    assert.ok(ada.sent.length > 5, `${String(ada.sent.length)} samples`);
    assert.deepEqual(
      ada.sent.filter(({ flags }) => flags & SAMPLE.gone),
      [],
    );
  });

  void test('rests while the page scrolls: others see it on the content now below it', async () => {
    const { ada, bob } = await together();
    await ada.page.mouse.wheel(0, 400);
    await ada.page.waitForFunction(() => scrollY === 400);
    const below = await ada.page.evaluate(() =>
      [...document.querySelectorAll('p')].indexOf(
        document.elementFromPoint(200, 130) as HTMLParagraphElement,
      ),
    );
    assert.ok(below > 0);
    await seenIn(bob.page, await boxOf(bob.page, `p:nth-of-type(${String(below + 1)})`));
    assert.deepEqual(
      ada.sent.filter(({ flags }) => flags & SAMPLE.gone),
      [],
    );
  });

  void test('over an iframe, others see it inside the iframe’s box', async () => {
    const { ada, bob } = await together();
    await ada.page.locator('iframe').scrollIntoViewIfNeeded();
    const { left, top, right, bottom } = await boxOf(ada.page, 'iframe');
    await ada.page.mouse.move((left + right) / 2, (top + bottom) / 2, { steps: 1 });
    await bob.page.locator('iframe').scrollIntoViewIfNeeded();
    await seenIn(bob.page, await boxOf(bob.page, 'iframe'));
  });

  void test('disappears for others when it leaves the window', async () => {
    const { ada, bob } = await together();
    await ada.page.mouse.move(200, -10);
    await bob.page.locator('[part="cursor"]').waitFor({ state: 'detached' });
    assert.ok(ada.sent.at(-1)!.flags & SAMPLE.gone);
  });
});
