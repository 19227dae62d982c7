/** Once a page was online, each of its buttons works without the network, and what was written arrives when it is back. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { ChaosProxy } from '../helpers/chaos-proxy.ts';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** The scripts that buttons need. */
const LATE = [
  'alerts',
  'anchors',
  'chat-module',
  'crowd',
  'details',
  'focus-guard',
  'input-guard',
  'key-guard',
  'message-menu',
  'people',
  'pins',
  'profile',
];

void describe('a page whose server is gone', { timeout: 240_000 }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: ServerProcess;
  let proxy: ChaosProxy;
  let site: ForeignSite;
  const errors: string[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    proxy = await ChaosProxy.start(await server.listening());
    site = await startForeignSite((path) => ({
      html: article(
        `<script type="module" src="http://127.0.0.1:${String(proxy.port)}/live-presence.js" data-mount data-room="${path.slice(1)}"></script>`,
      ),
    }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await proxy[Symbol.asyncDispose]();
    await server.kill();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => errors.push(String(error)));
  });
  afterEach(async () => {
    await context.close();
    proxy.heal();
    assert.deepEqual(errors.splice(0), []);
  });

  const status = (wanted: string): Promise<void> =>
    page.locator(`live-presence[status=${wanted}]`).waitFor({ state: 'attached' });
  /** Opens a page, which nobody touches before the server is gone. */
  const leftAlone = async (room: string): Promise<void> => {
    await page.goto(`${site.origin}/${room}`);
    await status('online');
    await page.waitForFunction(
      (names) => {
        const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
        return names.every((part) => loaded.some((name) => name.includes(`live-presence-${part}`)));
      },
      LATE,
      { polling: 50 },
    );
    // What was requested has arrived.
    await page.waitForLoadState('networkidle');
    unplug();
    await status('reconnecting');
  };
  const unplug = (): void => {
    proxy.refuse();
    proxy.cut();
  };
  const sent = (text: string): Promise<void> =>
    page.locator('[part~=message][data-state=sent]').filter({ hasText: text }).waitFor();

  void test('opens the list, which says so and can try now, and name and colour', async () => {
    await leftAlone('list');
    await page.locator('[part~=badge]').click();
    await page
      .getByRole('dialog')
      .getByText(/Reconnecting/)
      .waitFor();
    await page.getByRole('button', { name: 'Change name and colour' }).click();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Grace');
    await page.getByRole('button', { name: 'Save' }).click();
    const tried = proxy.next('refused');
    await page.getByRole('button', { name: 'Try now' }).click();
    await tried;
    proxy.heal();
    await status('online');
    await page.locator('[part~=person]').filter({ hasText: 'Grace' }).waitFor();
  });

  void test('opens the chat, which sends what was written when the server is back', async () => {
    await leftAlone('chat');
    await page.locator('[part~=chat-toggle]').click();
    await page.locator('[part~=chat-input]').fill('from the tunnel');
    await page.locator('[part~=chat-input]').press('Enter');
    await page.locator('[part~=message][data-state=pending]').waitFor();
    await page.getByRole('button', { name: 'Notification settings' }).click();
    await page.getByRole('switch', { name: 'Sound' }).waitFor();
    proxy.heal();
    await sent('from the tunnel');
  });

  void test('puts a pin, with nothing that only company needs', async () => {
    await leftAlone('pin');
    await page.locator('[part~=chat-toggle]').click();
    await page.getByRole('button', { name: 'Pin a spot on the page' }).click();
    await page.locator('.pick').waitFor();
    const box = await page.locator('p').first().boundingBox();
    // Not at the locator: what picks a place is above it.
    await page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 8);
    await page.getByText('Pinned spot').waitFor();
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').filter(({ name }) => name.includes('-cursors-')),
    );
    assert.equal(loaded.length, 0);
    proxy.heal();
  });

  void test('keeps what the site sends, though the chat was never opened', async () => {
    await leftAlone('send');
    await page.evaluate(() => document.querySelector('live-presence')?.send('from the site'));
    proxy.heal();
    await page.locator('[part~=chat-toggle]').click();
    await sent('from the site');
  });

  void test('keeps what the site sends before anything else of the widget has loaded', async () => {
    await context.route(/live-presence-[a-z-]+-[0-9a-f]+\.js/, (route) => route.abort());
    await page.goto(`${site.origin}/early`);
    await page.evaluate(async () => {
      await customElements.whenDefined('live-presence');
      document.querySelector('live-presence')?.send('as early as possible');
    });
    await status('online');
    unplug();
    await status('reconnecting');
    await page.evaluate(() => document.querySelector('live-presence')?.send('and offline'));
    await context.unroute(/live-presence-[a-z-]+-[0-9a-f]+\.js/);
    proxy.heal();
    await page.waitForFunction(
      () =>
        document.querySelector('live-presence')?.messages.filter(({ state }) => state === 'sent').length ===
        2,
    );
    const texts = await page.evaluate(() =>
      document.querySelector('live-presence')?.messages.map(({ text }) => text),
    );
    assert.deepEqual(texts, ['as early as possible', 'and offline']);
  });

  void test('opens what the site wants open as soon as that can be loaded', async () => {
    let blocked = true;
    await context.route('**/live-presence-chat-module-*', (route) =>
      blocked ? route.abort() : route.continue(),
    );
    const failed = page.waitForEvent('requestfailed');
    await page.goto(`${site.origin}/open`);
    await page.evaluate(() => document.querySelector('live-presence')?.setAttribute('chat', 'open'));
    await failed;
    await status('online');
    blocked = false;
    await page.locator('[part~=chat-input]').waitFor();
  });
});
