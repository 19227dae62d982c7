/** Frames that have no host of their own, on different sites: which room they get. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { ServerProcess } from '../helpers/server-process.ts';

/** Puts a frame with this content into the page. */
const FRAMES: Record<string, string> = {
  srcdoc: 'frame.srcdoc = html',
  'srcdoc, sandboxed': `frame.sandbox = 'allow-scripts'; frame.srcdoc = html`,
  'srcdoc with a base elsewhere': `frame.srcdoc = '<base href="https://cdn.example/">' + html`,
  blob: `frame.src = URL.createObjectURL(new Blob([html], { type: 'text/html' }))`,
  data: `frame.src = 'data:text/html,' + encodeURIComponent(html)`,
  'a frame without an address, written to': `document.body.append(frame); frame.contentDocument.write(html); frame.contentDocument.close()`,
};

void describe('without a room of its own', () => {
  let server: ServerProcess;
  let sites: ForeignSite[];
  let browser: Browser;
  let folder: string;
  let widget: string;

  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    server = new ServerProcess({ PORT: '0', NODE_ENV: 'development' });
    const origin = `http://127.0.0.1:${String(await server.listening())}`;
    widget = `<script>
        WebSocket = class extends WebSocket {
          constructor(url, ...rest) {
            super(url, ...rest);
            parent.postMessage(String(url), '*');
          }
        };
      </script><script type="module" src="${origin}/live-presence.js"></script><live-presence></live-presence>`;
    const serve = (path: string) => ({
      html: `<!doctype html><html lang="en"><title>Frames</title><body><script>
        const frame = document.createElement('iframe');
        const html = ${JSON.stringify(widget).replaceAll('</', '<\\/')};
        ${String(FRAMES[decodeURIComponent(path.slice(1))])};
        if (!frame.isConnected) document.body.append(frame);
      </script></body></html>`,
    });
    sites = [await startForeignSite(serve), await startForeignSite(serve)];
    folder = mkdtempSync(join(tmpdir(), 'live-presence-'));
  });
  after(async () => {
    await browser.close();
    await server.kill();
    for (const site of sites) await site.close();
    rmSync(folder, { recursive: true });
  });

  async function roomAt(address: string): Promise<string> {
    const page = await browser.newPage();
    await page.addInitScript(`addEventListener('message', ({ data }) => (window.socket ??= data))`);
    await page.goto(address);
    const url = String(await (await page.waitForFunction('window.socket')).jsonValue());
    await page.close();
    return decodeURIComponent(/\/rooms\/([^/]*)/.exec(url)?.[1] ?? '');
  }

  for (const name of Object.keys(FRAMES))
    void test(`${name}: the site's`, async () => {
      for (const { origin } of sites)
        assert.equal(await roomAt(`${origin}/${encodeURIComponent(name)}`), new URL(origin).host);
    });

  void test('local files: `file`', async () => {
    const file = join(folder, 'page.html');
    writeFileSync(file, `<!doctype html><title>Local</title>${widget}`);
    assert.equal(await roomAt(pathToFileURL(file).href), 'file');
  });
});
