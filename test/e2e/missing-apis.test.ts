/** Browsers, tools for privacy and pages that are without something that others have. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const throws = (name: string): string =>
  `Object.defineProperty(window, '${name}', { get() { throw new DOMException('denied', 'SecurityError'); } })`;
const without = (...names: string[]): string =>
  names
    .map((name) => {
      const [owner, last] = /^(?:(.+)\.)?(.+)$/.exec(name)?.slice(1) ?? [];
      return `delete ${owner ?? 'window'}.${String(last)}`;
    })
    .join(';');
const MISSING: Record<string, string> = {
  MutationObserver: without('MutationObserver'),
  ResizeObserver: without('ResizeObserver'),
  IntersectionObserver: without('IntersectionObserver'),
  PerformanceObserver: without('PerformanceObserver'),
  matchMedia: without('matchMedia'),
  visualViewport: without('visualViewport'),
  'CSS.supports': without('CSS.supports'),
  'navigator.locks': without('Navigator.prototype.locks'),
  BroadcastChannel: without('BroadcastChannel'),
  'storage, which throws': ['localStorage', 'sessionStorage'].map(throws).join(';'),
  'storage, which is null': ['localStorage', 'sessionStorage']
    .map((name) => `Object.defineProperty(window, '${name}', { value: null })`)
    .join(';'),
  'crypto.randomUUID': without('Crypto.prototype.randomUUID'),
  'sound and notifications': without('Notification', 'AudioContext'),
  'the Navigation API': without('navigation'),
  'idle callbacks': without('requestIdleCallback', 'cancelIdleCallback'),
};

void describe('the widget works, and no error reaches the page, without', () => {
  let server: ServerProcess;
  let site: ForeignSite;
  let browser: Browser;
  const errors: string[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess({ PORT: '0' });
    const origin = `http://127.0.0.1:${String(await server.listening())}`;
    site = await startForeignSite((path) => ({
      html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Missing</title>
        <script async type="module" src="${origin}/live-presence.js" data-mount data-room="${path.slice(1)}"></script></head>
        <body><h1>The harbour</h1><p style="height: 1500px">A text to point at.</p></body></html>`,
    }));
  });
  after(async () => {
    await browser.close();
    await server.kill();
    await site.close();
  });

  async function visit(room: string, script = ''): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
    await context.addInitScript(script);
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${site.origin}/${room}`);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    return page;
  }

  for (const [index, [name, script]] of Object.entries(MISSING).entries()) {
    void test(name, async () => {
      errors.length = 0;
      const ada = await visit(`room-${String(index)}`, script);
      const bo = await visit(`room-${String(index)}`);
      const cursor = ada.locator('[part~=cursor]');
      for (let step = 0; !(await cursor.isVisible()) && errors.length === 0; step++) {
        await bo.mouse.move(60 + (step % 100), 40, { steps: 4 });
        await ada.mouse.move(60 + (step % 100), 60);
      }
      assert.deepEqual(errors, []);
      await bo.locator('[part~=cursor]').waitFor();
      await ada.locator('[part~=chat-toggle]').click();
      await ada.locator('[part~=chat-input]').fill('hello');
      await ada.locator('[part~=chat-input]').press('Enter');
      await bo.locator('[part~=chat-toggle]').click();
      await bo.locator('[part~=message-text]').filter({ hasText: 'hello' }).waitFor();
      await bo.locator('[part~=chat-input]').fill('and hello');
      await bo.locator('[part~=chat-input]').press('Enter');
      await ada.locator('[part~=message-text]').filter({ hasText: 'and hello' }).waitFor();
      await ada.locator('[part~=badge]').click();
      await ada.locator('[part~=person]').first().waitFor();
      for (const page of [ada, bo]) await page.context().close();
      assert.deepEqual(errors, []);
    });
  }
});
