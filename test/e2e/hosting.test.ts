/** Behind a real nginx, with the configurations in `deploy/`. */
import assert from 'node:assert/strict';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import type { ClientOptions } from 'ws';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { startNginx } from '../helpers/nginx.ts';
import type { Nginx } from '../helpers/nginx.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { meetAndChat } from '../helpers/visit.ts';

interface Way {
  configuration: string;
  /** The server's URL behind nginx. */
  path: string;
}

for (const { configuration, path } of [
  { configuration: 'nginx.conf', path: '' },
  { configuration: 'nginx-sub-path.conf', path: '/presence' },
] satisfies Way[]) {
  void describe(`behind nginx with deploy/${configuration}`, { timeout: 240_000 }, () => {
    let browser: Browser;
    let site: ForeignSite;
    let server: ServerProcess;
    let nginx: Nginx;
    const page = (script: string): string =>
      article(`<link rel="icon" href="data:,"><script type="module" src="${script}" data-mount></script>`);
    before(async () => {
      browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
      site = await startForeignSite(() => ({ html: page(`${nginx.origin}/live-presence.js`) }));
      server = new ServerProcess({
        NODE_ENV: 'production',
        LIVE_PRESENCE_ORIGINS: site.origin,
        LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '2',
      });
      nginx = await startNginx(configuration, await server.listening(), {
        'index.html': page('/presence/live-presence.js'),
      });
    });
    after(async () => {
      await browser.close();
      await nginx.stop();
      await site.close();
      await server.kill();
    });
    const enter = (room = 'docs', options: ClientOptions = {}): RawClient =>
      new RawClient(nginx.origin + path, room, {
        origin: nginx.origin,
        rejectUnauthorized: false,
        ...options,
      });
    const ask = (address: string): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        get(nginx.origin + path + address, { rejectUnauthorized: false, headers: { Origin: nginx.origin } })
          .once('response', (response) => {
            response.resume();
            resolve(response);
          })
          .once('error', reject);
      });

    void test('two visitors see each other’s cursors, and chat', async () => {
      // Under a path, nginx serves the site's page, which is allowed because it is on the same host.
      const address = path === '' ? site.origin : nginx.origin;
      await meetAndChat(browser, address, { ignoreHTTPSErrors: true });
    });

    void test('a visitor’s address is the one that nginx sees, whatever headers they send', async () => {
      const from = (localAddress: string, said?: string): RawClient =>
        enter('docs', { localAddress, ...(said !== undefined && { headers: { 'X-Forwarded-For': said } }) });
      const clients = [from('127.0.0.2'), from('127.0.0.2')];
      await Promise.all(clients.map(({ opened }) => opened));
      await assert.rejects(from('127.0.0.2').opened, /429/);
      await assert.rejects(from('127.0.0.2', '198.51.100.7').opened, /429/);
      const other = from('127.0.0.3');
      await other.opened;
      for (const client of [...clients, other]) {
        client.close();
        await client.closed;
      }
    });

    void test('any room name works, and a refused widget learns why', async () => {
      const client = enter('a/b %2F ü?', { localAddress: '127.0.0.4' });
      await client.join('Ada');
      client.close();
      const why = await ask(`/v1/rooms/${encodeURIComponent('a/b %2F ü?')}/socket`);
      assert.equal(why.statusCode, 426);
    });

    void test('the script has cache headers, health is public, and metrics stay private', async () => {
      const script = await ask('/live-presence.js');
      assert.equal(script.statusCode, 200);
      assert.equal(script.headers['access-control-allow-origin'], '*');
      assert.match(script.headers.etag ?? '', /^W\//);
      assert.equal((await ask('/readyz')).statusCode, 200);
      assert.equal((await ask('/metrics')).statusCode, 404);
    });
  });
}
