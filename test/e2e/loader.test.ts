/**
 * The page's tag loads a loader, which loads the rest when the page is idle or somebody needs it, and runs nothing that
 * is not what it was when the loader was built.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page as ChromiumPage } from 'playwright-core';
import { plainlyHashed } from '../../scripts/rollup-plugin-hashed-names.mjs';
import { Chromium } from '../helpers/engines/chromium.ts';
import type { Engine, Tab } from '../helpers/engines/engine.ts';
import { Firefox } from '../helpers/engines/firefox.ts';
import { firefox, webkit } from '../helpers/engines/installed.ts';
import { WebKit } from '../helpers/engines/webkit.ts';
import { startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const BUILT = fileURLToPath(new URL('../../dist/widget/', import.meta.url));

/** The loader of another version, and its core. */
function anotherVersion(): Map<string, string> {
  const loader = readFileSync(join(BUILT, 'live-presence.js'), 'utf8');
  const [name = ''] = /\bcore-[\w-]{43}\b/.exec(loader) ?? [];
  const { source: code, hash } = plainlyHashed(
    `${readFileSync(join(BUILT, `live-presence-${name}.js`), 'utf8')};globalThis.otherHasRun = true`,
  );
  const otherName = `core-${hash}`;
  return new Map([
    ['live-presence-1.0.0.js', loader.replace(name, otherName)],
    [`live-presence-${otherName}.js`, code],
  ]);
}

/** Serves the built scripts and those of another version, and can change some of them or refuse them. */
class Scripts {
  origin = '';
  readonly #others = anotherVersion();
  /** Names of those that were requested, without their hashes. */
  readonly requested: string[] = [];
  /** What is done to a script with this name. */
  readonly faults = new Map<string, 'changed' | 'refused'>();
  readonly #server = createServer((request, response) => this.#answer(request.url ?? '/', response));

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.origin = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(url: string, response: ServerResponse): void {
    const file = url.slice(1).replace(/\?.*/, '');
    const name = file.replace(/^live-presence-?|(-[\w-]{43})?\.js$/g, '') || 'loader';
    this.requested.push(name);
    const fault = this.faults.get(name);
    response.writeHead(fault === 'refused' ? 503 : 200, {
      'Content-Type': 'text/javascript',
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'no-store',
    });
    const code = this.#others.get(file) ?? readFileSync(join(BUILT, file), 'utf8');
    response.end(fault === 'changed' ? `${code};globalThis.changedHasRun = true` : code);
  }
}

interface Page {
  head?: string;
  body: string;
  headers?: Record<string, string>;
}

interface View {
  until(condition: () => unknown): Promise<void>;
  warnings: string[];
  changedHasRun?: boolean;
  answers?: unknown[];
  /** Whether the element was defined when the page used it. */
  defined?: boolean;
  /** How often the core ran. */
  runs?: number;
  /** What the loader waits for, where the page never lets it come about; see `HELD`. */
  held: { idle?: () => void; patience?: () => void };
}
declare const view: View;

/** A page that is never idle for the loader, and for which 3 s never pass. */
const HELD = `<script nonce="n0nce">
  if (globalThis.requestIdleCallback) globalThis.requestIdleCallback = (call) => (view.held.idle = call, 1);
  const { setTimeout: timer } = globalThis;
  globalThis.setTimeout = (call, ms, ...rest) => {
    const what = { 200: 'idle', 3000: 'patience' }[ms];
    if (!what || view.held[what]) return timer(call, ms, ...rest);
    view.held[what] = call;
    return 0;
  };
</script>`;

