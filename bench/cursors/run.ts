import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { ServerProcess } from '../../test/helpers/server-process.ts';
import { Mover } from './mover.ts';
import { Viewer } from './viewer.ts';
const server = new ServerProcess({ LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0', LIVE_PRESENCE_LOG: 'info' });
const origin = `http://127.0.0.1:${String(await server.listening())}`;
const browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
const viewer = await Viewer.of(browser, origin, 'docs.html');
console.time('ways');
const ways = await viewer.ways((width, height) =>
  Array.from({ length: 100 }, (_, i) => {
    const cx = 300 + (((i * 7919) % 1000) / 1000) * (width - 600);
    const cy = 250 + (((i * 104729) % 1000) / 1000) * (height - 500);
    return Array.from({ length: 120 }, (_, s) => ({
      x: cx + 250 * Math.sin((s / 120) * 2 * Math.PI + i),
      y: cy + 120 * Math.sin((s / 120) * 4 * Math.PI + i * 2),
    }));
  }),
);
console.timeEnd('ways');
console.log(ways.flat().filter((w) => !w).length, new Set(ways.flat().map((w) => w?.key)).size, ways.flat().filter((w) => w && w.flags & 2).length);
await viewer.open(4);
const movers = await Promise.all(ways.map((way, i) => Mover.join(origin, 'bench', '/', i, way)));
await viewer.sees(100);
console.log('seen');
await new Promise((r) => setTimeout(r, 3000));
const events = await viewer.trace(() => new Promise((r) => setTimeout(r, 5000)));
writeFileSync('/tmp/trace.json', JSON.stringify(events));
const inv = await viewer.trace(() => new Promise((r) => setTimeout(r, 1000)), true);
writeFileSync('/tmp/trace-inv.json', JSON.stringify(inv));
for (const m of movers) m.close();
await browser.close();
await viewer.site.close();
await server.kill('SIGKILL');
