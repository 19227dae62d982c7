import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

void describe('a page that asks first', () => {
  let server: ServerProcess;
  let site: ForeignSite;
  let browser: Browser;
  let origin: string;

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess({ PORT: '0' });
    origin = `http://127.0.0.1:${String(await server.listening())}`;
    site = await startForeignSite(() => ({
      html: article(
        `<live-presence room="quay" consent="required"></live-presence>
        <script type="module" src="${origin}/live-presence.js"></script>`,
      ),
    }));
  });
  after(async () => {
    await browser.close();
    await server.kill();
    await site.close();
  });

  /** Everything the page has stored in the visitor's browser. */
  const stored = (page: Page): Promise<string[]> =>
    page.evaluate(async () => [
      ...Object.keys(localStorage),
      ...Object.keys(sessionStorage),
      ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
      ...(await caches.keys()),
      ...(document.cookie ? [document.cookie] : []),
    ]);

  void test('opens, requests and stores nothing before consent, and leaves nothing after it is withdrawn', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('websocket', (socket) => asked.push(socket.url()));
    await page.goto(site.origin);
    const card = page.locator('[part=consent]');
    await card.waitFor();
    // Moving, typing and scrolling would be sent.
    await page.mouse.move(200, 200, { steps: 5 });
    await page.locator('input').first().fill('typed');
    await page.mouse.wheel(0, 400);
    await page.reload();
    await card.waitFor();
    // What is loaded late has to wait, too: a part placed alone, and the warning about an invalid attribute.
    await page.evaluate(async () => {
      const whole = document.querySelector('live-presence')!;
      whole.id = 'whole';
      whole.setAttribute('theme', 'drak');
      const part = document.createElement('live-presence-badge');
      part.setAttribute('for', 'whole');
      document.body.append(part);
      await Promise.all([whole.updateComplete, part.updateComplete]);
    });
    // Twice the scripts and that of the card.
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(site.origin)).map((url) => url.replace(/-[\w-]{43}\.js$/, '.js')),
      [1, 2].flatMap(() => ['', '-core', '-consent'].map((name) => `${origin}/live-presence${name}.js`)),
    );
    assert.deepEqual(await stored(page), []);

    await page.locator('[part=consent-grant]').click();
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    assert.ok(asked.some((url) => url.startsWith('ws')));
    assert.ok((await stored(page)).length > 0);
    await page.reload();
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    assert.equal(await card.count(), 0, 'the answer is remembered');

    await page.locator('[part=badge]').click();
    await page.getByRole('button', { name: 'Leave and forget me' }).click();
    await page.getByRole('button', { name: 'Just leave' }).click();
    await page.locator('live-presence[status=idle]').waitFor({ state: 'attached' });
    assert.deepEqual(await stored(page), []);
    asked.length = 0;
    await page.reload();
    await card.waitFor();
    assert.deepEqual(
      asked.filter((url) => url.startsWith('ws')),
      [],
    );
    await page.close();
  });

  void test('remembers consent for the whole visit with storage="none", and stores nothing', async () => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.locator('live-presence').evaluate((element) => element.setAttribute('storage', 'none'));
    await page.locator('[part=consent-grant]').click();
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await page.locator('[part=chat-toggle]').click();
    await page.locator('[part=chat-input]').fill('kept by the server alone');
    await page.keyboard.press('Enter');
    await page.locator('[part~=message-text]').waitFor();
    await page.locator('[part=badge]').click();
    await page.getByRole('switch', { name: /Show my cursor/ }).click();
    assert.deepEqual(await stored(page), []);
    await page.close();
  });
});