function suite(name: string, launch: () => Promise<Engine>): void {
  void describe(`the loader in ${name}`, { timeout: 120_000 }, () => {
    const scripts = new Scripts();
    let engine: Engine;
    let server: ServerProcess;
    let api: string;
    let site: ForeignSite;
    let page: Page;
    const tabs: Tab[] = [];
    before(async () => {
      server = new ServerProcess();
      api = `http://127.0.0.1:${String(await server.listening())}`;
      await scripts.start();
      site = await startForeignSite((path) =>
        path === '/'
          ? {
              html: `<!doctype html><html lang="en"><head><title>Loader</title>
                <script nonce="n0nce">
                  const view = globalThis.view = { warnings: [], held: {}, until: (condition) => new Promise((resolve) => {
                    const look = () => (condition() ? resolve() : requestAnimationFrame(look));
                    look();
                  }) };
                  console.warn = (...words) => view.warnings.push(words.join(' '));
                </script>${page.head ?? ''}</head><body><p>Words</p>${page.body}</body></html>`,
              headers: page.headers ?? {},
            }
          : undefined,
      );
      engine = await launch();
    });
    afterEach(async () => {
      for (const tab of tabs.splice(0)) await tab.close();
      scripts.requested.length = 0;
      scripts.faults.clear();
    });
    after(async () => {
      await engine.close();
      await site.close();
      scripts.stop();
      await server.kill();
    });

    const tag = (attributes = '', path = 'live-presence.js'): string =>
      `<script type="module" src="${scripts.origin}/${path}" nonce="n0nce" ${attributes}></script>`;
    const mounting = (attributes = ''): string => tag(`data-mount data-server="${api}" ${attributes}`);
    const element = (attributes = ''): string =>
      `<live-presence server="${api}" ${attributes}></live-presence>${tag()}`;
    const open = async (shown: Page): Promise<Tab> => {
      page = shown;
      const tab = await engine.open();
      tabs.push(tab);
      await tab.goto(site.origin);
      return tab;
    };
    const online = (tab: Tab): Promise<void> =>
      tab.evaluate(() => view.until(() => document.querySelector('live-presence[status=online]')));
    const chatIsOpen = (tab: Tab): Promise<void> =>
      tab.evaluate(() =>
        view.until(() => {
          const [whole] = document.getElementsByTagName('live-presence');
          const chat = whole?.shadowRoot?.querySelector('live-presence-chat');
          return chat?.shadowRoot
            ?.querySelector('live-presence-chat-panel')
            ?.shadowRoot?.querySelector('live-presence-composer');
        }),
      );

    const POLICIES: Record<string, string> = {
      'of the script’s origin': `script-src 'nonce-n0nce' %SCRIPTS%`,
      'of nonces': `script-src 'nonce-n0nce'`,
      'of nonces, with what they load': `script-src 'nonce-n0nce' 'strict-dynamic'`,
      'of trusted types': `require-trusted-types-for 'script'; trusted-types live-presence live-presence-loader`,
    };
    for (const [what, policy] of Object.entries(POLICIES))
      void test(`works under a policy ${what}`, async () => {
        const headers = { 'Content-Security-Policy': policy.replace('%SCRIPTS%', scripts.origin) };
        const tab = await open({ body: mounting('data-chat="open"'), headers });
        await online(tab);
        await chatIsOpen(tab);
        assert.deepEqual(await tab.evaluate(() => view.warnings), []);
      });

    void test('loads everything once for each version, however many tags and addresses it has', async () => {
      const tab = await open({
        head: tag() + tag('', 'live-presence.js?again'),
        body: mounting() + mounting() + tag('', 'live-presence-1.0.0.js'),
      });
      await online(tab);
      await tab.evaluate(() => view.until(() => 'otherHasRun' in globalThis));
      const elements = await tab.evaluate(() => document.querySelectorAll('live-presence').length);
      assert.equal(elements, 1);
      assert.deepEqual(scripts.requested.filter((one) => one === 'core' || one === 'keep-mounted').sort(), [
        'core',
        'core',
        'keep-mounted',
      ]);
      assert.deepEqual(await tab.evaluate(() => view.warnings), []);
    });

    void test('never runs a core that was changed, says so once, and loads the right one later', async () => {
      scripts.faults.set('core', 'changed');
      const tab = await open({ body: mounting() });
      await tab.evaluate(() => view.until(() => view.warnings.length > 0));
      // The network is back, but not the right script.
      const again = scripts.requested.length;
      await tab.evaluate(() => void dispatchEvent(new Event('online')));
      while (scripts.requested.length === again) await tab.evaluate(() => undefined);
      scripts.faults.clear();
      // What waits for the network is there only after it has failed.
      await tab.evaluate(() =>
        view.until(() => {
          dispatchEvent(new Event('online'));
          return document.querySelector('live-presence[status=online]');
        }),
      );
      const { warnings, changedHasRun } = await tab.evaluate(() => ({
        warnings: view.warnings,
        changedHasRun: 'changedHasRun' in globalThis,
      }));
      assert.equal(changedHasRun, false);
      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.match(warnings[0] ?? '', /^\[live-presence\] .*127\.0\.0\.1/);
    });

    for (const fault of ['changed', 'refused'] as const)
      void test(`never runs a chat that is ${fault}, and opens it once it is right`, async () => {
        scripts.faults.set('chat-module', fault);
        const tab = await open({ body: mounting() });
        await online(tab);
        await tab.evaluate(() => {
          const [whole] = document.getElementsByTagName('live-presence');
          whole?.openChat();
        });
        while (!scripts.requested.includes('chat-module')) await tab.evaluate(() => undefined);
        scripts.faults.clear();
        await chatIsOpen(tab);
        assert.equal(await tab.evaluate(() => 'changedHasRun' in globalThis), false);
      });

    void test('keeps what is called before the element is defined', async () => {
      const early = `<script nonce="n0nce">
        addEventListener('DOMContentLoaded', () => {
          const element = document.querySelector('live-presence');
          view.defined = customElements.get('live-presence') !== undefined;
          view.answers = [element.send('early words'), element.openChat(), element.scrollToMember('nobody')];
        });</script>`;
      const tab = await open({ head: early, body: element('room="early"') });
      await chatIsOpen(tab);
      assert.equal(await tab.evaluate(() => view.defined), false);
      await tab.evaluate(() =>
        view.until(() => {
          const [whole] = document.getElementsByTagName('live-presence');
          return whole?.messages.some(({ text }) => text === 'early words');
        }),
      );
      const answer = await tab.evaluate(async () => (await Promise.all(view.answers ?? []))[2]);
      assert.equal(answer, false);
      const left = await tab.evaluate(() => Object.hasOwn(document.querySelector('live-presence')!, 'send'));
      assert.equal(left, false);
    });

    void test('opens what was clicked before it was defined', async () => {
      const early = `<script nonce="n0nce">
        addEventListener('DOMContentLoaded', () => {
          view.defined = customElements.get('live-presence') !== undefined;
          document.querySelector('live-presence button').click();
        });
      </script>`;
      const body = `<live-presence server="${api}"><button>Talk to us</button></live-presence>${tag()}`;
      const tab = await open({ head: early, body });
      await chatIsOpen(tab);
      assert.equal(await tab.evaluate(() => view.defined), false);
    });

    /** @returns a page that is never idle, once it has loaded */
    const openHeld = async (body: string): Promise<Tab> => {
      const tab = await open({ head: HELD, body });
      await tab.evaluate(() => view.until(() => view.held.patience && document.readyState === 'complete'));
      return tab;
    };
    const whenDefined = (tab: Tab): Promise<void> =>
      tab.evaluate(() => customElements.whenDefined('live-presence').then(() => undefined));

    for (const reason of ['idle', 'patience'] as const)
      void test(`loads the rest when ${reason === 'idle' ? 'the page is idle' : '3 s have passed'}, and not before`, async () => {
        const tab = await openHeld(mounting());
        await tab.evaluate((why) => view.until(() => view.held[why]), reason);
        assert.equal(scripts.requested.includes('core'), false);
        await tab.evaluate((why) => view.held[why]?.(), reason);
        await whenDefined(tab);
      });

    void test('loads the rest at once if the site says so', async () => {
      await online(await open({ head: HELD, body: mounting('data-load="eager"') }));
    });

    void test('loads the rest for a key that the visitor presses on what stands in for the element', async () => {
      const tab = await openHeld(
        `<input><live-presence server="${api}"><button>Talk to us</button></live-presence>${tag()}`,
      );
      await tab.evaluate(() => document.querySelector('input')?.focus());
      await tab.press('Escape');
      await tab.evaluate(() => document.querySelector('button')?.focus());
      assert.equal(scripts.requested.includes('core'), false);
      await tab.press('Escape');
      await whenDefined(tab);
    });

    void test('opens what the badge shows that was clicked before it was defined', async () => {
      const early = `<script nonce="n0nce">
        addEventListener('DOMContentLoaded', () => {
          view.defined = customElements.get('live-presence-badge') !== undefined;
          document.querySelector('live-presence-badge button').click();
        });
      </script>`;
      const badge = '<live-presence-badge for="here"><button>Who is here?</button></live-presence-badge>';
      const tab = await open({ head: early, body: badge + element('id="here" badge="off" chat="off"') });
      await tab.evaluate(() =>
        view.until(() => {
          const [shown] = document.getElementsByTagName('live-presence-badge');
          return shown?.shadowRoot?.querySelector('live-presence-people')?.shadowRoot?.querySelector('h2');
        }),
      );
      assert.equal(await tab.evaluate(() => view.defined), false);
    });

    void test('does not run a core again that threw, and says what it threw', async () => {
      // What Lit calls when it is evaluated.
      const head = `<script nonce="n0nce">
        view.runs = 0;
        Document.prototype.createTreeWalker = () => {
          view.runs++;
          throw new TypeError('theirs');
        };
      </script>`;
      const tab = await open({ head, body: tag() + tag('', 'live-presence.js?again') });
      await tab.evaluate(() => view.until(() => view.warnings.length === 2));
      await tab.evaluate(() => {
        for (const type of ['online', 'click']) dispatchEvent(new Event(type));
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      });
      const { runs, warnings } = await tab.evaluate(() => view);
      assert.equal(runs, 1);
      assert.equal(warnings.length, 2, 'one of each tag');
      for (const warning of warnings) assert.match(warning, /-core-.*theirs/);
      assert.equal(scripts.requested.filter((one) => one === 'core').length, 1);
    });

    // Safari’s way, in an engine that has Trusted Types for certain.
    if (name === 'Chromium')
      void test('says what is missing in a policy of trusted types, and does not try again', async () => {
        const head = `<script nonce="n0nce">
          Object.defineProperty(navigator, 'vendor', { value: 'Apple Computer, Inc.' });
        </script>`;
        const policy = `require-trusted-types-for 'script'; trusted-types live-presence`;
        const headers = { 'Content-Security-Policy': policy };
        const tab = await open({ head, body: mounting(), headers });
        await tab.evaluate(() => view.until(() => view.warnings.length > 0));
        await tab.evaluate(() => {
          for (const type of ['online', 'click']) dispatchEvent(new Event(type));
          return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        });
        const warnings = await tab.evaluate(() => view.warnings);
        assert.equal(warnings.length, 1, warnings.join('\n'));
        assert.match(warnings[0] ?? '', /add live-presence-loader to trusted-types/);
        assert.deepEqual(scripts.requested, ['loader']);

        // Listed but not required, they are in nobody's way.
        await online(
          await open({
            head,
            body: mounting(),
            headers: { 'Content-Security-Policy': 'trusted-types theirs' },
          }),
        );
      });
  });
}

