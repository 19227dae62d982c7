/** The database is lost or replaced while the server runs: every page shows the new log, and nothing else. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** Resolves once the page shows exactly these messages, all of them sent. */
async function shows(page: Page, wanted: readonly string[]): Promise<void> {
  const text = wanted.map((one) => `${one} sent`).join();
  await page.waitForFunction(
    (expected) =>
      document
        .querySelector('live-presence')
        ?.messages.map((item) => `${item.text} ${item.state}`)
        .join() === expected,
    text,
    { polling: 50, timeout: 20_000 },
  );
}

async function open(page: Page): Promise<void> {
  await page.locator('[part~="chat-toggle"]').click();
  await page.locator('[part~="chat-input"]').waitFor();
}

async function say(page: Page, text: string): Promise<void> {
  await page.locator('[part~="chat-input"]').fill(text);
  await page.locator('[part~="chat-input"]').press('Enter');
}

void describe('a database that is replaced under open pages', { timeout: 120_000 }, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-replaced-'));

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const kind of ['deleted', 'an older backup'] as const)
    void test(`${kind}: all see the same messages, those of the new one`, async (t) => {
      const restored = kind === 'an older backup';
      const data = join(folder, kind, 'chat.db');
      await using server = new ServerProcess({ LIVE_PRESENCE_DATA: data });
      const port = await server.listening();
      const site = await startForeignSite(() => ({
        html: article(
          `<script type="module" src="http://127.0.0.1:${String(port)}/live-presence.js" data-mount data-room="harbour"></script>`,
        ),
      }));
      t.after(() => site.close());
      const visit = async (): Promise<Page> => {
        const context = await browser.newContext();
        t.after(() => context.close());
        const page = await context.newPage();
        await page.goto(site.origin);
        await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
        return page;
      };
      const ada = await visit();
      const bob = await visit();
      for (const page of [ada, bob]) await open(page);
      const kept = ['old 1', 'old 2'];
      const lost = ['old 3', 'old 4', 'old 5'];
      for (const [i, text] of kept.entries()) {
        await say(ada, text);
        for (const page of [ada, bob]) await shows(page, kept.slice(0, i + 1));
      }
      const backup = join(folder, `${kind}.backup`);
      execFileSync(process.execPath, ['dist/server/main.js', 'backup', backup, '--data', data]);
      for (const text of lost) await say(bob, text);
      for (const page of [ada, bob]) await shows(page, [...kept, ...lost]);

      for (const extra of ['', '-wal', '-shm']) rmSync(`${data}${extra}`, { force: true });
      if (restored) renameSync(backup, data);
      const log = restored ? [...kept] : [];
      for (const page of [ada, bob]) await shows(page, log);

      // Who has the chat closed counts what is new.
      await ada.locator('[part~="chat-toggle"]').click();
      for (const text of ['new 1', 'new 2']) {
        await say(bob, text);
        log.push(text);
        for (const page of [ada, bob]) await shows(page, log);
      }
      assert.equal(await ada.evaluate(() => document.querySelector('live-presence')?.client?.chat.unread), 2);
      const eve = await visit();
      await open(eve);
      await shows(eve, log);
      await bob.reload();
      await open(bob);
      await shows(bob, log);
      assert.equal(await bob.evaluate(() => document.querySelector('live-presence')?.client?.chat.unread), 0);
      await open(ada);
      await say(eve, 'hello');
      for (const page of [ada, bob, eve]) await shows(page, [...log, 'hello']);
    });
});
