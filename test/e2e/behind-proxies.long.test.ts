/** The server's process behind real proxies, each with its files in `deploy/`, on a host of its own and under a path. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { after, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { ClientOptions } from 'ws';
import { CHROME_ARGS, chromePath } from '../../scripts/find-browser.mjs';
import { startApache } from '../helpers/apache.ts';
import { startCaddy } from '../helpers/caddy.ts';
import { ExtendedConnect, connectForSockets } from '../helpers/extended-connect.ts';
import { article, startForeignSite } from '../helpers/foreign-site.ts';
import { freePort } from '../helpers/free-port.ts';
import { startHaproxy } from '../helpers/haproxy.ts';
import { startNginx } from '../helpers/nginx.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { meetAndChat } from '../helpers/visit.ts';

interface Proxy {
  /** What visitors request, without the path of live-presence. */
  origin: string;
  stop: () => Promise<void>;
}

interface Way {
  name: string;
  /** Where live-presence is behind it. */
  path: '' | '/presence';
  start: (upstream: number) => Promise<Proxy>;
}

const PATHS = ['', '/presence'] as const;
const under = (path: string): string => (path === '' ? '' : ` under ${path}/`);
const file = (kind: string, extension: string, path: string): string =>
  path === '' ? `${kind}.${extension}` : `${kind}-sub-path.${extension}`;
const startCaddyFor = async (path: string, upstream: number, checks?: string): Promise<Proxy> => {
  const { own, site, stop } = await startCaddy(upstream, 'the site', checks);
  return { origin: path === '' ? own : site, stop };
};

const WAYS: Way[] = PATHS.flatMap((path) => [
  { name: 'nginx', path, start: (upstream) => startNginx(file('nginx', 'conf', path), upstream) },
  { name: 'Caddy', path, start: (upstream) => startCaddyFor(path, upstream) },
  { name: 'HAProxy', path, start: (upstream) => startHaproxy(file('haproxy', 'cfg', path), upstream) },
  { name: 'Apache', path, start: (upstream) => startApache(file('apache', 'conf', path), upstream) },
]);

const SITE = 'https://docs.example.org';
const OWN_URL = 'https://www.example.com/presence';

const serverAt = (port: number): ServerProcess =>
  new ServerProcess({
    NODE_ENV: 'production',
    PORT: String(port),
    LIVE_PRESENCE_ORIGINS: SITE,
    LIVE_PRESENCE_URL: OWN_URL,
    LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '2',
  });

