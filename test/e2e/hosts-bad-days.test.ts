/** Whatever goes wrong with the widget, the page keeps working: no error, no rejection, at most one warning. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import { Chromium } from '../helpers/engines/chromium.ts';
import type { Tab } from '../helpers/engines/engine.ts';
import { Surroundings } from '../hosts/suite.ts';
import { settled, typesInField, use } from '../hosts/visit.ts';

let notify: () => void;
/** Resolves when the garbage has arrived. */
const arrived = new Promise<void>((resolve) => (notify = resolve));

/** Servers other than ours. */
const STRANGERS: Record<string, (server: Server) => void> = {
  'answers 500 to everything': (server) =>
    server.on('request', (_, response) => {
      response.writeHead(500, { 'Access-Control-Allow-Origin': '*' }).end('no');
    }),
  'answers with a page': (server) =>
    server.on('request', (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>hello');
    }),
  'says garbage over its sockets': (server) => {
    const sockets = new WebSocketServer({ server, handleProtocols: () => SUBPROTOCOL });
    sockets.on('connection', (socket) => {
      for (const garbage of ['', 'null', '{"type":"welcome"}', '[]', Buffer.alloc(40, 255)])
        socket.send(garbage);
      socket.send('{"type":"chat","events":[null]}');
      socket.once('pong', () => notify());
      socket.ping();
    });
  },
  'hangs up': (server) => server.on('connection', (socket) => socket.destroy()),
};

const hasFailed = (): boolean =>
  ['reconnecting', 'refused'].includes(document.querySelector('live-presence')?.status ?? '');

void describe('a bad day', () => {
  const around = new Surroundings(() => Chromium.launch());
  const servers: Server[] = [];
  const addresses: Record<string, string> = {};

  before(async () => {
    for (const [what, behave] of Object.entries(STRANGERS)) {
      const server = createServer();
      behave(server);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      addresses[what] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Asserts that the page works, with at most one warning. */
  async function goesOn(tab: Tab): Promise<void> {
    await typesInField(tab);
    const { problems, warnings } = await tab.evaluate(() => watch);
    assert.deepEqual(problems, []);
    assert.ok(warnings.length <= 1, warnings.join('\n'));
  }

  for (const what of Object.keys(STRANGERS)) {
    void test(`with a server that ${what}`, async () => {
      const tab = await around.open('plain');
      await settled(tab);
      await tab.evaluate((server) => {
        const guest = document.querySelector('live-presence');
        if (guest) guest.server = server;
      }, addresses[what] ?? '');
      if (what.includes('garbage')) await arrived;
      else await tab.until(hasFailed);
      await tab.until(() => watch.reach('badge'));
      await goesOn(tab);
    });
  }

  void test('with a policy that blocks its connection: the browser warns, the page works', async () => {
    const tab = await around.open('blocked');
    await tab.until(hasFailed);
    await tab.until(() => document.querySelector('live-presence')?.client?.hint?.code === 'socket_blocked');
    await tab.until(() => watch.reach('badge'));
    await typesInField(tab);
    const { problems, warnings } = await tab.evaluate(() => watch);
    assert.match(warnings.join('\n'), /to connect-src/);
    assert.deepEqual(
      problems.filter((problem) => !problem.startsWith('violation of connect-src')),
      [],
    );
    assert.ok(warnings.length <= 1, warnings.join('\n'));
  });

  void test('with storage that throws', async () => {
    const tab = await around.open('plain?bare');
    await tab.page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('no', 'SecurityError');
          },
        });
    });
    await tab.goto(`${around.site.origin}/plain`);
    await settled(tab);
    await use(tab);
    await goesOn(tab);
  });

  void test('with two tags: one element, one socket', async () => {
    const tab = await around.open('twice');
    await settled(tab);
    await use(tab);
    assert.equal(await tab.evaluate(() => document.querySelectorAll('live-presence').length), 1);
    assert.equal(await around.sockets(), 1);
    await goesOn(tab);
  });
});
