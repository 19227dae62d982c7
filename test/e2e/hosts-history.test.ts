/** Back, forward and the browser's back/forward cache: the page returns as it was, and the widget with it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { BareTab } from '../helpers/bare-tab.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { HostSite } from '../hosts/host-site.ts';

const ONLINE = `watch.until(() => document.querySelector('live-presence')?.status === 'online')`;

void describe('history', () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: HostSite;

  before(async () => {
    server = new ServerProcess();
    site = await HostSite.start(`http://127.0.0.1:${String(await server.listening())}`);
    browser = await chromium.launch({
      // The headless shell has no back/forward cache.
      executablePath: chromePath({ headlessShell: false }),
      args: CHROME_ARGS,
      // Playwright disables the back/forward cache.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill('SIGTERM');
  });

  void test('restores the page from the back/forward cache, and the widget is online again', async () => {
    const tab = await BareTab.open(browser);
    await tab.go(`${site.origin}/plain`);
    await tab.evaluate(ONLINE);
    await tab.evaluate(`document.querySelector('input').value = 'half written'; window.kept = 'the very same page';
      addEventListener('pageshow', (event) => { window.cached = event.persisted; }); 0`);
    await tab.go(`${site.origin}/resets`);
    await tab.evaluate(ONLINE);
    await tab.back();
    await tab.evaluate(ONLINE);
    assert.deepEqual(
      await tab.evaluate(
        `[location.pathname, window.kept, window.cached, document.querySelector('input').value, watch.problems, watch.warnings]`,
      ),
      ['/plain', 'the very same page', true, 'half written', [], []],
    );
  });

  void test('of a single-page app stays its own: the widget adds no entry', async () => {
    const tab = await BareTab.open(browser);
    await tab.go(`${site.origin}/single-page`);
    await tab.evaluate(ONLINE);
    const length = await tab.evaluate('history.length');
    await tab.evaluate(`history.pushState(null, '', '/elsewhere'); 0`);
    await tab.evaluate(`history.pushState(null, '', '/further'); 0`);
    await tab.evaluate(
      `new Promise((done) => { addEventListener('popstate', done, { once: true }); history.back(); }).then(() => 0)`,
    );
    assert.equal(await tab.evaluate('location.pathname'), '/elsewhere');
    assert.equal(await tab.evaluate('history.length'), Number(length) + 2, 'the guest adds nothing');
    await tab.evaluate(ONLINE);
    assert.deepEqual(await tab.evaluate('[watch.problems, watch.warnings]'), [[], []]);
  });
});