/** Asks for a path exactly as written. */
async function ask(origin: string, path: string): Promise<{ status: number | undefined; body: string }> {
  const url = new URL(origin);
  const get = url.protocol === 'https:' ? getSecure : getPlain;
  const asked = get(origin, { path, agent: false, rejectUnauthorized: false, headers: { Origin: SITE } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let body = '';
  for await (const data of answer) body += String(data);
  return { status: answer.statusCode, body };
}

/** Resolves when the proxy answers with this status. */
async function answers(address: string, path: string, status: number): Promise<void> {
  while ((await ask(address, path).catch(() => undefined))?.status !== status);
}

async function chat(ada: RawClient, bo: RawClient): Promise<void> {
  await bo.join('Bo');
  await ada.join('Ada');
  ada.send({ type: 'chat_post', op: `op-${Math.random()}`, text: 'hello' });
  for (const client of [ada, bo]) {
    const { events } = await client.next('chat');
    const [event] = events;
    assert.equal(event?.kind === 'message' && event.text, 'hello');
  }
}

async function leave(...clients: RawClient[]): Promise<void> {
  for (const client of clients) client.close();
  await Promise.all(clients.map(({ closed }) => closed));
}

const table: string[] = [];
const row = (name: string, ...cells: string[]): void => {
  table.push([name.padEnd(38), ...cells.map((cell) => cell.padEnd(9))].join(' '));
};
row('behind', 'chat', 'origins', 'address', 'names', 'health', 'metrics', 'restart');

void describe('behind', { timeout: 240_000 }, () => {
  after(() => {
    console.log(table.join('\n'));
  });

  for (const { name, path, start } of WAYS)
    void test(`${name}, ${path === '' ? 'on a host of its own' : 'under a path'}`, async () => {
      const port = await freePort();
      let server = serverAt(port);
      await server.listening();
      const { origin, stop } = await start(port);
      const base = `${origin}${path}`;
      const enter = (options: ClientOptions = {}, room = 'docs'): RawClient =>
        new RawClient(base, room, { origin: SITE, rejectUnauthorized: false, ...options });
      try {
        // The own literal address is let in only if the proxy tells which host was requested.
        for (const from of [SITE, new URL(OWN_URL).origin, origin]) {
          const [ada, bo] = [enter({ origin: from }), enter({ origin: from })];
          await chat(ada, bo);
          await leave(ada, bo);
        }
        await assert.rejects(enter({ origin: 'https://evil.test' }).opened, /403/);
        const rebound = { origin: 'https://evil.test', headers: { Host: 'evil.test' } };
        await assert.rejects(enter(rebound).opened, /Unexpected server response/);
        const forged = { origin: 'https://192.168.7.7', headers: { 'X-Forwarded-Host': '192.168.7.7' } };
        await assert.rejects(enter(forged).opened, /403/);

        const from = (localAddress: string, headers: Record<string, string> = {}): RawClient =>
          enter({ localAddress, headers });
        const two = [from('127.0.0.2'), from('127.0.0.2')];
        await Promise.all(two.map(({ opened }) => opened));
        for (const headers of [
          {},
          { 'X-Forwarded-For': '198.51.100.7' },
          { Forwarded: 'for=198.51.100.7' },
          { 'X-Real-IP': '198.51.100.7' },
        ])
          await assert.rejects(from('127.0.0.2', headers).opened, /429/);
        const other = from('127.0.0.3');
        await other.opened;
        await leave(...two, other);

        for (const room of ['a/b %2F ü?', '100%', 'a//b', 'a;b+c&d', '../x']) {
          const [ada, bo] = [enter({}, room), enter({}, room)];
          await chat(ada, bo);
          await leave(ada, bo);
        }
        assert.equal((await ask(origin, `${path}/v1/rooms/a%2Fb/socket`)).status, 426);

        assert.deepEqual(await ask(origin, `${path}/healthz`), { status: 200, body: 'ok\n' });
        assert.deepEqual(await ask(origin, `${path}/readyz`), { status: 200, body: 'ready\n' });
        for (const target of [
          ...['/metrics', '/metrics?x', '/%6Detrics', '//metrics', '/x/../metrics', '/./metrics'],
          ...['/x/%2e%2e/metrics', '/;/../metrics', '/v1/..%2fmetrics', '/metrics/', '/metrics;x'],
        ]) {
          const { body } = await ask(origin, `${path}${target}`);
          assert.doesNotMatch(body, /live_presence_/, target);
        }

        await server.kill('SIGTERM');
        await answers(origin, `${path}/readyz`, name === 'nginx' || name === 'Caddy' ? 502 : 503);
        server = serverAt(port);
        await server.listening();
        // HAProxy waits for its next check; nobody else has a reason to.
        if (name === 'HAProxy') await answers(origin, `${path}/readyz`, 200);
        assert.equal((await ask(origin, `${path}/readyz`)).status, 200);
        const [ada, bo] = [enter(), enter()];
        await chat(ada, bo);
        await leave(ada, bo);
        row(`${name}${under(path)}`, ...Array.from({ length: 7 }, () => 'ok'));
      } finally {
        await stop();
        await server.kill();
      }
    });

  const HAPROXY_CHECKS = {
    'HTTP/1.0 /readyz (as in deploy/)': 'option httpchk GET /readyz',
    'HTTP/1.0 /healthz': 'option httpchk GET /healthz',
    'HTTP/1.0 HEAD /readyz': 'option httpchk HEAD /readyz',
    'HTTP/1.1 /readyz':
      'option httpchk\n    http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host presence.example.com',
    'HTTP/1.1 HEAD /healthz':
      'option httpchk\n    http-check send meth HEAD uri /healthz ver HTTP/1.1 hdr Host presence.example.com',
  };
  for (const [name, check] of Object.entries(HAPROXY_CHECKS))
    void test(`HAProxy’s checks by ${name}: up when it serves, down when it does not`, async () => {
      const port = await freePort();
      const haproxy = await startHaproxy('haproxy.cfg', port, { check });
      await haproxy.logged(/presence\/presence is DOWN/);
      const server = serverAt(port);
      try {
        await haproxy.logged(/presence\/presence is UP.*Layer7 check passed, code: 200/);
        assert.equal((await ask(haproxy.origin, '/readyz')).status, 200);
        row(`HAProxy checks ${name}`, 'ok');
      } finally {
        await haproxy.stop();
        await server.kill();
      }
    });

  const CHECKED: Record<string, (port: number) => Promise<Proxy>> = {
    'Caddy checks /readyz': (port) =>
      startCaddyFor('', port, 'health_uri /readyz\nhealth_interval 100ms\nhealth_status 200'),
    'Caddy checks /healthz': (port) => startCaddyFor('', port, 'health_uri /healthz\nhealth_interval 100ms'),
    'Apache checks GET /readyz': (port) =>
      startApache('apache.conf', port, {}, 'hcmethod=GET hcuri=/readyz hcinterval=1 hcpasses=1 hcfails=1'),
    'Apache checks HEAD /healthz': (port) =>
      startApache('apache.conf', port, {}, 'hcmethod=HEAD hcuri=/healthz hcinterval=1 hcpasses=1 hcfails=1'),
  };
  for (const [name, start] of Object.entries(CHECKED))
    void test(`${name}: served again when it is up`, async () => {
      const port = await freePort();
      const { origin, stop } = await start(port);
      await answers(origin, '/', 503);
      const server = serverAt(port);
      try {
        await answers(origin, '/readyz', 200);
        const [ada, bo] = ['127.0.0.2', '127.0.0.3'].map(
          (localAddress) =>
            new RawClient(origin, 'docs', { origin: SITE, rejectUnauthorized: false, localAddress }),
        );
        await chat(ada!, bo!);
        await leave(ada!, bo!);
        row(name, 'ok');
      } finally {
        await stop();
        await server.kill();
      }
    });

  for (const path of PATHS)
    void test(`HAProxy by HTTP/2${under(path)}: sockets in its streams, as RFC 8441 has it`, async () => {
      const server = serverAt(0);
      const { origin, stop } = await startHaproxy(file('haproxy', 'cfg', path), await server.listening());
      const session = await connectForSockets(origin);
      try {
        assert.ok(session, 'this HAProxy offers no WebSockets over HTTP/2');
        const enter = (from = SITE): RawClient =>
          new RawClient(`${origin}${path}`, 'a/b', {
            origin: from,
            createConnection: (() => new ExtendedConnect(session)) as never,
          });
        const [ada, bo] = [enter(), enter(origin)];
        await chat(ada, bo);
        await assert.rejects(enter().opened, /429/);
        await leave(ada, bo);
        await assert.rejects(enter('https://evil.test').opened, /403/);
        row(`HAProxy${under(path)}, RFC 8441`, 'ok', 'ok', 'ok', 'ok');
      } finally {
        session?.destroy();
        await stop();
        await server.kill();
      }
    });

  for (const path of PATHS)
    void test(`HAProxy${under(path)}: visitors meet in Chromium`, async () => {
      const browser = await chromium.launch({ executablePath: chromePath(), args: CHROME_ARGS });
      const page = (script: string): string =>
        article(`<link rel="icon" href="data:,"><script type="module" src="${script}" data-mount></script>`);
      let origin = '';
      const site = await startForeignSite(() => ({
        html: page(path === '' ? `${origin}/live-presence.js` : '/presence/live-presence.js'),
      }));
      const server = new ServerProcess({ NODE_ENV: 'production', LIVE_PRESENCE_ORIGINS: site.origin });
      const haproxy = await startHaproxy(file('haproxy', 'cfg', path), await server.listening(), {
        ...(path !== '' && { site: Number(new URL(site.origin).port) }),
      });
      ({ origin } = haproxy);
      try {
        await meetAndChat(browser, path === '' ? site.origin : `${origin}/`, { ignoreHTTPSErrors: true });
        // Chromium puts a socket into a connection of the page's, but not into one for scripts without cookies.
        const line = await haproxy.logged(/\/socket HTTP\//);
        const version = /HTTP\/[\d.]+/.exec(line)?.[0] ?? '';
        if (path !== '') assert.equal(version, 'HTTP/2.0');
        row(`HAProxy${under(path)}, Chromium ${version}`, 'ok', 'ok');
      } finally {
        await browser.close();
        await haproxy.stop();
        await server.kill();
        await site.close();
      }
    });
});
