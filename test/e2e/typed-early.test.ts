/** What is typed after a key or a click, before the field that it opens has loaded, is typed in that field. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

interface Case {
  what: string;
  /** Name of the script that brings the field. */
  script: string;
  /** Opens the field; resolves before it has loaded. */
  open: (page: Page) => Promise<void>;
  field: string;
  /** Which of the visitor's keys is the page's: the one that opens it. */
  seen: string[];
  /** Where the focus is after Escape. */
  cancelled: (page: Page) => Promise<void>;
  /** What shows that Enter was pressed in the field, after "Look here". */
  entered: (page: Page, other: Page) => Promise<void>;
}

/** Events that a page has shortcuts on, or reads what is typed from. */
const EVENTS = [
  ...['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste'],
  ...['compositionstart', 'compositionupdate', 'compositionend'],
];

const CASES: Case[] = [
  {
    what: 'the cursor chat',
    script: 'cursor-chat',
    open: async (page) => {
      await page.keyboard.press('/');
    },
    field: '[part~=cursor-talk]',
    seen: ['keydown /'],
    cancelled: async (page) => {
      assert.equal(await page.evaluate(() => document.activeElement?.localName), 'body');
    },
    entered: async (_page, other) => {
      await other.getByText('Look here', { exact: true }).waitFor();
    },
  },
  {
    what: 'the chat',
    script: 'chat-module',
    open: async (page) => {
      await page.locator('[part~=chat-toggle]').click();
    },
    field: '[part~=chat-input]',
    seen: [],
    cancelled: async (page) => {
      await page.locator('[part~=chat-toggle][aria-expanded=false]:focus').waitFor();
    },
    entered: async (page) => {
      await page.locator('[part~=message-text]', { hasText: /^Look here$/ }).waitFor();
    },
  },
  {
    what: 'the field for the name',
    script: 'profile',
    open: async (page) => {
      await page.locator('[part~=badge]').click();
      await page.getByRole('button', { name: 'Change name and colour' }).click();
    },
    field: '[part~=profile] #name',
    seen: [],
    cancelled: async (page) => {
      await page.locator('[aria-label="Change name and colour"]:focus').waitFor();
    },
    entered: async (page) => {
      await page.locator('[part~=person]', { hasText: 'Look here' }).waitFor();
    },
  },
];

void describe('what is typed before its field has loaded', { timeout: 240_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let contexts: BrowserContext[] = [];
  let page: Page;
  let other: Page;
  const errors: string[] = [];
  let load: () => Promise<void>;

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    const port = await server.listening();
    site = await startForeignSite(() => ({
      html: article(
        `<script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount data-hotkey="/" data-lang="en"></script>`,
      ),
    }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });

  async function visit(): Promise<Page> {
    const context = await browser.newContext();
    contexts.push(context);
    const visitor = await context.newPage();
    visitor.setDefaultTimeout(20_000);
    visitor.on('pageerror', (error) => errors.push(String(error)));
    return visitor;
  }

  beforeEach(async () => {
    contexts = [];
    other = await visit();
    await other.goto(site.origin);
    page = await visit();
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    assert.deepEqual(errors.splice(0), []);
  });

  /**
   * Opens the field, whose script does not come before `load` is called.
   * @param lost how many requests for what hands the text over fail
   */
  async function begin({ script, open }: Case, lost = 0): Promise<CDPSession> {
    let release = (): void => undefined;
    const gate = new Promise<void>((done) => (release = done));
    const waiting = page.waitForRequest(`**/live-presence-${script}-*`);
    await page.route(`**/live-presence-{${script},hand-over}-*`, async (route) => {
      if (route.request().url().includes('hand-over') && lost-- > 0) {
        await route.abort();
        return;
      }
      await gate;
      await route.continue();
    });
    load = async () => {
      const arrived = page.waitForResponse(`**/live-presence-${script}-*`);
      release();
      await (await arrived).finished();
    };
    await page.goto(site.origin);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    await page.evaluate((events) => {
      const seen: string[] = [];
      for (const type of events) {
        document.addEventListener(type, (event) =>
          seen.push(`${type} ${(event as Partial<KeyboardEvent>).key ?? ''}`.trim()),
        );
      }
      Object.assign(window, { seen });
    }, EVENTS);
    // The cursor chat opens where the pointer is, and only for somebody who would see it.
    await page.mouse.move(200, 200);
    await other.mouse.move(220, 200);
    await page.mouse.move(210, 210);
    await page.locator('[part~=cursor]').first().waitFor({ state: 'attached' });
    // What listens for its key loads a moment after the cursors.
    await page.evaluate(() => customElements.whenDefined('live-presence-offscreen').then(() => undefined));
    await open(page);
    await waiting;
    return page.context().newCDPSession(page);
  }
  const seen = (): Promise<string[]> => page.evaluate(() => (window as unknown as { seen: string[] }).seen);

  for (const each of CASES) {
    const { what, field } = each;
    void test(`is in it, in order: ${what}`, async () => {
      await begin(each);
      await page.keyboard.type('Lok');
      await page.keyboard.press('ArrowLeft');
      await load();
      await page.locator(field).and(page.locator(':focus')).waitFor();
      await page.keyboard.type('o');
      await page.keyboard.press('End');
      await page.keyboard.type(' here');
      assert.equal(await page.locator(field).inputValue(), 'Look here');
      assert.deepEqual(await seen(), each.seen);
    });

    void test(`is in it although what hands it over got lost at first: ${what}`, async () => {
      const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('hand-over'));
      await begin(each, 1);
      await failed;
      await page.keyboard.type('Look here');
      await load();
      await page.locator(field).and(page.locator(':focus')).waitFor();
      assert.equal(await page.locator(field).inputValue(), 'Look here');
      assert.deepEqual(await seen(), each.seen);
    });

    void test(`is sent with Enter: ${what}`, async () => {
      await begin(each);
      await page.keyboard.type('Look here');
      await page.keyboard.press('Enter');
      await load();
      await each.entered(page, other);
      assert.deepEqual(await seen(), each.seen);
    });

    void test(`is dropped with Escape: ${what}`, async () => {
      await begin(each);
      await page.keyboard.type('Look');
      await page.keyboard.press('Escape');
      await load();
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      assert.equal(await page.locator(field).isVisible(), false);
      // Where Escape closes at once, as in every field, it is released on the page.
      const keys = (await seen()).filter((event) => event !== 'keyup Escape');
      assert.deepEqual(keys, each.seen);
      await each.cancelled(page);
    });

    void test(`may be in the middle of a composition: ${what}`, async () => {
      const cdp = await begin(each);
      await page.keyboard.type('a');
      await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
      await load();
      await cdp.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
      await cdp.send('Input.insertText', { text: '日本' });
      await page.locator(field).and(page.locator(':focus')).waitFor();
      await page.keyboard.type('z');
      assert.equal(await page.locator(field).inputValue(), 'a日本z');
      assert.deepEqual(await seen(), each.seen);
    });
  }
});
