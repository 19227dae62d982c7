import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { SAMPLE, encodeUplink } from '../../protocol/cursor-frame.ts';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const PEOPLE = 130;

void describe('a browser in a crowd', () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let crowd: RawClient[] = [];

  before(async () => {
    server = new ServerProcess({ LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' });
    const port = await server.listening();
    const script = `http://127.0.0.1:${String(port)}/live-presence.js`;
    site = await startForeignSite(() => ({
      html: article(`<script type="module" src="${script}" data-mount data-room="docs"></script>`),
    }));
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    crowd = Array.from({ length: PEOPLE }, () => new RawClient(`http://127.0.0.1:${String(port)}`));
  });
  after(async () => {
    await browser.close();
    for (const { socket } of crowd) socket.terminate();
    await site.close();
    await server.kill('SIGTERM');
  });

  void test('reports what it sees, and draws the cursors there, wherever it scrolls', async () => {
    await Promise.all(crowd.map((client, i) => client.join(`Person ${String(i)}`, { page: '/' })));
    const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    /** Views sent to the server. */
    const views: { top: number; bottom: number }[] = [];
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        if (typeof payload === 'string' && payload.includes('"view"'))
          views.push(JSON.parse(payload) as never);
      });
    });
    await page.goto(`${site.origin}/`);
    await page.locator('live-presence[status=online]').waitFor({ state: 'attached' });
    // Ten at each paragraph, over its text.
    const boxes = await page.evaluate(() =>
      [...document.querySelectorAll('p')].map((each) => {
        const { x, y, width, height } = each.getBoundingClientRect();
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [x / scrollWidth, y / scrollHeight, width / scrollWidth, height / scrollHeight];
      }),
    );
    for (const [i, client] of crowd.entries()) {
      const index = i % boxes.length;
      // main, then its paragraphs after the heading
      client.send({ type: 'anchor', id: 0, anchor: { path: [1, 0, index + 1], box: boxes[index] } });
    }
    let x = 0;
    const timer = setInterval(() => {
      x = (x + 1) % 60;
      for (const client of crowd) {
        const sample = { age: 0, flags: SAMPLE.text, anchor: 0, x, y: 0x8080 };
        client.send(encodeUplink({ clock: Math.round(performance.now()) & 0xffff, samples: [sample] }));
      }
    }, 100);
    const allInView = (wanted: number) =>
      page.waitForFunction((count) => {
        const layer = document
          .querySelector('live-presence')
          ?.shadowRoot?.querySelector('live-presence-cursors')?.shadowRoot;
        const cursors = [...(layer?.querySelectorAll('.cursor') ?? [])];
        const seen = cursors.filter((each) => {
          const { top } = each.getBoundingClientRect();
          return top >= 0 && top < innerHeight;
        });
        return seen.length >= count;
      }, wanted);
    const expected = () =>
      page.evaluate(() => {
        const seen = [...document.querySelectorAll('p')].filter((each) => {
          const { top } = each.getBoundingClientRect();
          return top + 10 > 0 && top + 10 < innerHeight;
        });
        return seen.length * 9;
      });
    try {
      for (const at of [0, 1_500]) {
        await page.evaluate((top) => {
          scrollTo(0, top);
        }, at);
        const wanted = await expected();
        assert.ok(wanted > 9, 'the page is long, and some of it is seen');
        await allInView(wanted);
      }
    } finally {
      clearInterval(timer);
    }
    assert.ok(views.length >= 1, 'the server was told what is seen');
    assert.ok(views.every(({ top, bottom }) => top >= 0 && top < bottom && bottom <= 1));
    assert.deepEqual(complaints, []);
  });
});
