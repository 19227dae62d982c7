/** No message is lost, whatever browsers do to pages and networks to sockets. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { BareTab } from '../helpers/bare-tab.ts';
import { ChaosProxy } from '../helpers/chaos-proxy.ts';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** A returning visitor has everything they missed within this time, in ms. */
const CAUGHT_UP_MS = 2_000;

const texts = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${first} ${i}`);

/** Resolves once the page's script has run: until then, the element has no properties. */
const defined = (page: Page): Promise<void> =>
  page.locator('live-presence:defined').waitFor({ state: 'attached' });

/** All messages on the page, in order, each with its text and state. */
async function messages(page: Page): Promise<string[]> {
  await defined(page);
  return page.evaluate(
    () =>
      document.querySelector('live-presence')?.messages.map(({ text, state }) => `${text} ${state}`) ?? [],
  );
}

/** Resolves once the page has this many messages in this state. */
async function has(page: Page, count: number, state: 'sent' | 'pending'): Promise<void> {
  await defined(page);
  await page.waitForFunction(
    ([wanted, as]) =>
      document.querySelector('live-presence')?.messages.filter((item) => item.state === as).length === wanted,
    [count, state] as const,
    { polling: 20 },
  );
}

const status = (page: Page, ...wanted: string[]): Promise<void> =>
  page
    .locator(wanted.map((word) => `live-presence[status=${word}]`).join(','))
    .waitFor({ state: 'attached' });

const send = (page: Page, said: readonly string[]): Promise<void> =>
  page.evaluate((all) => {
    for (const text of all) document.querySelector('live-presence')?.send(text);
  }, said);

/** An expression that becomes true once the client emits an event and `wanted` holds. */
const told = (event: string, wanted: string): string => `new Promise((done) => {
  const look = () => ${wanted} && done(true);
  element.client.on('${event}', look);
  look();
})`;

const sent = (said: readonly string[]): string[] => said.map((text) => `${text} sent`);

void describe('a visitor whose browser or network goes away', () => {
  let browser: Browser;
  let scripts: ServerProcess;
  let scriptPort: number;
  let server: ServerProcess;
  let proxy: ChaosProxy;
  let site: ForeignSite;
  const contexts: BrowserContext[] = [];

  /** A person with their own browser. */
  const visitor = async (): Promise<BrowserContext> => {
    const context = await browser.newContext();
    contexts.push(context);
    return context;
  };
  /** A tab with an open chat. @param direct whether to bypass the proxy */
  const tab = async (context: BrowserContext, name: string, direct = false): Promise<Page> => {
    const page = await context.newPage();
    const port = direct ? proxy.target : proxy.port;
    await page.goto(`${site.origin}/?name=${name}&port=${port}`);
    await status(page, 'online');
    await page.evaluate(() => document.querySelector('live-presence')?.openChat());
    await page.locator('[part~="chat-input"]').waitFor();
    return page;
  };
  const unplug = (): void => {
    proxy.refuse();
    proxy.cut();
  };

  before(async () => {
    // The headless shell never hides a tab.
    browser = await chromium.launch({
      executablePath: chromePath({ headlessShell: false }),
      args: CHROME_ARGS,
    });
    // Another process serves the script, so that it loads even while the chat's server is down.
    scripts = new ServerProcess();
    scriptPort = await scripts.listening();
    site = await startForeignSite(() => ({
      html: article(
        `<script>
          const query = new URLSearchParams(location.search);
          const element = document.createElement('live-presence');
          element.setAttribute('room', 'harbour');
          element.setAttribute('name', query.get('name'));
          element.setAttribute('server', 'http://127.0.0.1:' + query.get('port'));
          // The clock is moved instead of waiting for a minute.
          window.asleep = 0;
          element.clock = {
            now: () => performance.now() + window.asleep,
            date: () => Date.now(),
            after: (ms, run) => {
              const timer = setTimeout(run, ms);
              return () => clearTimeout(timer);
            },
            random: () => Math.random(),
          };
          document.body.append(element);
        </script>
        <script type="module" src="http://127.0.0.1:${scriptPort}/live-presence.js"></script>`,
      ),
    }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await scripts.kill();
  });
  beforeEach(async () => {
    server = new ServerProcess({ LIVE_PRESENCE_CHAT_RATE: '1000/1000' });
    proxy = await ChaosProxy.start(await server.listening());
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await proxy[Symbol.asyncDispose]();
    await server.kill('SIGTERM');
  });

  void test('writes 50 messages offline, reloads and reconnects: they arrive in order, once', async () => {
    const home = await visitor();
    const ada = await tab(home, 'Ada');
    const bob = await tab(await visitor(), 'Bob', true);
    await home.setOffline(true);
    unplug();
    await status(ada, 'offline', 'reconnecting');
    const said = texts('unsent', 50);
    await send(ada, said);
    await has(ada, 50, 'pending');
    // The page and its script are available, the chat's server is not.
    await home.setOffline(false);
    await ada.reload();
    await has(ada, 50, 'pending');
    await home.setOffline(true);
    await status(ada, 'offline');
    await send(ada, ['after the reload']);
    await send(bob, ['meanwhile']);
    await has(bob, 1, 'sent');
    proxy.heal();
    await home.setOffline(false);
    for (const page of [ada, bob]) {
      await has(page, 52, 'sent');
      assert.deepEqual(await messages(page), sent(['meanwhile', ...said, 'after the reload']));
    }
  });

  void test('is online with everything within 2 s after the network returns', async () => {
    const home = await visitor();
    const ada = await tab(home, 'Ada');
    const bob = await tab(await visitor(), 'Bob', true);
    await home.setOffline(true);
    unplug();
    await status(ada, 'offline', 'reconnecting');
    await send(bob, texts('missed', 30));
    await has(bob, 30, 'sent');
    proxy.heal();
    const start = performance.now();
    await home.setOffline(false);
    await has(ada, 30, 'sent');
    const took = performance.now() - start;
    assert.ok(took <= CAUGHT_UP_MS, `${took} ms`);
    assert.deepEqual(await messages(ada), await messages(bob));
  });

  for (const [what, happens] of [
    ['kept its socket', () => undefined],
    ['lost its socket', () => proxy.cut()],
    ['lost its socket without a word', () => proxy.strand()],
  ] as const) {
    void test(`has everything within 2 s after a hidden page was frozen and ${what}`, async () => {
      const bob = await tab(await visitor(), 'Bob', true);
      const ada = await BareTab.open(browser);
      await ada.go(`${site.origin}/?name=Ada&port=${proxy.port}`);
      await ada.evaluate(`customElements.whenDefined('live-presence').then(() => 0)`);
      await ada.evaluate(told('status', `element.status === 'online'`));
      await ada.evaluate('element.openChat()');
      // The longest random wait, if there were one.
      await ada.evaluate('element.clock.random = () => 0.999');
      await send(bob, ['before']);
      await ada.evaluate(told('chat', 'element.messages.length === 1'));
      await ada.hide();
      await ada.freeze();
      await ada.evaluate('window.asleep = 60_000');
      happens();
      await send(bob, texts('missed', 30));
      await has(bob, 31, 'sent');
      const start = performance.now();
      await ada.resume();
      await ada.evaluate(told('chat', 'element.messages.length === 31'));
      const took = performance.now() - start;
      assert.ok(took <= CAUGHT_UP_MS, `${took} ms`);
      assert.deepEqual(
        await ada.evaluate('element.messages.map(({ text, state }) => `${text} ${state}`)'),
        await messages(bob),
      );
    });
  }

  void test('writes in two tabs while disconnected: each message appears once in both', async () => {
    const home = await visitor();
    const tabs = [await tab(home, 'Ada'), await tab(home, 'Ada')] as const;
    unplug();
    for (const page of tabs) await status(page, 'reconnecting');
    await Promise.all(tabs.map((page, i) => send(page, texts(`tab ${i}`, 20))));
    await Promise.all(tabs.map((page) => has(page, 20, 'pending')));
    proxy.heal();
    await Promise.all(tabs.map((page) => has(page, 40, 'sent')));
    const all = await messages(tabs[0]);
    assert.deepEqual(await messages(tabs[1]), all);
    for (const i of [0, 1]) {
      assert.deepEqual(
        all.filter((line) => line.startsWith(`tab ${i}`)),
        sent(texts(`tab ${i}`, 20)),
      );
    }
  });

  void test('duplicates a tab with unsent messages: each appears once', async () => {
    const home = await visitor();
    const ada = await tab(home, 'Ada');
    unplug();
    await status(ada, 'reconnecting');
    const said = texts('copied', 20);
    await send(ada, said);
    await has(ada, 20, 'pending');
    const [copy] = await Promise.all([
      home.waitForEvent('page'),
      ada.evaluate(() => void window.open(location.href)),
    ]);
    await has(copy, 20, 'pending');
    proxy.heal();
    for (const page of [ada, copy]) {
      await has(page, 20, 'sent');
      assert.deepEqual(await messages(page), sent(said));
    }
  });
});
