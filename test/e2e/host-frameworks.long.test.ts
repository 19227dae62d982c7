/**
 * The widget on pages with the libraries that sites really use, seen from somebody on the same content without them.
 * Prints what was tried, and how it went.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { thirdParty } from '../helpers/third-party.ts';

interface Host {
  head?: string;
  body?: string;
  /** What the visitor or the library does on the page, before the widget is used. */
  act?: (page: Page) => Promise<unknown>;
  /** After the cursors have been looked at. */
  undo?: (page: Page) => Promise<unknown>;
  /** It covers the page: nobody's cursor on what is below is drawn. */
  covers?: true;
  /** Becomes true in the page if the library goes on working after all that, and saw nothing of it. */
  works: string;
}

const script = (path: string): string => `<script src="/lib/${path}"></script>`;
const style = (path: string): string => `<link rel="stylesheet" href="/lib/${path}">`;
/** Starts something in the page, and waits until an event tells that it is done. */
const once = (event: string, start: string): string =>
  `new Promise((resolve) => { document.addEventListener('${event}', () => setTimeout(() => resolve(true)), { once: true }); ${start} })`;
const LINK = '<a id="next" href="/second">Second page</a>';
const FOLLOW = `document.getElementById('next').click();`;
const SLIDES = ['one', 'two'];
/** Has the shortcuts of the libraries in it: next, previous, overview, pause, help. */
const TYPED = 'nobody pauses? .';
const PROTOTYPE = /<script>[^]*?<\/script>/.exec(
  readFileSync(new URL('../hosts/pages/old-prototype.html', import.meta.url), 'utf8'),
)?.[0];
const game = (capture: boolean): string => `<script>
  window.heard = [];
  for (const type of ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste', 'compositionstart', 'wheel',
    'click', 'mousedown', 'mouseup', 'pointerdown', 'touchstart', 'touchmove', 'contextmenu'])
    document.addEventListener(type, (event) => { event.preventDefault(); heard.push(type); }, { capture: ${String(capture)}, passive: false });
</script>`;
/** It still hears the pointer while capturing. */
const NO_KEYS = `!heard.some((type) => /key|input|paste|composition/.test(type))`;
const PREVENTS = `!document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true }))`;

async function pinch(page: Page, pageScaleFactor: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setPageScaleFactor', { pageScaleFactor });
  assert.equal(await page.evaluate('visualViewport.scale'), pageScaleFactor);
}

