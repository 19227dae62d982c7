/** Most of the widget loads late, over a network that may fail just then: whatever failed is tried again. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

void describe('a part that fails to load once', { timeout: 240_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let page: Page;
  const errors: string[] = [];
  /** Addresses of requests that have failed, of the page that `openChat` has opened. */
  const lostRequests: string[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    const port = await server.listening();
    const tag = (attributes: string): string =>
      `<script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount ${attributes}></script>`;
    const variants: Record<string, string> = {
      consent: tag('data-lang="pt" data-consent="required"'),
      alone: `<live-presence-badge for="here"></live-presence-badge>${tag('data-id="here" data-lang="en"')}`,
      cursors: tag('data-badge="off" data-chat="off" data-lang="en"'),
      hotkey: tag('data-badge="off" data-chat="off" data-lang="en" data-hotkey="/"'),
    };
    for (const room of ['late', 'lost', 'menu', 'unread', 'unread-lost'])
      variants[room] = tag(`data-lang="en" data-room="${room}"`);
    site = await startForeignSite((path, { url = '' }) => ({
      html: article(variants[url.split('?')[1] ?? ''] ?? tag(`data-lang="${path.slice(1)}"`)),
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

  /** @param part what its script is called; it fails until `restored` is called */
  async function open(part: string, path = '/en'): Promise<() => Promise<void>> {
    const context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => errors.push(String(error)));
    const script = `**/live-presence-${part}*`;
    const failed = page.waitForEvent('requestfailed');
    await page.route(script, (route) => route.abort());
    await page.goto(site.origin + path);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await failed;
    return () => page.unroute(script);
  }

  /** A new connection, as after the network was away. */
  const reconnect = (): Promise<void> =>
    page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide'));
      dispatchEvent(new PageTransitionEvent('pageshow'));
    });

  void test('opens at the next click: the chat', async () => {
    const restored = await open('chat-module');
    const button = page.locator('[part~=chat-toggle]');
    await button.click();
    await page.locator('[part~=chat-toggle][aria-expanded=false]').waitFor();
    await restored();
    await button.click();
    await page.locator('[part~=chat-input]').waitFor();
  });

  void test('opens at the next click: the list of people', async () => {
    const restored = await open('people');
    const badge = page.locator('[part~=badge]');
    await badge.click();
    await page.locator('[part~=badge][aria-expanded=false]').waitFor();
    await restored();
    await badge.click();
    await page.locator('[part~=people] h2').waitFor();
  });

  void test('loads with the next connection: the chat that a message is posted to', async () => {
    const restored = await open('chat-module');
    const failed = page.waitForEvent('requestfailed');
    await page.evaluate(() => document.querySelector('live-presence')?.send('first'));
    await failed;
    await restored();
    await reconnect();
    await page.waitForFunction(() =>
      document.querySelector('live-presence')?.messages.some(({ state }) => state === 'sent'),
    );
  });

  /** A page with an open chat in a room of its own. @param handle answers the requests for a part */
  async function openChat(
    room: string,
    part: string,
    handle: (route: Route) => Promise<void>,
    unread = '',
  ): Promise<void> {
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => errors.push(String(error)));
    lostRequests.length = 0;
    page.on('requestfailed', (request) => lostRequests.push(request.url()));
    await page.route(`**/live-presence-${part}*`, handle);
    await page.goto(`${site.origin}/en?${room}`);
    if (unread) {
      await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
      const other = await browser.newContext();
      const theirs = await other.newPage();
      await theirs.goto(page.url());
      await theirs.locator('live-presence[status=online]').waitFor({ state: 'attached' });
      await theirs.evaluate((text) => document.querySelector('live-presence')?.send(text), unread);
      await page.locator('[part~=unread]').waitFor();
      await other.close();
    }
    await page.locator('[part~=chat-toggle]').click();
    await page.locator('[part~=chat-input]:focus').waitFor();
  }
  /** Resolves once more requests than so many have failed. */
  const moreLostThan = async (count: number): Promise<void> => {
    while (lostRequests.length <= count) await page.waitForEvent('requestfailed');
  };
  const post = async (text: string): Promise<void> => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await page.locator('[part~=message-text]').filter({ hasText: text }).waitFor();
  };
  const link = (): Locator => page.locator('[part~=message-text] a[href="https://example.com/"]');

  void test('loads with the first message that needs it: what is more than a plain text', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((done) => (release = done));
    await openChat('late', 'details', async (route) => {
      await gate;
      await route.continue();
    });
    await post('see https://example.com/');
    assert.equal(await link().count(), 0);
    release();
    await link().waitFor();
  });

  void test('loads with the next message: what is more than a plain text', async () => {
    let lost = true;
    await openChat('lost', 'details', (route) => (lost ? route.abort() : route.continue()));
    const failed = page.waitForEvent('requestfailed');
    await post('see https://example.com/');
    await failed;
    assert.equal(await link().count(), 0);
    lost = false;
    await post('hello');
    await link().waitFor();
  });

  void test('is awaited by the log alone: what leads to the first unread message', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((done) => (release = done));
    const handle = async (route: Route): Promise<void> => {
      await gate;
      await route.continue();
    };
    await openChat('unread', 'details', handle, 'hello');
    assert.equal(await page.locator('[part~=message]').count(), 0);
    release();
    await page.getByText('New messages').waitFor();
    await page.locator('[part~=message-text]', { hasText: 'hello' }).waitFor();
  });

  void test('is not awaited when it is lost: what leads to the first unread message', async () => {
    await openChat('unread-lost', 'details', (route) => route.abort(), 'hello');
    await page.locator('[part~=message-text]', { hasText: 'hello' }).waitFor();
  });

  void test('loads when the visitor points at a message again: its menu', async () => {
    let lost = true;
    await openChat('menu', 'message-menu', (route) => (lost ? route.abort() : route.continue()));
    await post('hello');
    const message = page.locator('[part~=message][data-state=sent]');
    await message.waitFor();
    // It was requested along with the chat.
    await moreLostThan(0);
    const before = lostRequests.length;
    await message.hover();
    await moreLostThan(before);
    await page.locator('[part~=chat-input]').hover();
    lost = false;
    await message.hover();
    await page.getByRole('button', { name: 'Add reaction' }).waitFor();
  });

  void test('loads with the next connection: the language', async () => {
    const restored = await open('pt', '/pt');
    await restored();
    // In English until then, unless something else has drawn the widget again, which tries again, too.
    await page.getByRole('button', { name: /^(Open chat|Abrir o chat)$/ }).waitFor();
    await reconnect();
    await page.getByRole('button', { name: 'Abrir o chat' }).waitFor();
  });

  void test('loads a little later, without any connection: the language of the question for consent', async () => {
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    await page.route('**/live-presence-pt*', (route) => route.abort());
    await page.goto(`${site.origin}/pt?consent`);
    await page.getByRole('button', { name: 'Join' }).waitFor();
    await page.unroute('**/live-presence-pt*');
    await page.getByRole('button', { name: 'Participar' }).waitFor();
  });

  void test('loads a little later on the same connection: what a part placed alone needs', async () => {
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    await page.route('**/live-presence-owner-controller*', (route) => route.abort(), { times: 1 });
    const failed = page.waitForEvent('requestfailed');
    await page.goto(`${site.origin}/en?alone`);
    await failed;
    await page.locator('live-presence-badge[for=here] [part~=count]').waitFor();
  });

  void test('loads a little later on the same connection: the cursors', async () => {
    const other = await browser.newContext();
    await (await other.newPage()).goto(`${site.origin}/en?cursors`);
    const restored = await open('cursors', '/en?cursors');
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await restored();
    await page.evaluate(() => customElements.whenDefined('live-presence-cursors').then(() => undefined));
    await other.close();
  });

  /** Another visitor, whose pointer is at the article's end. */
  async function atTheEnd(path: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 600, height: 500 } });
    const other = await context.newPage();
    await other.goto(site.origin + path);
    await other.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await other.evaluate(() => {
      scrollTo(0, 1e6);
    });
    await other.mouse.move(300, 300);
    return other;
  }
  /** Moves the pointer until then. */
  async function moveUntil<T>(other: Page, then: Promise<T>): Promise<T> {
    const moving = new AbortController();
    const end = then.finally(() => {
      moving.abort();
    });
    for (let i = 0; !moving.signal.aborted; i++) await other.mouse.move(300 + (i % 50), 300, { steps: 5 });
    return end;
  }

  void test('loads a little later on the same connection: what shows who is beyond the window', async () => {
    const other = await atTheEnd('/en?cursors');
    const loading = open('offscreen', '/en?cursors');
    await moveUntil(
      other,
      loading.then(() => undefined),
    );
    await (
      await loading
    )();
    const chip = page.locator('[part~=cursor-chip]');
    await moveUntil(other, chip.waitFor());
    await chip.click();
    await page.waitForFunction(() => scrollY > 0);
    await other.context().close();
  });

  void test('loads with the next connection: what listens for the cursor chat’s key', async () => {
    const other = await atTheEnd('/en?hotkey');
    const restored = await open('offscreen', '/en?hotkey');
    await restored();
    await reconnect();
    await page.evaluate(() => customElements.whenDefined('live-presence-offscreen').then(() => undefined));
    await page.mouse.move(200, 200);
    await page.keyboard.press('/');
    await page.locator('[part~=cursor-talk]:focus').waitFor();
    await other.context().close();
  });
});
