/** Why there is no socket is found out by a module that loads late, over the same network that may be down. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

void describe('a site that the server does not allow', { timeout: 240_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess({ NODE_ENV: 'production' });
    const port = await server.listening();
    const script = `<script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount></script>`;
    site = await startForeignSite(() => ({ html: article(script) }));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });

  for (const failures of [0, 2]) {
    void test(`is refused, after the probe has failed to load ${String(failures)} times`, async () => {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      let loads = 0;
      await page.route('**/live-presence-probe-*', (route) =>
        ++loads <= failures ? route.abort() : route.continue(),
      );
      await page.goto(site.origin);
      await page.locator('live-presence[status=refused]').waitFor({ state: 'attached' });
      const code = await page.evaluate(() => document.querySelector('live-presence')?.client?.refusal?.code);
      assert.equal(code, 'forbidden_origin');
      // Its visitors see nothing of it.
      await page.locator('[part~=badge]').waitFor({ state: 'detached' });
      assert.equal(await page.locator('[part~=chat-toggle]').count(), 0);
      assert.equal(loads, failures + 1);
      assert.deepEqual(errors, []);
      await page.close();
    });
  }
});