const HOSTS: Record<string, Host> = {
  'htmx, boosted links': {
    head: script('htmx.org/dist/htmx.js'),
    body: `${LINK}<script>document.body.setAttribute('hx-boost', 'true')</script>`,
    act: (page) => page.evaluate(once('htmx:afterSettle', FOLLOW)),
    works: once('htmx:afterSettle', 'history.back();'),
  },
  'Turbo, drive': {
    head: script('@hotwired/turbo/dist/turbo.es2017-umd.js'),
    body: LINK,
    act: async (page) => {
      await page.evaluate(once('turbo:load', FOLLOW));
      await page.evaluate(once('turbo:load', `history.back();`));
    },
    works: once('turbo:load', FOLLOW),
  },
  'Turbo, morph': {
    head: `<meta name="turbo-refresh-method" content="morph">${script('@hotwired/turbo/dist/turbo.es2017-umd.js')}`,
    act: async (page) => {
      for (let i = 0; i < 2; i++)
        await page.evaluate(once('turbo:render', `Turbo.visit(location.href, { action: 'replace' });`));
    },
    works: once('turbo:morph', `Turbo.visit(location.href, { action: 'replace' });`),
  },
  Lenis: {
    head: style('lenis/dist/lenis.css') + script('lenis/dist/lenis.min.js'),
    body: '<div style="height: 4000px"></div><script>window.lenis = new Lenis({ autoRaf: true })</script>',
    works: `lenis.targetScroll === 0 && new Promise((onComplete) => lenis.scrollTo(300, { duration: 0.2, onComplete })).then(() => scrollY > 250)`,
  },
  'Swiper, fading': {
    head: style('swiper/swiper-bundle.min.css') + script('swiper/swiper-bundle.min.js'),
    body: `<div class="swiper"><div class="swiper-wrapper">${SLIDES.map((text) => `<div class="swiper-slide">${text}</div>`).join('')}</div></div>
      <script>window.swiper = new Swiper('.swiper', { effect: 'fade', keyboard: true, mousewheel: { eventsTarget: 'body' } })</script>`,
    act: (page) => page.evaluate('swiper.slideNext(0)'),
    works: `swiper.activeIndex === 1 && swiper.slidePrev(0) !== false && swiper.activeIndex === 0`,
  },
  'reveal.js': {
    head: style('reveal.js/dist/reveal.css') + script('reveal.js/dist/reveal.js'),
    body: `<div class="reveal" style="height: 200px"><div class="slides">${SLIDES.map((text) => `<section>${text}</section>`).join('')}</div></div>
      <script>Reveal.initialize({ embedded: true, mouseWheel: true, keyboardCondition: null })</script>`,
    works: `!Reveal.isPaused() && !Reveal.isOverview() && Reveal.getIndices().h === 0 && (Reveal.next(), Reveal.getIndices().h === 1)`,
  },
  Alpine: {
    head: `<script defer src="/lib/alpinejs/dist/cdn.js"></script>`,
    body: `<div x-data="{ open: false }" @keydown.window="open = true" @wheel.window="open = true"><p id="told" x-show="open">pressed</p></div>`,
    works: `getComputedStyle(told).display === 'none' && new Promise((resolve) => {
      dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
      setTimeout(() => resolve(getComputedStyle(told).display !== 'none'), 100);
    })`,
  },
  'jQuery UI, modal dialog': {
    head:
      style('jquery-ui/dist/themes/base/jquery-ui.css') +
      script('jquery/dist/jquery.js') +
      script('jquery-ui/dist/jquery-ui.js'),
    body: `<div id="dialog"><input id="trapped"></div><script>$('#dialog').dialog({ modal: true, autoOpen: false })</script>`,
    act: (page) => page.evaluate(`void $('#dialog').dialog('open')`),
    covers: true,
    works: `$('#dialog').dialog('isOpen') && $('#dialog').dialog('close').is(':hidden')`,
  },
  'Bootstrap, modal dialog': {
    head: style('bootstrap/dist/css/bootstrap.css') + script('bootstrap/dist/js/bootstrap.bundle.js'),
    body: `<div class="modal" id="dialog" tabindex="-1"><div class="modal-dialog"><div class="modal-content"><input id="trapped"></div></div></div>`,
    act: (page) =>
      page.evaluate(
        `new Promise((shown) => { dialog.addEventListener('shown.bs.modal', shown, { once: true }); new bootstrap.Modal('#dialog').show(); })`,
      ),
    covers: true,
    works: `dialog.matches('.show') && new Promise((resolve) => {
      dialog.addEventListener('hidden.bs.modal', () => resolve(true));
      bootstrap.Modal.getInstance(dialog).hide();
    })`,
  },
  'Prototype.js, old': {
    head: PROTOTYPE ?? '',
    works: `[3, 4].toJSON() === '[3, 4]' && JSON.stringify([3]) !== '[3]'`,
  },
  'zone.js': {
    head: script('zone.js/bundles/zone.umd.js'),
    works: `new Promise((resolve) => Zone.current.fork({ name: 'inner' }).run(() => setTimeout(() => resolve(Zone.current.name === 'inner'))))`,
  },
  'Dark Reader': {
    head: script('darkreader/darkreader.js'),
    act: (page) => page.evaluate('DarkReader.enable()'),
    works: `DarkReader.isEnabled() && (DarkReader.disable(), !DarkReader.isEnabled())`,
  },
  'browser translation': {
    // What it does: wraps each text in fonts, again and again, as the content changes.
    act: (page) =>
      page.evaluate(`(() => {
        function translate() {
          document.documentElement.className = 'translated-ltr';
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const nodes = [];
          while (texts.nextNode()) nodes.push(texts.currentNode);
          for (const text of nodes) {
            if (!text.data.trim() || text.parentElement.closest('script, style, font')) continue;
            const outer = document.createElement('font');
            const inner = document.createElement('font');
            outer.style.verticalAlign = inner.style.verticalAlign = 'inherit';
            outer.append(inner);
            text.replaceWith(outer);
            inner.append(text);
          }
        }
        translate();
        new MutationObserver(translate).observe(document.body, { childList: true, subtree: true });
      })()`),
    works: `document.querySelector('p font font').textContent.includes('harbour')`,
  },
  'pinch zoom': {
    act: (page) => pinch(page, 1.5),
    // The chat is outside what is seen of the window now.
    undo: (page) => pinch(page, 1),
    works: 'visualViewport.scale === 1',
  },
  'a game that prevents every event': { head: game(false), works: `heard.length === 0 && ${PREVENTS}` },
  'such a game, while capturing': { head: game(true), works: `${NO_KEYS} && ${PREVENTS}` },
  'such a game, while capturing, with zone.js': {
    head: script('zone.js/bundles/zone.umd.js') + game(true),
    works: `${NO_KEYS} && ${PREVENTS}`,
  },
  'such a game, while capturing, with Prototype.js': {
    head: (PROTOTYPE ?? '') + game(true),
    works: `${NO_KEYS} && ${PREVENTS}`,
  },
};

