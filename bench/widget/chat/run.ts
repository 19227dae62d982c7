/**
 * What reading a long log costs: `npx tsx bench/widget/chat/run.ts [--messages 10000] [--slowdown 4] [--step 60]` (after
 * `npm run build`).
 *
 * A room with so many messages in it; a visitor opens the chat and turns the wheel upwards, `--step` px for each of
 * 60 events a second, until the first message is reached, and then down again. The page's main thread is slowed down.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { chromium } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../../scripts/find-browser.mjs';
import { systemClock } from '../../../server/clock.ts';
import { SqliteStore } from '../../../server/store/sqlite.ts';
import { ServerProcess } from '../../../test/helpers/server-process.ts';
import { quantile } from '../cursors/trace.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    slowdown: { type: 'string', default: '4' },
    step: { type: 'string', default: '60' },
  },
});
const messages = Number(values.messages);
const step = Number(values.step);
const THREAD = new URL('../../../dist/server/store/sqlite-worker.js', import.meta.url);
const ROOM = 'demo';
const WORDS = 'the quick brown fox jumps over a lazy dog and reads https://example.org/page `code` '.split(
  ' ',
);

const folder = mkdtempSync(join(tmpdir(), 'bench-panel-'));
const path = join(folder, 'chat.db');
const quiet = { info: () => undefined, error: () => undefined };
const store = await SqliteStore.open({
  path,
  clock: systemClock,
  log: quiet,
  spawn: (options) => new Worker(THREAD, { workerData: options }),
});
const from = Date.now() - messages * 20_000;
await Promise.all(
  Array.from({ length: messages }, (_, i) =>
    store.append(ROOM, {
      kind: 'message',
      op: `op${String(i)}`,
      member: `member${String((i >> 2) % 7)}`,
      name: `Person ${String((i >> 2) % 7)}`,
      color: '#7a2e8e',
      at: from + i * 20_000,
      text: `${String(i + 1)} ${Array.from({ length: 3 + ((i * 7) % 40) }, (_, j) => WORDS[(i + j) % WORDS.length]).join(' ')}`,
      ...(i % 9 === 8 ? { reply: i - 2 } : {}),
    }),
  ),
);
await store.close();

const server = new ServerProcess({ LIVE_PRESENCE_DATA: path, LIVE_PRESENCE_RETENTION: '999d/1000000' });
const origin = `http://127.0.0.1:${String(await server.listening())}`;
const browser = await chromium.launch({
  executablePath: chromePath({ headlessShell: false }),
  args: CHROME_ARGS,
});

/** In the page: the intervals of its frames, and the most messages that were in the document. */
interface Watch {
  frames: number[];
  most: number;
  first: number;
}

console.log(
  '| slowed | way | s | frame, ms: p50 / p95 / p99 / most | frames/s | messages in the document, at most | read |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const rate of [1, Number(values.slowdown)]) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  await page.goto(origin);
  await page.waitForFunction('document.querySelector("live-presence")?.status === "online"');
  await page.evaluate('document.querySelector("live-presence").openChat()');

  await page.locator('.message').first().waitFor({ timeout: 3000 });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
  const box = await page.locator('.log').boundingBox();
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 200 };
  for (const [way, sign] of [
    ['up', -1],
    ['down', 1],
  ] as const) {
    await page.evaluate(`(() => {
      const watch = (window.watch = { frames: [], most: 0, first: 0 });
      const panel = document.querySelector('live-presence').shadowRoot.querySelector('live-presence-chat')
        .shadowRoot.querySelector('live-presence-chat-panel').shadowRoot;
      const log = panel.querySelector('.log');
      let before = performance.now();
      const look = (now) => {
        if (window.watch !== watch) return;
        watch.frames.push(now - before);
        before = now;
        const messages = log.getElementsByClassName('message');
        watch.most = Math.max(watch.most, messages.length);
        watch.first = Number(messages[0]?.dataset.seq);
        watch.left = ${String(sign)} < 0 ? log.scrollTop : log.scrollHeight - log.scrollTop - log.clientHeight;
        watch.last = Number(messages[messages.length - 1]?.dataset.seq);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    })()`);
    const start = performance.now();
    for (;;) {
      for (let i = 0; i < 30; i++) {
        const due = new Promise((resolve) => setTimeout(resolve, 16));
        void cdp.send('Input.dispatchMouseEvent', {
          type: 'mouseWheel',
          ...at,
          deltaX: 0,
          deltaY: sign * step,
        });
        await due;
      }
      const { first, last, left } = await page.evaluate<{ first: number; last: number; left: number }>(
        'window.watch',
      );
      if (left < 2 && (sign < 0 ? first === 1 : last === messages)) break;
      if (performance.now() - start > 60_000) break;
    }
    const seconds = (performance.now() - start) / 1000;
    const { frames, most, first } = await page.evaluate<Watch>('window.watch');
    const intervals = frames.slice(1);
    const cells = [
      `${String(rate)} ×`,
      way,
      seconds.toFixed(0),
      [0.5, 0.95, 0.99, 1].map((share) => quantile(intervals, share).toFixed(0)).join(' / '),
      (intervals.length / (intervals.reduce((a, b) => a + b, 0) / 1000)).toFixed(1),
      most,
      `from message ${String(first)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  await page.close();
}
await browser.close();
await server.kill();
rmSync(folder, { recursive: true });
process.exit(0);
