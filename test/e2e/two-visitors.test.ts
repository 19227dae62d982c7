import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const part = (page: Page, name: string): Locator => page.locator(`[part~="${name}"]`);

void describe('two visitors on a third-party page', () => {
  let browser: Browser;
  let server: ServerProcess;
  let port: number;
  let site: ForeignSite;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  const visitor = async (
    name: string,
    viewport = { width: 1280, height: 800 },
    path = '/',
  ): Promise<Page> => {
    const context = await browser.newContext({ viewport });
    contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
    page.on('console', (message) => {
      const type = message.type();
      const text = message.text();
      // The browser's own lines about a server that is down, or is back just when the widget asks why it was refused.
      const away =
        text.includes('net::ERR') || (text.startsWith('Failed to load resource: ') && text.includes('426'));
      // What asks why is a script of its own, and the widget says once that it could not be loaded.
      const unloaded = /^\[live-presence\] can’t load \S+live-presence-probe-/.test(text);
      if ((type === 'warning' && !unloaded) || (type === 'error' && !away))
        complaints.push(`${name}: ${text}`);
    });
    await page.goto(`${site.origin}${path}?name=${name}`);
    await online(page);
    return page;
  };
  const online = (page: Page): Promise<void> =>
    page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
  const count = async (page: Page, people: number): Promise<void> => {
    await part(page, 'count')
      .filter({ hasText: new RegExp(`^\\s*${String(people)}\\s*$`) })
      .waitFor();
  };
  const openChat = async (page: Page): Promise<void> => {
    await part(page, 'chat-toggle').click();
    await part(page, 'chat-input').waitFor();
  };
  const say = async (page: Page, text: string): Promise<void> => {
    await part(page, 'chat-input').fill(text);
    await part(page, 'chat-input').press('Enter');
  };
  const said = (page: Page, text: string): Promise<void> =>
    part(page, 'message-text').filter({ hasText: text }).waitFor();

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    site = await startForeignSite((path) => ({
      // The name is in the URL, so that each visitor has one from the start.
      html: article(
        `<script>
          const element = document.createElement('live-presence');
          element.setAttribute('room', 'harbour');
          element.setAttribute('name', new URLSearchParams(location.search).get('name'));
          ${path === '/mounted' ? '' : 'document.body.append(element);'}
        </script>
        <script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" ${path === '/mounted' ? 'data-mount data-room="harbour" data-name="Tagged"' : ''}></script>`,
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
    complaints.length = 0;
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await server.kill('SIGTERM');
  });

  /** The position in the window of the word at this offset of a paragraph. */
  const wordBox = (page: Page, paragraph: number, from: number, to: number) =>
    page.evaluate(
      ([p, a, b]) => {
        const text = document.querySelectorAll('p')[p]?.firstChild;
        if (!text) throw new Error('no such paragraph');
        const range = document.createRange();
        range.setStart(text, a);
        range.setEnd(text, b);
        const { left, top, right, bottom } = range.getBoundingClientRect();
        return { left, top, right, bottom };
      },
      [paragraph, from, to] as const,
    );

  void test('a cursor lands on the same word on a phone, with the name of its owner', async () => {
    const ada = await visitor('Ada');
    const bob = await visitor('Bob', { width: 390, height: 3000 });
    await count(ada, 2);
    await count(bob, 2);
    const start = await bob.evaluate(
      () => document.querySelectorAll('p')[2]?.textContent.indexOf('carried') ?? -1,
    );
    assert.ok(start > 0);
    const there = await wordBox(ada, 2, start, start + 7);
    await ada.mouse.move(200, 200);
    await ada.mouse.move((there.left + there.right) / 2, (there.top + there.bottom) / 2, { steps: 5 });
    const here = await wordBox(bob, 2, start, start + 7);
    const cursor = bob.locator('[part="cursor"]');
    await cursor.waitFor({ state: 'attached' });
    await bob.waitForFunction(
      ([element, { left, top, right, bottom }]) => {
        const box = element.getBoundingClientRect();
        return box.left >= left - 1 && box.left <= right + 1 && box.top >= top - 1 && box.top <= bottom + 1;
      },
      [await cursor.elementHandle(), here] as const,
      { timeout: 5_000 },
    );
    assert.ok(await cursor.getAttribute('data-member'));
    assert.match((await part(bob, 'cursor-label').textContent()) ?? '', /Ada/);
    await ada.mouse.move(200, 200);
    await bob.close();
    assert.deepEqual(complaints, []);
  });

  void test('cursor chat appears next to the cursor for the other, and a field on the page keeps its keys', async () => {
    const ada = await visitor('Ada');
    const bob = await visitor('Bob');
    await count(bob, 2);
    for (const page of [ada, bob]) {
      await page.evaluate(() => document.querySelector('live-presence')?.setAttribute('hotkey', '/'));
    }
    await ada.mouse.move(300, 300);
    await ada.mouse.move(320, 320, { steps: 4 });
    await part(bob, 'cursor').waitFor();
    await ada.evaluate(() => customElements.whenDefined('live-presence-offscreen').then(() => undefined));
    await ada.keyboard.press('/');
    await part(ada, 'cursor-talk').waitFor();
    await ada.keyboard.type('look here');
    await part(bob, 'cursor-says').filter({ hasText: 'look here' }).waitFor();
    await ada.keyboard.press('Enter');
    await part(ada, 'cursor-talk').waitFor({ state: 'detached' });
    await ada.locator('input[name=n]').focus();
    await ada.keyboard.press('/');
    assert.equal(await ada.locator('input[name=n]').inputValue(), '/');
    assert.equal(await part(ada, 'cursor-talk').count(), 0);
    assert.deepEqual(complaints, []);
  });

  void test('a cursor further down is shown at the window’s edge, and a click goes there', async () => {
    const ada = await visitor('Ada', { width: 600, height: 500 });
    const bob = await visitor('Bob', { width: 700, height: 500 });
    await count(bob, 2);
    await ada.evaluate(() => {
      scrollTo(0, 1e6);
    });
    await ada.mouse.move(300, 300);
    await ada.mouse.move(320, 320, { steps: 4 });
    await part(bob, 'cursor-chip').filter({ hasText: 'Ada' }).click();
    await bob.waitForFunction(() => scrollY > 300);
    await part(bob, 'cursor-chip').waitFor({ state: 'detached' });
    await part(bob, 'cursor').waitFor();
    assert.deepEqual(complaints, []);
  });

  void test('the badge counts two, the list names both, and the chat works both ways', async () => {
    const ada = await visitor('Ada');
    const bob = await visitor('Bob');
    await count(ada, 2);
    await part(ada, 'badge').click();
    await part(ada, 'person').filter({ hasText: 'Bob' }).waitFor();
    assert.equal(await part(ada, 'person').count(), 2);
    await ada.keyboard.press('Escape');
    await openChat(ada);
    await say(ada, 'Hello Bob');
    await said(ada, 'Hello Bob');
    await part(bob, 'unread').filter({ hasText: '1' }).waitFor();
    await openChat(bob);
    await said(bob, 'Hello Bob');
    await say(bob, 'Hello Ada');
    await said(ada, 'Hello Ada');
    assert.match(
      (await part(ada, 'message-author').filter({ hasText: 'Bob' }).first().textContent()) ?? '',
      /Bob/,
    );
    assert.deepEqual(complaints, []);
  });

  void test('the script tag alone mounts it, with data-* as attributes', async () => {
    const ada = await visitor('x', undefined, '/mounted');
    assert.equal(await ada.locator('live-presence').count(), 1);
    assert.equal(await ada.locator('live-presence').getAttribute('name'), 'Tagged');
    const bob = await visitor('Bob');
    await count(bob, 2);
    await part(bob, 'badge').click();
    await part(bob, 'person').filter({ hasText: 'Tagged' }).waitFor();
  });

  void test('others don’t notice a reload', async () => {
    const ada = await visitor('Ada');
    const bob = await visitor('Bob');
    await count(bob, 2);
    const seen = await part(bob, 'count').evaluateHandle((element) => {
      const texts: string[] = [];
      const root = element.getRootNode();
      new MutationObserver(() =>
        texts.push((root as ShadowRoot).querySelector('[part~="count"]')?.textContent.trim() ?? 'none'),
      ).observe(root, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      return texts;
    });
    await openChat(bob);
    for (let i = 0; i < 3; i++) {
      await ada.reload();
      await online(ada);
    }
    await openChat(ada);
    await say(ada, 'still here');
    await said(bob, 'still here');
    assert.deepEqual(
      (await seen.jsonValue()).filter((text) => text !== '2'),
      [],
    );
    assert.ok(!(await part(bob, 'chat-log').textContent())?.includes('left'));
  });

  void test('a message typed while the server is down arrives once it is back, and so does the roster', async () => {
    const ada = await visitor('Ada');
    const bob = await visitor('Bob');
    await openChat(ada);
    await openChat(bob);
    await say(ada, 'before');
    await said(bob, 'before');
    await server.kill('SIGKILL');
    await ada.locator('live-presence[status=reconnecting]').waitFor({ state: 'attached' });
    await say(ada, 'typed meanwhile, one');
    await say(ada, 'typed meanwhile, two');
    server = new ServerProcess({ PORT: String(port) });
    await server.listening();
    await said(bob, 'typed meanwhile, two');
    const texts = await part(bob, 'message-text').allTextContents();
    assert.deepEqual(
      texts.map((text) => text.trim()).filter((text) => text.startsWith('typed')),
      ['typed meanwhile, one', 'typed meanwhile, two'],
    );
    await online(ada);
    await count(ada, 2);
    await said(ada, 'typed meanwhile, two');
    assert.deepEqual(complaints, []);
  });

  void test('a cursor scrolls with its content, and the page does not grow', async () => {
    const ada = await visitor('Ada');
    const bob = await visitor('Bob', { width: 390, height: 700 });
    await count(bob, 2);
    const size = () =>
      bob.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    const before = await size();
    await ada.mouse.move(300, 300, { steps: 3 });
    const cursor = bob.locator('[part="cursor"]').first();
    await cursor.waitFor({ state: 'attached' });
    const settled = async () => {
      // A cursor is drawn a little behind the hand, so that one place for a moment may only be where it starts.
      for (let last = '', still = 0; ;) {
        const now = JSON.stringify(await cursor.boundingBox());
        still = now === last && now !== 'null' ? still + 1 : 0;
        if (still > 20) return JSON.parse(now) as { x: number; y: number };
        last = now;
        await bob.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
      }
    };
    const at = await settled();
    await bob.evaluate(() => {
      window.scrollBy(0, 137);
    });
    const later = await cursor.boundingBox();
    assert.ok(later && Math.abs(at.y - 137 - later.y) < 0.5, `${String(at.y)} → ${String(later?.y)}`);
    assert.deepEqual(await size(), before);
  });

  void test('a pinned message points at the same word in another window, and everyone sees replies and reactions', async () => {
    const ada = await visitor('Ada');
    const bob = await visitor('Bob', { width: 390, height: 780 });
    await count(ada, 2);
    await openChat(ada);
    await ada.getByRole('button', { name: 'Pin a spot on the page' }).click();
    await ada.locator('.pick').waitFor();
    const start = await ada.evaluate(
      () => document.querySelectorAll('p')[3]?.textContent.indexOf('carried') ?? -1,
    );
    const there = await wordBox(ada, 3, start, start + 7);
    await ada.mouse.click((there.left + there.right) / 2, (there.top + there.bottom) / 2);
    await ada.getByText('Pinned spot').waitFor();
    await say(ada, 'is this `spelled` right?');
    await openChat(bob);
    await said(bob, 'is this spelled right?');
    await part(bob, 'message-pin').click();
    const ring = bob.locator('span.ring');
    await ring.waitFor();
    // It moves there smoothly. Only x matters: paragraphs are never side by side.
    await bob.waitForFunction(
      ({ left, right }) => {
        const inside = document
          .querySelector('live-presence')
          ?.shadowRoot?.querySelector('live-presence-chat')
          ?.shadowRoot?.querySelector('live-presence-chat-panel')
          ?.shadowRoot?.querySelector('live-presence-pins')
          ?.shadowRoot?.querySelector('.ring')
          ?.getBoundingClientRect();
        const middle = inside ? inside.left + inside.width / 2 : -1;
        return middle >= left - 1 && middle <= right + 1;
      },
      await wordBox(bob, 3, start, start + 7),
    );
    await part(bob, 'message').first().press('Tab');
    await bob.getByRole('button', { name: 'Add reaction' }).click();
    await bob.getByRole('button', { name: '👍' }).click();
    await part(ada, 'message-reaction').filter({ hasText: '1' }).waitFor();
    assert.match((await part(ada, 'message-reaction').getAttribute('aria-label')) ?? '', /Bob/);
    await part(ada, 'chat-input').press('ArrowUp');
    await say(ada, 'is this right?');
    await said(bob, 'is this right? (edited)');
    await bob.getByRole('button', { name: 'Reply' }).click();
    await say(bob, 'Yes, @Ada');
    await said(ada, 'Yes, @Ada');
    assert.match(await ada.locator('.quote').innerText(), /Ada\s+is this right\?/);
    assert.deepEqual(complaints, []);
  });
});

void describe('a page with a strict policy', () => {
  void test('works without violations or errors', async (t) => {
    await using server = new ServerProcess();
    const port = await server.listening();
    const own = `http://127.0.0.1:${String(port)}`;
    const site = await startForeignSite(() => ({
      html: article(
        `<script type="module" src="${own}/live-presence.js" data-mount data-room="strict"></script>`,
      ),
      headers: {
        'Content-Security-Policy': `default-src 'none'; script-src ${own}; style-src 'self'; connect-src ${own} ${own.replace('http', 'ws')}`,
      },
    }));
    t.after(() => site.close());
    const browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    t.after(() => browser.close());
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`violation of ${event.violatedDirective}: ${event.blockedURI}`);
      });
    });
    await page.goto(site.origin);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await part(page, 'chat-toggle').click();
    await part(page, 'chat-input').fill('hello');
    await part(page, 'chat-input').press('Enter');
    await part(page, 'message-text').filter({ hasText: 'hello' }).waitFor();
    await page.keyboard.press('Escape');
    await part(page, 'badge').click();
    await part(page, 'person').first().waitFor();
    assert.deepEqual(problems, []);
  });
});