void describe('a page that is not done with loading', { timeout: 60_000 }, () => {
  const scripts = new Scripts();
  let engine: Chromium;
  let server: ServerProcess;
  let api: string;
  let site: ForeignSite;
  let body = '';
  /** Ends the page's image, which it waits for. */
  let done: () => void = () => undefined;
  let image: Server;
  let page: ChromiumPage;
  before(async () => {
    server = new ServerProcess();
    api = `http://127.0.0.1:${String(await server.listening())}`;
    await scripts.start();
    image = createServer((_, response) => (done = () => void response.end())).listen(0, '127.0.0.1');
    await once(image, 'listening');
    const { port } = image.address() as AddressInfo;
    site = await startForeignSite((path) =>
      path === '/'
        ? {
            html: `<!doctype html><html lang="en"><head><title>Slow</title></head><body>
              <img src="http://127.0.0.1:${String(port)}/" alt="">${body}</body></html>`,
          }
        : undefined,
    );
    engine = await Chromium.launch();
  });
  afterEach(async () => {
    done();
    await page.context().close();
    scripts.requested.length = 0;
    scripts.faults.clear();
  });
  after(async () => {
    await engine.close();
    await site.close();
    scripts.stop();
    image.closeAllConnections();
    image.close();
    await server.kill();
  });

  /** @returns once the loader has run */
  const open = async (markup: string): Promise<void> => {
    body = markup;
    ({ page } = await engine.open());
    await page.clock.install({ time: 0 });
    // Far ahead, because until then it goes on by itself.
    await page.clock.pauseAt(1_000_000);
    await page.goto(site.origin, { waitUntil: 'domcontentloaded' });
  };
  const tag = (attributes = ''): string =>
    `<script type="module" src="${scripts.origin}/live-presence.js" ${attributes}></script>`;
  const standIn = (attributes = ''): string =>
    `<live-presence server="${api}" style="position: fixed; top: 0"><button>Talk</button></live-presence>${tag(attributes)}`;
  const core = (): Promise<unknown> => page.waitForRequest((request) => request.url().includes('-core-'));
  const chat = (): Promise<void> => page.locator('[part~=chat-input]').waitFor();

  void test('is left alone until it is', async () => {
    await open(tag(`data-mount data-server="${api}"`));
    await page.clock.runFor(1_000);
    assert.deepEqual(scripts.requested, ['loader']);
    const loaded = core();
    done();
    await page.waitForLoadState('load');
    await page.clock.runFor(1_000);
    await loaded;
  });

  void test('is kept waiting for 3 s', async () => {
    await open(tag(`data-mount data-server="${api}"`));
    const loaded = core();
    await page.clock.runFor(3_000);
    await loaded;
  });

  void test('gets everything at once if the site says so', async () => {
    await open(tag(`data-mount data-load="eager" data-server="${api}"`));
    await page.clock.resume();
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    // Not for lack of waiting: nothing has told the page that it has loaded.
    assert.equal(await page.evaluate(() => document.readyState), 'interactive');
  });

  void test('gets what the visitor clicks', async () => {
    await open(standIn());
    await page.getByRole('button', { name: 'Talk' }).click();
    await page.clock.resume();
    await chat();
  });

  void test('gets at once what the visitor clicks, also after it could not be loaded', async () => {
    scripts.faults.set('core', 'refused');
    await open(standIn());
    const failed = page.waitForEvent('console', (message) => message.text().startsWith('[live-presence]'));
    await page.clock.runFor(3_000);
    await failed;
    scripts.faults.clear();
    // By the time of the page, the pause is not over.
    const loaded = core();
    await page.getByRole('button', { name: 'Talk' }).click();
    await loaded;
    await page.clock.resume();
    await chat();
  });

  const PRIORITIES = { idle: 'low', clicked: 'auto', eager: 'auto' };
  for (const [when, expected] of Object.entries(PRIORITIES))
    void test(`loads with priority ${expected} when it is ${when}`, async () => {
      // What the test runs in the page counts as done by the visitor.
      const watch = `<script>
        if (${String(when !== 'clicked')}) Object.defineProperty(navigator, 'userActivation', { value: {} });
        const priorities = globalThis.priorities = [];
        new MutationObserver((records) => {
          for (const { addedNodes } of records) for (const { rel, fetchPriority } of addedNodes)
            if (rel === 'modulepreload') priorities.push(fetchPriority);
        }).observe(document.head, { childList: true });
      </script>`;
      await open(`${watch}${standIn(when === 'eager' ? 'data-load="eager"' : '')}`);
      if (when === 'idle') await page.clock.runFor(3_000);
      if (when === 'clicked') await page.getByRole('button', { name: 'Talk' }).click();
      const first = await page.waitForFunction(
        () => (globalThis as { priorities?: string[] }).priorities?.[0],
      );
      assert.equal(await first.jsonValue(), expected);
    });

  void test('is none of our business when the visitor uses the rest of it', async () => {
    await open(`<button>Theirs</button>${standIn()}`);
    const theirs = page.getByRole('button', { name: 'Theirs' });
    await theirs.click();
    await theirs.press('a');
    await page.clock.runFor(2_900);
    assert.deepEqual(scripts.requested, ['loader']);
  });
});

suite('Chromium', () => Chromium.launch());
const [firefoxHere, webkitHere] = [firefox, webkit];
if (firefoxHere !== undefined) suite('Firefox', () => Firefox.launch(firefoxHere));
if (webkitHere) suite('WebKit', () => WebKit.launch(webkitHere));
