/** What visitors and sites do before the elements are defined, or before all of their scripts are there, holds. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** A page with shortcuts, which notes the keys that it gets. */
const SHORTCUTS = `<script>
  const seen = globalThis.seen = [];
  for (const type of ['keydown', 'keyup', 'keypress', 'beforeinput', 'input'])
    for (const capture of [false, true])
      document.addEventListener(type, ({ key, data }) => seen.push(key ?? data), capture);
</script>`;

void describe('before everything has loaded', { timeout: 240_000 }, () => {
  let browser: Browser;
  const servers = [new ServerProcess(), new ServerProcess()];
  let origins: string[];
  let site: ForeignSite;
  let body = '';
  let rooms = 0;
  let page: Page;
  let warnings: string[];
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    const ports = await Promise.all(servers.map((server) => server.listening()));
    origins = ports.map((port) => `http://127.0.0.1:${String(port)}`);
    site = await startForeignSite(() => ({ html: article(body) }));
  });
  afterEach(async () => {
    await page.context().close();
  });
  after(async () => {
    await browser.close();
    await site.close();
    for (const server of servers) await server.kill();
  });

  const tag = (attributes = '', server = 0): string =>
    `<script type="module" src="${origins[server] ?? ''}/live-presence.js" ${attributes}></script>`;

  /** @returns lets the held script through, or not */
  async function openHolding(part: string, markup: string): Promise<(what?: 'continue' | 'abort') => void> {
    // Each test has a room of its own.
    body = markup.replace('%ROOM%', `room-${String(rooms++)}`);
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    warnings = [];
    page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
    let decide: (what: 'continue' | 'abort') => void = () => undefined;
    const decided = new Promise<'continue' | 'abort'>((resolve) => (decide = resolve));
    let released = false;
    const script = `**/live-presence-${part}-*`;
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await page.route(script, async (route) => {
      arrive();
      await route[released ? 'continue' : await decided]();
    });
    await page.goto(site.origin);
    await arrived;
    return (what = 'continue') => {
      released = true;
      decide(what);
    };
  }
  const seen = (): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.splice(0));
  const frames = (): Promise<unknown> =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

  const TALK = '<button>Talk</button>';
  const CHATS = {
    'the element': `<live-presence lang="en" room="%ROOM%">${TALK}</live-presence>`,
    'a chat that stands alone': `<live-presence id="live" lang="en" room="%ROOM%" chat="off"></live-presence>
      <live-presence-chat for="live">${TALK}</live-presence-chat>`,
  };
  const USES: Record<string, () => Promise<void>> = {
    'a click': () => page.getByRole('button', { name: 'Talk' }).click(),
    Enter: async () => {
      await page.getByRole('button', { name: 'Talk' }).focus();
      await page.keyboard.press('Enter');
    },
  };
  for (const [what, markup] of Object.entries(CHATS))
    for (const [how, use] of Object.entries(USES))
      void test(`what is typed after ${how} on what stands in for ${what} is typed in the chat`, async () => {
        const release = await openHolding('core', SHORTCUTS + markup + tag());
        await use();
        await seen();
        await page.keyboard.type('Look here');
        assert.deepEqual(await seen(), []);
        release();
        await page.locator('[part~=chat-input]:focus').waitFor();
        await page.waitForFunction(
          (field) => (field as HTMLTextAreaElement).value === 'Look here',
          await page.locator('[part~=chat-input]').elementHandle(),
        );
        await page.keyboard.type('!');
        await page.keyboard.press('Enter');
        await page.locator('[part~=message-text]', { hasText: /^Look here!$/ }).waitFor();
        assert.deepEqual(await seen(), []);
      });

  void test('an Enter that is typed early sends', async () => {
    const release = await openHolding('core', CHATS['the element'] + tag());
    await USES['a click']?.();
    await page.keyboard.type('Look there');
    await page.keyboard.press('Enter');
    release();
    await page.locator('[part~=message-text]', { hasText: /^Look there$/ }).waitFor();
  });

  const ENDS: Record<string, () => Promise<void>> = {
    'a click elsewhere': () => page.locator('p').first().click(),
    Tab: () => page.keyboard.press('Tab'),
  };
  for (const [what, end] of Object.entries(ENDS))
    void test(`after ${what} the page gets the keys again, and keeps the focus`, async () => {
      const release = await openHolding(
        'core',
        `${SHORTCUTS}${CHATS['the element']}<input id="theirs">${tag()}`,
      );
      await USES['a click']?.();
      await end();
      await seen();
      await page.keyboard.press('k');
      assert.ok((await seen()).includes('k'));
      await page.locator('#theirs').focus();
      release();
      await page.locator('[part~=chat-input]').waitFor();
      await frames();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'theirs');
    });

  void test('the page gets the keys again when the rest can’t be loaded', async () => {
    const release = await openHolding('core', SHORTCUTS + CHATS['the element'] + tag());
    await USES['a click']?.();
    const failed = page.waitForEvent('console', (message) => message.text().includes('can’t load'));
    release('abort');
    await failed;
    await seen();
    await page.keyboard.press('k');
    assert.ok((await seen()).includes('k'));
    await page.locator('[part~=chat-input]').waitFor();
    assert.equal(warnings.length, 1);
  });

  void test('the badge has the focus of what stood in for it', async () => {
    const release = await openHolding(
      'core',
      `<live-presence id="live" lang="en" badge="off"></live-presence>
       <live-presence-badge for="live"><button>Who?</button></live-presence-badge>${tag()}`,
    );
    await page.getByRole('button', { name: 'Who?' }).focus();
    await page.keyboard.press('Enter');
    release();
    await page.locator('[part~=badge][aria-expanded=true]').waitFor();
    await page.locator('live-presence-badge:focus-within').waitFor();
    await page.locator('[part~=people] h2').waitFor();
  });

  void test('methods of an element that is out of the page by then are called', async () => {
    const release = await openHolding(
      'core',
      `<live-presence lang="en" room="%ROOM%"></live-presence>${tag()}`,
    );
    await page.evaluate(() => {
      const element = document.querySelector('live-presence')!;
      const calls = [element.openChat, element.send].map((method): unknown =>
        Reflect.apply(method, element, ['said early']),
      );
      element.remove();
      Object.assign(globalThis, { element, calls });
    });
    release();
    await page.evaluate(async () => {
      const { element, calls } = globalThis as unknown as { element: HTMLElement; calls: unknown[] };
      await Promise.all(calls);
      document.body.append(element);
    });
    await page.locator('[part~=chat-input]').waitFor();
    await page.locator('[part~=message-text]', { hasText: 'said early' }).waitFor();
  });

  /** Resolves once what keeps the element in the page has run. */
  const kept = async (): Promise<void> => {
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('-keep-mounted-')),
    );
    await page.waitForLoadState('networkidle');
    await frames();
  };
  const REMOVALS: Record<string, [expected: number, take: () => void]> = {
    'by remove()': [
      0,
      () => {
        document.querySelector('live-presence')?.remove();
      },
    ],
    'with the rest of the body': [
      1,
      () => {
        document.body.innerHTML = '<p>New</p>';
      },
    ],
    'child by child': [
      1,
      () => {
        while (document.body.firstChild) document.body.firstChild.remove();
        document.body.append('New');
      },
    ],
    'with the body': [
      1,
      () => {
        document.body = document.createElement('body');
      },
    ],
  };
  for (const part of ['core', 'keep-mounted'])
    for (const [how, [expected, take]] of Object.entries(REMOVALS))
      void test(`an element taken away ${how} before ${part} is there ${expected ? 'comes back' : 'stays away'}`, async () => {
        const release = await openHolding(part, tag('data-mount'));
        await page.evaluate(take);
        release();
        await kept();
        assert.equal(await page.locator('live-presence').count(), expected);
      });

  void test('what keeps the element in the page is loaded once the network is back', async () => {
    const release = await openHolding('keep-mounted', tag('data-mount'));
    const failed = page.waitForEvent('console', (message) => message.text().includes('can’t load'));
    release('abort');
    await failed;
    const again = page.waitForRequest('**/live-presence-keep-mounted-*');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await again;
    await kept();
    await page.evaluate(() => (document.body.innerHTML = ''));
    await page.locator('live-presence').waitFor({ state: 'attached' });
    assert.equal(warnings.length, 1, warnings.join('\n'));
  });

  void test('the element that the second tag mounts uses the server of that tag', async () => {
    const sockets: string[] = [];
    const release = await openHolding(
      'core',
      tag('data-load="eager"') + tag('data-mount data-load="eager"', 1),
    );
    page.on('websocket', (socket) => sockets.push(new URL(socket.url()).origin));
    release();
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    assert.deepEqual(sockets, [origins[1]?.replace('http', 'ws')]);
  });

  void test('the console says whose server elements use that name none, where there are two tags', async () => {
    const release = await openHolding('core', `<live-presence></live-presence>${tag()}${tag('', 1)}`);
    const said = page.waitForEvent('console', (message) => message.text().includes('without server'));
    release();
    const text = (await said).text();
    for (const origin of origins) assert.ok(text.includes(origin), text);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
  });
});
