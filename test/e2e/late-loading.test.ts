/** Most of the widget loads late, over a network that may fail just then: whatever failed is tried again. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

void describe('a part that fails to load once', { timeout: 60_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    const port = await server.listening();
    site = await startForeignSite((path) => ({
      html: article(
        `<script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount data-lang="${path.slice(1)}"></script>`,
      ),
    }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(errors.splice(0), []);
  });

  /** @param part what its script is called */
  async function open(part: string, path = '/en'): Promise<void> {
    const context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.route(`**/live-presence-${part}*`, (route) => route.abort(), { times: 1 });
    await page.goto(site.origin + path);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
  }

  /** A new connection, as after the network was away. */
  const reconnect = (): Promise<void> =>
    page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide'));
      dispatchEvent(new PageTransitionEvent('pageshow'));
    });

  void test('opens at the next click: the chat', async () => {
    await open('chat-module');
    const button = page.locator('[part~=chat-toggle]');
    await button.click();
    await page.locator('[part~=chat-toggle][aria-expanded=false]').waitFor();
    await button.click();
    await page.locator('[part~=chat-input]').waitFor();
  });

  void test('opens at the next click: the list of people', async () => {
    await open('people');
    const badge = page.locator('[part~=badge]');
    await page.mouse.move(0, 0);
    await badge.dispatchEvent('click');
    await page.locator('[part~=badge][aria-expanded=false]').waitFor();
    await badge.dispatchEvent('click');
    await page.locator('[part~=people] h2').waitFor();
  });

  void test('loads with the next connection: the chat that a message is posted to', async () => {
    await open('chat-module');
    const failed = page.waitForEvent('requestfailed');
    await page.evaluate(() => document.querySelector('live-presence')?.send('first'));
    await failed;
    await reconnect();
    await page.waitForFunction(() =>
      document.querySelector('live-presence')?.messages.some(({ state }) => state === 'sent'),
    );
  });

  void test('loads with the next connection: the language', async () => {
    await open('pt', '/pt');
    // In English until then, unless something else has drawn the widget again, which tries again, too.
    await page.getByRole('button', { name: /^(Open chat|Abrir o chat)$/ }).waitFor();
    await reconnect();
    await page.getByRole('button', { name: 'Abrir o chat' }).waitFor();
  });
});