/** The middle of a word, in the window. */
function placeOf(page: Page, word: string): Promise<{ x: number; y: number }> {
  return page.evaluate((wanted) => {
    const texts = document.createTreeWalker(document.querySelector('main') ?? document, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      const from = text.data.indexOf(wanted);
      if (from < 0) continue;
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, from + wanted.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    throw new Error(`no ${wanted} here`);
  }, word);
}

/** The tips of the cursors that are drawn and can be seen. */
const tips = (page: Page): Promise<{ x: number; y: number }[]> =>
  page
    .locator('[part~=cursor]')
    .evaluateAll((cursors) =>
      cursors
        .filter((cursor) => !(cursor as HTMLElement).hidden)
        .map((cursor) => cursor.getBoundingClientRect()),
    );

/** Points at a word on one page until the other one draws a cursor there. */
async function pointsAt(from: Page, word: string, to: Page): Promise<void> {
  const there = await placeOf(to, word);
  for (let step = 0; ; step++) {
    const here = await placeOf(from, word);
    await from.mouse.move(here.x + (step % 3) - 1, here.y);
    await to.evaluate(() => new Promise(requestAnimationFrame));
    const drawn = await tips(to);
    if (drawn.some(({ x, y }) => Math.abs(x - there.x) < 6 && Math.abs(y - there.y) < 6)) return;
    assert.ok(step < 200, `${word} is at ${JSON.stringify(there)}, the cursors ${JSON.stringify(drawn)}`);
  }
}

void describe('the widget beside', { timeout: 280_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let origin: string;
  let site: ForeignSite;
  let current: Host = { works: '' };
  let room = '';
  const results: Record<string, string>[] = [];

  before(async () => {
    server = new ServerProcess({ NODE_ENV: 'development', LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' });
    origin = `http://127.0.0.1:${String(await server.listening())}`;
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    site = await startForeignSite((path) => {
      if (path.startsWith('/lib/')) {
        const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
        return { html: readFileSync(thirdParty(path.slice(5)), 'utf8'), headers: { 'Content-Type': type } };
      }
      if (path === '/favicon.ico') return { html: '' };
      const { head = '', body = '' } = path === '/bare' ? {} : current;
      return {
        html: `<!doctype html><html lang="en"><head><title>Host</title>${head}
          <script type="module" src="${origin}/live-presence.js" data-mount data-room="${room}" data-page="/"></script></head>
          <body><main><h1>The harbour</h1><p>The harbour lay quiet under a low sky.</p>${body}</main></body></html>`,
      };
    });
  });
  after(async () => {
    console.table(results);
    await browser.close();
    await site.close();
    await server.kill('SIGTERM');
  });

  /** A page with the widget on it, and what went wrong there. */
  async function open(path: string) {
    const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    const page = await context.newPage();
    const problems: string[] = [];
    const sockets: unknown[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('websocket', (socket) => sockets.push(socket));
    await page.goto(site.origin + path);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    return { page, problems, sockets, close: () => context.close() };
  }

  for (const [name, host] of Object.entries(HOSTS)) {
    void test(name, { timeout: 240_000 }, async () => {
      const result: Record<string, string> = { host: name };
      results.push(result);
      current = host;
      room = name.replace(/\W+/g, '-');
      const bo = new RawClient(origin, room);
      await bo.join('Bo', { page: '/elsewhere' });
      const tab = await open('/');
      const other = await open('/bare');
      try {
        const { page, problems } = tab;
        await page.locator('[part~=chat-toggle]').click({ force: true });
        await page.locator('[part~=chat-input]').waitFor();
        await host.act?.(page);
        await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
        assert.equal(await page.locator('live-presence').count(), 1);
        assert.equal(tab.sockets.length, 1);
        result['stays'] = 'yes';

        if (host.covers) {
          const { x, y } = await placeOf(other.page, 'quiet');
          await other.page.mouse.move(x, y);
          // Where the other one is now is known here, and not shown.
          await page.waitForFunction(
            'document.querySelector("live-presence").shadowRoot.querySelector("live-presence-cursors")?.shadowRoot?.querySelector("[part~=cursor]")?.hidden',
          );
          result['cursors'] = 'covered';
        } else {
          await pointsAt(other.page, 'quiet', page);
          await pointsAt(page, 'low', other.page);
          result['cursors'] = 'both right';
        }

        await host.undo?.(page);
        const field = page.locator('[part~=chat-input]');
        const middle = await field.evaluate((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        });
        await page.evaluate('window.heard && (heard.length = 0)');
        await page.mouse.move(middle.x, middle.y);
        await page.mouse.down();
        await page.mouse.up();
        await page.keyboard.type(TYPED);
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Enter');
        await bo.next('chat', ({ events }) =>
          events.some((event) => 'text' in event && event.text === TYPED),
        );
        result['typing'] = 'ours';

        for (let line = 0; line < 6; line++)
          bo.send({
            type: 'chat_post',
            op: crypto.randomUUID(),
            text: `line ${line}${'\nand on'.repeat(6)}`,
          });
        await page.locator('[part~=message-text]').filter({ hasText: 'line 5' }).waitFor();
        const log = page.locator('[part~=chat-log]');
        const [top, box] = await log.evaluate((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return [element.scrollTop, { x: x + width / 2, y: y + height / 2 }] as const;
        });
        assert.ok(top > 100, `the log has something to scroll: ${top}`);
        await page.mouse.move(box.x, box.y);
        await page.mouse.wheel(0, -200);
        const handle = await log.elementHandle();
        await page.waitForFunction(([element, was]) => element.scrollTop < was, [handle, top] as const);
        assert.equal(await page.evaluate(() => scrollY), 0);
        result['wheel'] = 'ours';

        assert.equal(await page.evaluate(host.works), true);
        result['library'] = 'works';
        assert.equal(await page.locator('live-presence').count(), 1);
        assert.equal(tab.sockets.length, 1);
        assert.deepEqual([problems, other.problems], [[], []]);
        result['errors'] = 'none';
      } finally {
        bo.socket.terminate();
        await Promise.all([tab.close(), other.close()]);
      }
    });
  }
});
