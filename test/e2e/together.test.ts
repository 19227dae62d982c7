/** Two visitors in real browsers: one follows the other, and reactions rise for both. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** Names are kept to their own direction. */
const plain = (text: string | null): string => (text ?? '').replace(/[\u2068\u2069]/g, '').trim();

interface Visitor {
  page: Page;
  /** Details of `presence-follow`. */
  told: () => Promise<{ name: string | undefined; followers: number }[]>;
}

void describe('two visitors together', () => {
  let browser: Browser;
  let server: ServerProcess;
  let port: number;
  let site: ForeignSite;
  const contexts: BrowserContext[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    site = await startForeignSite((path) => ({
      html: article(
        `<h2 id="path">${path}</h2>
        ${Array.from({ length: 60 }, (_, i) => `<p id="p${String(i)}">Paragraph ${String(i)} of many words that take more lines where the window is narrow, as they would on a phone, and fewer where it is wide.</p>`).join('')}
        <script>
          globalThis.told = [];
          addEventListener('presence-follow', ({ detail: { member, followers } }) => told.push({ name: member?.name, followers }));
        </script>
        <script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount data-room="deck" data-hotkey="/" data-lang="en"></script>`,
      ),
    }));
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

  async function visitor(name: string, width: number, still = false): Promise<Visitor> {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      reducedMotion: still ? 'reduce' : 'no-preference',
    });
    contexts.push(context);
    await context.addInitScript((own) => {
      localStorage.setItem('live-presence:name', own);
    }, name);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${site.origin}/`);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    return {
      page,
      told: () => page.evaluate(() => (globalThis as unknown as { told: never[] }).told),
    };
  }

  /** Ada at a desk and Bo with a phone's width, who see each other. */
  async function both(): Promise<{ ada: Visitor; bo: Visitor }> {
    const ada = await visitor('Ada', 1280);
    const bo = await visitor('Bo', 420, true);
    for (const { page } of [ada, bo]) await page.locator('[part~=count]', { hasText: '2' }).waitFor();
    await ada.page.mouse.move(600, 300);
    await bo.page.locator('[part~=cursor]').waitFor();
    return { ada, bo };
  }

  /** Opens the list and clicks the other person. */
  async function follow(page: Page, name: string): Promise<void> {
    await page.locator('[part~=badge]').click();
    await page.locator('[part~=person] button.entry', { hasText: name }).click();
    await page.keyboard.press('Escape');
  }

  /** The paragraph by which the page is held: the farther down the page, the farther down the window. */
  const lead = (page: Page): Promise<number> =>
    page.evaluate(() => {
      const y = (scrollY / (document.documentElement.scrollHeight - innerHeight)) * innerHeight;
      return [...document.querySelectorAll('p[id]')].findIndex((p) => p.getBoundingClientRect().bottom >= y);
    });
  const bar = (page: Page) => page.locator('live-presence-follow .bar');

  async function sees(page: Page, wanted: number): Promise<void> {
    await page.waitForFunction((at) => {
      const box = document.querySelector(`#p${String(at)}`)?.getBoundingClientRect();
      return box !== undefined && box.bottom > 0 && box.top < innerHeight;
    }, wanted);
  }

  void test('a click on a face follows: what one scrolls to, the other sees, until they scroll themselves', async () => {
    const { ada, bo } = await both();
    await follow(bo.page, 'Ada');
    await bar(bo.page).waitFor();
    assert.equal(plain(await bar(bo.page).locator('.text').textContent()), 'Following Ada');
    await ada.page.locator('live-presence-follow .pill', { hasText: '1 person follows you' }).waitFor();

    for (const at of [10, 25, 5]) {
      await ada.page.evaluate((to) => document.querySelector(`#p${String(to)}`)?.scrollIntoView(), at);
      await sees(bo.page, await lead(ada.page));
    }
    await ada.page.evaluate(() => {
      scrollTo(0, 0);
    });
    await bo.page.waitForFunction(() => scrollY < 200);

    await bo.page.mouse.move(200, 300);
    await bo.page.mouse.wheel(0, 100);
    await bar(bo.page).waitFor({ state: 'detached' });
    await ada.page.locator('live-presence-follow').waitFor({ state: 'detached' });
    assert.deepEqual(await bo.told(), [
      { name: 'Ada', followers: 0 },
      { name: undefined, followers: 0 },
    ]);
    assert.deepEqual(
      (await ada.told()).map(({ followers }) => followers),
      [1, 0],
    );
  });

  void test('stop ends it, and so does leaving', async () => {
    const { ada, bo } = await both();
    await follow(bo.page, 'Ada');
    await bar(bo.page).locator('.stop').click();
    await bar(bo.page).waitFor({ state: 'detached' });
    await bo.page.evaluate(() => {
      const element = document.querySelector('live-presence');
      const ada = element?.members.find(({ name }) => name === 'Ada');
      void element?.follow(ada?.id ?? null);
    });
    await bar(bo.page).waitFor();
    await ada.page.close();
    await bar(bo.page).waitFor({ state: 'detached' });
  });

  void test('to another page, after a question', async () => {
    const { ada, bo } = await both();
    await follow(bo.page, 'Ada');
    await bar(bo.page).waitFor();
    await ada.page.goto(`${site.origin}/second`);
    await bar(bo.page).locator('.text', { hasText: 'is on another page' }).waitFor();
    await bar(bo.page).locator('.go').click();
    await bo.page.waitForURL('**/second');
    await bar(bo.page).locator('.text', { hasText: 'Following' }).waitFor();
    await ada.page.evaluate(() => document.querySelector('#p30')?.scrollIntoView());
    await sees(bo.page, await lead(ada.page));
  });

  void test('from the list of people an emoji is chosen, and then a spot', async () => {
    const { ada, bo } = await both();
    await bo.page.locator('[part~=badge]').click();
    await bo.page.locator('[part~=people]').getByText('React on the page').click();
    await bo.page.locator('live-presence-reaction-picker .one').nth(1).click();
    const rises = ada.page.locator('live-presence-cursors .reaction').waitFor();
    await bo.page.mouse.click(150, 400);
    await rises;
    assert.equal(await bo.page.locator('live-presence-reaction-picker').count(), 0);
  });
});
