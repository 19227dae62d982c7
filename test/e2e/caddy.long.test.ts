/** Behind a real Caddy, with `deploy/Caddyfile`. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { startCaddy } from '../helpers/caddy.ts';
import type { Caddy } from '../helpers/caddy.ts';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import type { ForeignSite } from '../helpers/foreign-site.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { meetAndChat } from '../helpers/visit.ts';

void describe('behind Caddy', { timeout: 240_000 }, () => {
  let browser: Browser;
  let other: ForeignSite;
  let server: ServerProcess;
  let caddy: Caddy;
  const page = (script: string): string =>
    article(`<link rel="icon" href="data:,"><script type="module" src="${script}" data-mount></script>`);
  before(async () => {
    browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
    other = await startForeignSite(() => ({ html: page(`${caddy.own}/live-presence.js`) }));
    server = new ServerProcess({
      NODE_ENV: 'production',
      LIVE_PRESENCE_ORIGINS: other.origin,
      LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '2',
    });
    caddy = await startCaddy(await server.listening(), page('/presence/live-presence.js'));
  });
  after(async () => {
    await browser.close();
    await caddy.stop();
    await other.close();
    await server.kill();
  });

  void test('visitors of another site meet when live-presence has its own host', () =>
    meetAndChat(browser, other.origin));
  void test('visitors of the site meet when it is under a path', () =>
    meetAndChat(browser, `${caddy.site}/`));

  void test('any room name works, and metrics stay private', async () => {
    const { host } = new URL(caddy.site);
    const client = new RawClient(`${caddy.site}/presence`, 'a/b %2F ü?', {
      origin: caddy.site,
      localAddress: '127.0.0.4',
      headers: { Host: host },
    });
    await client.join('Ada');
    client.close();
    assert.equal((await fetch(`${caddy.site}/presence/readyz`)).status, 200);
    for (const address of [`${caddy.site}/presence/metrics`, `${caddy.own}/metrics`])
      assert.equal((await fetch(address)).status, 404);
  });

  void test('a visitor’s address is the one that Caddy sees, whatever headers they send', async () => {
    const from = (localAddress: string, said?: string): RawClient =>
      new RawClient(caddy.own, 'docs', {
        origin: other.origin,
        localAddress,
        headers: said === undefined ? {} : { 'X-Forwarded-For': said },
      });
    const clients = [from('127.0.0.2'), from('127.0.0.2')];
    await Promise.all(clients.map(({ opened }) => opened));
    await assert.rejects(from('127.0.0.2').opened, /429/);
    await assert.rejects(from('127.0.0.2', '198.51.100.7').opened, /429/);
    const third = from('127.0.0.3');
    await third.opened;
    for (const client of [...clients, third]) client.close();
  });
});
