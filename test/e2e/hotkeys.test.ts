/** Pages that take keys for themselves, wherever they listen: what is typed in our fields is ours. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';

interface Hotkeys {
  on: 'window' | 'document';
  capture: boolean;
  /** What it does with a key that it takes. */
  act: string;
  /** It listened before us on the window, so it hears what is typed all the same. */
  hears?: true;
}

const PREVENT = 'event.preventDefault();';
const STOP = `${PREVENT} event.stopPropagation();`;
const END = `${PREVENT} event.stopImmediatePropagation();`;
const PAGES: Hotkeys[] = [
  ...[PREVENT, STOP, END].flatMap((act): Hotkeys[] => [
    { on: 'document', capture: true, act },
    { on: 'document', capture: false, act },
  ]),
  { on: 'window', capture: true, act: PREVENT, hears: true },
  { on: 'window', capture: true, act: STOP, hears: true },
  { on: 'window', capture: false, act: END },
];

/** As old shortcut scripts do: they know fields by their name, and the target that they see is the element. */
const script = ({ on, capture, act }: Hotkeys): string => `<script>
  window.heard = [];
  for (const type of ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste', 'compositionstart', 'compositionend'])
    ${on}.addEventListener(type, (event) => {
      if (/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
      heard.push(type);
      const { key = '' } = event;
      if (!event.ctrlKey && (/^[jko?! ]$/.test(key) || /^(Enter|Escape|Backspace|Arrow.*)$/.test(key))) { ${act} }
    }, ${String(capture)});
</script>`;

declare const heard: string[];

void describe('on a page with shortcuts', { timeout: 180_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let origin: string;

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess();
    origin = `http://127.0.0.1:${String(await server.listening())}`;
    site = await startForeignSite((path) => {
      const hotkeys = PAGES[Number(path.slice(1))];
      if (!hotkeys) return undefined;
      return {
        html: article(
          `${script(hotkeys)}<script type="module" src="${origin}/live-presence.js" data-mount data-hotkey="/" data-lang="en" data-page="/" data-room="keys${path.slice(1)}"></script>`,
        ),
      };
    });
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });

  /** Waits until the guard, which loads after the field, keeps keys from the page. */
  async function guarded(page: Page, field: Locator, { hears }: Hotkeys): Promise<void> {
    await field.and(page.locator(':focus')).waitFor();
    // The field hears a copy then.
    await page.waitForFunction(
      (input) => {
        let original = false;
        const key = new KeyboardEvent('keyup', { bubbles: true, composed: true });
        input.addEventListener('keyup', (event) => (original = event === key), { once: true });
        input.dispatchEvent(key);
        return !original;
      },
      await field.elementHandle(),
    );
    if (!hears) await page.evaluate(() => (heard.length = 0));
  }

  for (const [index, hotkeys] of PAGES.entries()) {
    const { on, capture, act, hears } = hotkeys;
    void test(`${capture ? 'captured' : 'heard'} on the ${on}, with ${act}`, async () => {
      const bo = new RawClient(origin, `keys${index}`);
      await bo.join('Bojko', { page: '/' });
      const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const { keyboard } = page;
      const press = async (...keys: string[]): Promise<void> => {
        for (const key of keys) await keyboard.press(key);
      };
      await page.goto(`${site.origin}/${index}`);
      await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
      const quiet = async (what: string): Promise<void> => {
        if (!hears) assert.deepEqual(await page.evaluate(() => heard.splice(0)), [], what);
      };

      await page.locator('[part~=chat-toggle]').click();
      const field = page.locator('[part~=chat-input]');
      const says = async (text: string): Promise<void> => assert.equal(await field.inputValue(), text);
      await guarded(page, field, hotkeys);
      await keyboard.type('joke? ok jkk');
      await press('Backspace', 'Shift+Enter');
      await keyboard.type('ok!');
      await says('joke? ok jk\nok!');
      await press('Control+A', 'Control+X');
      await says('');
      await press('Control+V');
      await says('joke? ok jk\nok!');
      await press('Control+Z');
      await says('');
      await press('Control+V');
      const cdp = await context.newCDPSession(page);
      await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
      await cdp.send('Input.insertText', { text: '日' });
      await press('Enter');
      await bo.next('chat', ({ events }) =>
        events.some((event) => 'text' in event && event.text === 'joke? ok jk\nok!日'),
      );
      await says('');
      // Somebody to mention, chosen with the keys of the list.
      await keyboard.type('@');
      await page.locator('#people [role=option]').waitFor();
      await press('ArrowDown', 'Enter');
      await says('@Bojko ');
      await press('Tab');
      await page.locator('[part~=chat-send]').and(page.locator(':focus')).waitFor();
      await press('Shift+Tab');
      await press('Escape');
      await page.locator('[part~=chat-toggle][aria-expanded=false]').waitFor();
      // Where the focus is now, keys are released on the page.
      if (!hears)
        assert.deepEqual(
          (await page.evaluate(() => heard.splice(0))).filter((type) => type !== 'keyup'),
          [],
          'in the chat',
        );

      await page.locator('[part~=badge]').click();
      await page.getByRole('button', { name: 'Change name and colour' }).click();
      const name = page.locator('[part~=profile] #name');
      await guarded(page, name, hotkeys);
      await press('Backspace');
      await keyboard.type('Jojo k');
      await press('Enter');
      await page.locator('[part~=person]', { hasText: 'Jojo k' }).waitFor();
      await quiet('in the name');
      await context.close();
      bo.close();
    });
  }

  void test('the cursor chat is the visitor’s, too', async () => {
    const index = PAGES.findIndex(({ on, capture, act }) => on === 'document' && capture && act === STOP);
    const [page, other] = await Promise.all(
      [0, 1].map(async () => {
        const visitor = await (await browser.newContext()).newPage();
        visitor.setDefaultTimeout(20_000);
        await visitor.goto(`${site.origin}/${index}`);
        await visitor.locator('live-presence[status=online]').waitFor({ state: 'attached' });
        return visitor;
      }),
    );
    assert.ok(page && other);
    await page.mouse.move(200, 200);
    await other.mouse.move(220, 200);
    await page.mouse.move(210, 210);
    await page.locator('[part~=cursor]').first().waitFor({ state: 'attached' });
    await page.evaluate(() => customElements.whenDefined('live-presence-offscreen').then(() => undefined));
    await page.keyboard.press('/');
    await guarded(page, page.locator('[part~=cursor-talk]'), PAGES[index] ?? fail());
    await page.keyboard.type('joke? ok jkk');
    await page.keyboard.press('Backspace');
    await other.getByText('joke? ok jk', { exact: true }).waitFor();
    assert.deepEqual(await page.evaluate(() => heard), []);
    await page.keyboard.press('Escape');
    await page.locator('[part~=cursor-talk]').waitFor({ state: 'detached' });
    for (const visitor of [page, other]) await visitor.context().close();
  });
});

function fail(): never {
  throw new Error('there is such a page');
}
