/** A canvas that the site maps itself: two visitors at different zooms point at the same thing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { ServerProcess } from '../helpers/server-process.ts';

let browser: Browser;
let origin: string;
let server: ServerProcess;

before(async () => {
  browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  server = new ServerProcess();
  origin = `http://localhost:${String(await server.listening())}`;
});
after(async () => {
  await browser.close();
  await server.kill();
});

async function open(width: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${origin}/garden`);
  await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
  return page;
}

async function corner(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('canvas').boundingBox();
  assert.ok(box);
  return box;
}

/** The map begins 40 steps before its first bed: that corner is at (40, 40) of the canvas at first. */
const BED = { x: 115, y: 85 };

/** Waits until the only cursor that is shown is at this point of the canvas; undefined: until none is. */
async function cursorIsAt(page: Page, point: { x: number; y: number } | undefined): Promise<void> {
  await page.waitForFunction((wanted) => {
    const layer = document
      .querySelector('live-presence')
      ?.shadowRoot?.querySelector('live-presence-cursors')?.shadowRoot;
    const cursors = [...(layer?.querySelectorAll<HTMLElement>('[part~=cursor]') ?? [])].filter((cursor) =>
      cursor.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    );
    const [at, canvas] = [cursors[0], document.querySelector('canvas')].map((one) =>
      one?.getBoundingClientRect(),
    );
    if (!wanted) return cursors.length === 0;
    return at && canvas && Math.hypot(at.x - canvas.x - wanted.x, at.y - canvas.y - wanted.y) < 2;
  }, point);
}

void test('visitors at different zooms point at the same thing of a map', { timeout: 120_000 }, async () => {
  const [ada, bo] = [await open(1280), await open(900)];
  const [adas, bos] = [await corner(ada), await corner(bo)];
  // Bo zooms in: what is there stays there.
  const still = { x: 60, y: 50 };
  await bo.mouse.move(bos.x + still.x, bos.y + still.y);
  await bo.mouse.wheel(0, -208);
  const zoom = Math.exp(208 / 300);
  await ada.mouse.move(adas.x + 5, adas.y + 5);
  await ada.mouse.move(adas.x + BED.x, adas.y + BED.y);
  const shown = { x: still.x + (BED.x - still.x) * zoom, y: still.y + (BED.y - still.y) * zoom };
  await cursorIsAt(bo, shown);
  // Bo drags the map: the cursor goes with what it points at, and out of sight with it.
  await bo.mouse.move(bos.x + 300, bos.y + 200);
  await bo.mouse.down();
  await bo.mouse.move(bos.x + 250, bos.y + 230, { steps: 5 });
  await cursorIsAt(bo, { x: shown.x - 50, y: shown.y + 30 });
  await bo.mouse.move(bos.x + 20, bos.y + 230, { steps: 5 });
  await cursorIsAt(bo, undefined);
  await bo.mouse.up();
});
