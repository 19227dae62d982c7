import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { CRAFTED_NAMES, HEAVY_TEXTS } from '../helpers/heavy-texts.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const MESSAGES = process.env['TEST_LONG'] ? 8 : 3;
/** How many times as long as a short message one may take. A text that is not bounded takes ten times as long. */
const MOST = 3;

void describe('heavy texts in an open chat', () => {
  let browser: Browser;
  let server: ServerProcess;
  let site: ForeignSite;
  let origin: string;

  before(async () => {
    server = new ServerProcess({ LIVE_PRESENCE_CHAT_RATE: '1000/1000' });
    origin = `http://127.0.0.1:${String(await server.listening())}`;
    const script = `${origin}/live-presence.js`;
    site = await startForeignSite(() => ({
      html: article(
        `<script type="module" src="${script}" data-mount data-room="docs" data-chat="open"></script>`,
      ),
    }));
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
  });
  after(async () => {
    await browser.close();
    await site.close();
    await server.kill('SIGTERM');
  });

  void test('cost a reader with a slow processor little more than short ones', async () => {
    const writer = new RawClient(origin);
    await writer.join('writer');
    const crafted = CRAFTED_NAMES.map((name) => ({ name, client: new RawClient(origin) }));
    const mentions: string[] = [];
    for (const { name, client } of crafted) mentions.push((await client.join(name)).self.id);
    const page = await browser.newPage();
    await page.goto(`${site.origin}/`);
    await page.locator('[part~=chat-input]').waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    // Of the processor, so that other programs do not count.
    const busy = async (): Promise<number> => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
    };
    let posted = 0;
    const post = async (text: string): Promise<void> => {
      writer.send({
        type: 'chat_post',
        op: `00000000-0000-4000-8000-${String(++posted).padStart(12, '0')}`,
        text,
        mentions,
      });
      const seq = String((await writer.next('ack')).seq);
      await page.waitForFunction(
        (wanted) =>
          document
            .querySelector('live-presence')
            ?.shadowRoot?.querySelector('live-presence-chat')
            ?.shadowRoot?.querySelector('live-presence-chat-panel')
            ?.shadowRoot?.querySelector(`[data-seq="${wanted}"]`),
        seq,
      );
    };
    const cost = async (text: string): Promise<number> => {
      const start = await busy();
      for (let i = 0; i < MESSAGES; i++) await post(text);
      return ((await busy()) - start) / MESSAGES;
    };
    await cost('to be warm');
    const tooLong: string[] = [];
    for (const [name, text] of Object.entries(HEAVY_TEXTS)) {
      // So that the system's search for fonts that have its letters does not count: it happens once.
      await post(text);
      const [short, heavy] = [await cost('hi'), await cost(text)];
      if (heavy > MOST * short)
        tooLong.push(`${name}: ${heavy.toFixed()} ms, ${short.toFixed()} ms if short`);
    }
    assert.deepEqual(tooLong, []);
  });
});
