/** Pages whose images and forms have names of the document's own properties. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** Writes an element for each property of the document, as the browser has them. */
const SHADOW = (tag: string) => `<script>
  const names = new Set(['constructor']);
  for (let at = Document.prototype; at; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  document.write([...names].map((name) => ${tag}).join(''));
</script>`;
const PAGES: Record<string, string> = {
  images: SHADOW('`<img name="${name}" alt="">`'),
  forms: SHADOW('`<form name="${name}"><input name="${name}" hidden></form>`'),
  'one form with fields of all names': `<form id="all">${SHADOW('`<input name="${name}" hidden>`')}</form>`,
};

void describe('a page whose elements have the names of properties', () => {
  let server: ServerProcess;
  let site: ForeignSite;
  let browser: Browser;

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess({ PORT: '0' });
    const origin = `http://127.0.0.1:${String(await server.listening())}`;
    site = await startForeignSite((path) => ({
      html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Names</title>
        <script async type="module" src="${origin}/live-presence.js" data-mount data-room="names" data-unread="title"></script></head>
        <body><h1>The harbour</h1><p style="height: 1500px">A text to point at.</p>
        ${PAGES[decodeURIComponent(path.slice(1))] ?? ''}</body></html>`,
    }));
  });
  after(async () => {
    await browser.close();
    await server.kill();
    await site.close();
  });

  async function visit(path: string, errors: string[]): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${site.origin}/${encodeURIComponent(path)}`);
    await see(page, 'live-presence[status=online]');
    return page;
  }

  /**
   * Waits until the element is there, in whatever shadow tree of ours. The browser driver's own locators do not find
   * their way on such a page.
   * @returns its middle
   */
  async function see(page: Page, selector: string, text = ''): Promise<{ x: number; y: number }> {
    for (;;) {
      const found = await page.evaluate(
        ([wanted, said]) => {
          const roots: (ShadowRoot | Document)[] = [document];
          let box: DOMRect | undefined;
          for (const root of roots) {
            const prototype = root instanceof Document ? Document.prototype : ShadowRoot.prototype;
            const all: Document['querySelectorAll'] = Reflect.get(prototype, 'querySelectorAll');
            for (const element of all.call(root, '*')) {
              if (Element.prototype.matches.call(element, wanted) && element.textContent.includes(said))
                box ??= element.getBoundingClientRect();
              // A form's own may be shadowed, too.
              const inner: ShadowRoot | null = Reflect.get(Element.prototype, 'shadowRoot', element);
              if (inner) roots.push(inner);
            }
          }
          return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        },
        [selector, text] as const,
      );
      if (found) return found;
    }
  }

  async function click(page: Page, selector: string): Promise<void> {
    const { x, y } = await see(page, selector);
    await page.mouse.click(x, y);
  }

  for (const name of Object.keys(PAGES)) {
    void test(`the widget works beside ${name}`, async () => {
      const errors: string[] = [];
      const ada = await visit(name, errors);
      const bo = await visit(name, errors);
      if (name !== 'one form with fields of all names')
        assert.notEqual(await ada.evaluate(() => typeof document.title), 'string', 'it is shadowed');
      await bo.mouse.move(60, 40, { steps: 4 });
      await ada.mouse.move(60, 40, { steps: 4 });
      await bo.mouse.move(80, 44, { steps: 4 });
      await see(ada, '[part~=cursor]');
      for (const page of [ada, bo]) {
        await click(page, '[part~=chat-toggle]');
        await see(page, '[part~=chat-input]');
      }
      await click(ada, '[part~=chat-input]');
      await ada.keyboard.type('hello');
      await ada.keyboard.press('Enter');
      await see(bo, '[part~=message-text]', 'hello');
      await click(ada, '[part~=chat-toggle]');
      await click(ada, '[part~=badge]');
      await see(ada, '[part~=person]');
      await ada.keyboard.press('Escape');
      assert.deepEqual(errors, []);
      for (const page of [ada, bo]) await page.context().close();
    });
  }
});
