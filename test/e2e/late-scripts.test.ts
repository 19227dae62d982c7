/** What a button needs may fail to load: the next click tries again. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

interface Case {
  what: string;
  /** Part of the script's file name. */
  script: string;
  /** The button to click, which needs the script. */
  button: string;
  /** Is visible once it has worked. */
  result: string;
  /** Buttons to click first. */
  first?: string[];
}

const BADGE = '[part~=badge]';
const CHAT = '[part~=chat-toggle]';
const CASES: Case[] = [
  { what: 'the people list', script: 'people', button: BADGE, result: '[part~=person]' },
  {
    what: 'the people list, without what it shares with the chat',
    script: 'chat-module',
    button: BADGE,
    result: '[part~=person]',
  },
  { what: 'the chat', script: 'chat-module', button: CHAT, result: '[part~=chat-input]' },
  {
    what: 'name and colour',
    script: 'profile',
    first: [BADGE],
    button: '[aria-label="Change name and colour"]',
    result: '[part~=profile] form',
  },
];

void describe('a script that fails to load', { timeout: 240_000 }, () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let tag = '';
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    site = await startForeignSite(() => ({ html: article(tag) }));
    server = new ServerProcess({ NODE_ENV: 'production', LIVE_PRESENCE_ORIGINS: site.origin });
    const port = await server.listening();
    tag = `<script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount></script>`;
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill();
  });

  for (const { what, script, button, result, first = [] } of CASES) {
    void test(`is requested again: ${what}`, async () => {
      const page: Page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      let blocked = true;
      let failures = 0;
      await page.route(`**/live-presence-${script}-*`, (route) => {
        if (!blocked) return route.continue();
        failures++;
        return route.abort();
      });
      await page.goto(site.origin);
      await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
      for (const selector of first) await page.locator(selector).click();
      const failed = page.waitForEvent('requestfailed', (request) => request.url().includes(script));
      await page.locator(button).click();
      await failed;
      // Closed again: nothing is open that cannot be seen.
      await page.waitForFunction(
        (element) => element.getAttribute('aria-expanded') !== 'true',
        await page.locator(button).elementHandle(),
      );
      assert.ok(failures > 0);
      assert.equal(await page.locator(result).count(), 0);
      blocked = false;
      await page.locator(button).click();
      await page.locator(result).first().waitFor();
      assert.deepEqual(errors, []);
      await page.close();
    });
  }
});
