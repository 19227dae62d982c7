import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

void describe('a language', () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  const contexts: BrowserContext[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    const port = await server.listening();
    site = await startForeignSite((path) => ({
      html: article(
        `<live-presence room="harbour" ${path === '/' ? '' : `lang="${path.slice(1)}"`}></live-presence>
        <script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js"></script>`,
      ),
    }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  /** A visitor who has opened the chat and the people list, and our modules that loaded for them. */
  const visit = async (
    path: string,
    locale: string,
    label: string,
  ): Promise<{ page: Page; loaded: string[] }> => {
    const context = await browser.newContext({ locale });
    contexts.push(context);
    const page = await context.newPage();
    const loaded: string[] = [];
    page.on('request', (request) => {
      const name = /live-presence-(\w+)-[\w-]{43}\.js$/.exec(request.url())?.[1];
      if (name) loaded.push(name);
    });
    await page.goto(site.origin + path);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: label, exact: true }).click();
    await page.locator('[part~=chat-input]').waitFor();
    await page.locator('[part~=badge]').click();
    await page.locator('[part~=person]').first().waitFor();
    return { page, loaded: loaded.filter((name) => /^(..|languages)$/.test(name)).sort() };
  };

  void test('loads alone', async () => {
    const { page, loaded } = await visit('/de', 'en-US', 'Chat öffnen');
    assert.deepEqual(loaded, ['de', 'languages']);
    await page.getByPlaceholder('Nachricht schreiben').waitFor();
    await page.getByRole('heading', { name: 'Gerade nur du' }).waitFor();
  });

  void test('is the page’s rather than the browser’s, and English loads nothing', async () => {
    // The test page is in English.
    const { page, loaded } = await visit('/', 'fr-FR', 'Open chat');
    assert.deepEqual(loaded, []);
    await page.getByPlaceholder('Write a message').waitFor();
  });

  void test('is the browser’s if the page sets none, and follows the page if it does', async () => {
    const context = await browser.newContext({ locale: 'pt-BR' });
    contexts.push(context);
    const page = await context.newPage();
    await page.addInitScript(() => {
      new MutationObserver(() => {
        document.documentElement.removeAttribute('lang');
      }).observe(document, { childList: true });
    });
    await page.goto(site.origin);
    await page.getByRole('button', { name: 'Abrir o chat' }).waitFor();
    await page.evaluate(() => (document.documentElement.lang = 'ja'));
    await page.getByRole('button', { name: 'チャットを開く' }).waitFor();
    await page.evaluate(() => (document.documentElement.lang = 'en'));
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
  });

  void test('that fails to load leaves English', async () => {
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    await page.route(/live-presence-ar-/, (route) => route.abort());
    await page.goto(`${site.origin}/ar`);
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
  });
});
