/** `live-presence/server`: inside of an app and an HTTP server that somebody else has. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import { fileURLToPath } from 'node:url';
import type * as published from '../../server/index.ts';
import { RawClient } from '../helpers/raw-client.ts';

// As it is compiled: from sources the database's thread does not start.
const path = fileURLToPath(new URL('../../dist/server/index.js', import.meta.url));
const { createPresence } = (await import(path)) as typeof published;
type Presence = published.Presence;
type PresenceOptions = published.PresenceOptions;

void describe('mounted below /presence of a site', { timeout: 240_000 }, () => {
  let presence: Presence;
  let http: Server;
  let origin: string;
  const site = async (options: PresenceOptions = {}): Promise<void> => {
    presence = await createPresence({ data: ':memory:', log: 'silent', ...options });
    const app = new Hono();
    app.get('/', (c) => c.text('the site'));
    app.route('/presence', presence.app);
    const listener = getRequestListener(app.fetch);
    http = createServer((request, response) => void listener(request, response));
    presence.attach(http, { path: '/presence' });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    origin = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`;
  };
  const enter = async (name: string): Promise<RawClient> => {
    const client = new RawClient(`${origin}/presence`, 'docs', { origin });
    await client.join(name);
    return client;
  };

  beforeEach(() => site());
  afterEach(async () => {
    await presence.close();
    http.closeAllConnections();
    http.close();
  });

  void test('visitors of the site meet and chat, and the site is as it was', async () => {
    const [ada, bo] = [await enter('Ada'), await enter('Bo')];
    assert.equal(presence.connections, 2);
    ada.send({ type: 'chat_post', op: 'one', text: 'hello' });
    const { events } = await bo.next('chat');
    assert.equal(events[0]?.kind === 'message' && events[0].text, 'hello');
    assert.equal(await (await fetch(origin)).text(), 'the site');
    assert.equal(await (await fetch(`${origin}/presence/healthz`)).text(), 'ok\n');
    const script = await fetch(`${origin}/presence/live-presence.js`);
    assert.equal(script.headers.get('access-control-allow-origin'), '*');
    assert.match(await script.text(), /live-presence/);
    const integrity = (await (await fetch(`${origin}/presence/integrity.json`)).json()) as object;
    assert.ok('live-presence.js' in integrity);
    assert.equal((await fetch(`${origin}/healthz`)).status, 404);
  });

  void test('a widget that was not let in is told why', async () => {
    const headers = { Origin: 'https://evil.test' };
    const answer = await fetch(`${origin}/presence/v1/rooms/docs/socket`, { headers });
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /https:\/\/evil\.test are not allowed to connect/);
    const refused = new RawClient(`${origin}/presence`, 'docs', { origin: 'https://evil.test' });
    await assert.rejects(refused.opened, /403/);
    const own = await fetch(`${origin}/presence/v1/rooms/docs/socket`, { headers: { Origin: origin } });
    assert.equal(own.status, 426);
  });

  void test('rooms of any name are found below the path', async () => {
    const client = new RawClient(`${origin}/presence`, 'v1/rooms/ü %', { origin });
    await client.join('Ada');
    const answer = await fetch(`${origin}/presence/v1/rooms/${encodeURIComponent('v1/rooms/ü %')}/socket`, {
      headers: { Origin: origin },
    });
    assert.equal(answer.status, 426);
  });

  void test('other sockets of the site stay with whom they belong to, and one that is nobody’s is refused', async () => {
    await assert.rejects(new RawClient(origin, 'docs', { origin }).opened, /404/);
    const others = new WebSocketServer({ noServer: true });
    http.on('upgrade', (request, socket, head) => {
      if (request.url === '/news') others.handleUpgrade(request, socket, head, (peer) => peer.send('news'));
    });
    const news = new WebSocket(`${origin.replace('http', 'ws')}/news`);
    const [data] = (await once(news, 'message')) as [Buffer];
    assert.equal(data.toString(), 'news');
    const ada = await enter('Ada');
    await presence.close();
    assert.equal((await ada.closed).code, 1012);
    assert.equal(news.readyState, WebSocket.OPEN);
    news.terminate();
  });

  void test('two on one server have each its own path, and one socket that is nobody’s is refused', async () => {
    const second = await createPresence({ data: ':memory:', log: 'silent' });
    second.attach(http, { path: '/second' });
    await enter('Ada');
    const client = new RawClient(`${origin}/second`, 'docs', { origin });
    await client.join('Bo');
    assert.equal(second.connections, 1);
    assert.equal(presence.connections, 1);
    await assert.rejects(new RawClient(origin, 'docs', { origin }).opened, /404/);
    await second.close();
    await assert.rejects(new RawClient(`${origin}/second`, 'docs', { origin }).opened, /503/);
    await assert.rejects(new RawClient(origin, 'docs', { origin }).opened, /404/);
    await enter('Cy');
  });

  void test('closed its path is refused, whoever else listens, until another takes its place', async () => {
    http.on('upgrade', (request, socket) => {
      if (request.url === '/news') socket.end();
    });
    await presence.close();
    await assert.rejects(new RawClient(`${origin}/presence`, 'docs', { origin }).opened, /503/);
    presence = await createPresence({ data: ':memory:', log: 'silent' });
    presence.attach(http, { path: '/presence' });
    await enter('Ada');
    assert.equal(presence.connections, 1);
  });

  void test('closed it asks everybody to come back, keeps what was written, and lets nobody in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'live-presence-'));
    try {
      const data = join(folder, 'deep', 'presence.db');
      await presence.close();
      http.close();
      await site({ data });
      const ada = await enter('Ada');
      ada.send({ type: 'chat_post', op: 'last', text: 'last words' });
      await ada.next('ack');
      const closing = presence.close();
      assert.equal((await ada.closed).code, 1012);
      await Promise.all([closing, presence.close()]);
      await assert.rejects(new RawClient(`${origin}/presence`, 'docs', { origin }).opened);
      http.close();
      await site({ data });
      const bo = new RawClient(`${origin}/presence`, 'docs', { origin });
      const { events } = await bo.join('Bo');
      assert.deepEqual(
        events.map((event) => event.kind === 'message' && event.text),
        ['last words'],
      );
      bo.close();
      await presence.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

void describe('options given by a program', () => {
  const refused = async (options: object, message: RegExp): Promise<void> => {
    await assert.rejects(createPresence({ data: ':memory:', ...options }), { name: 'OptionError', message });
  };

  void test('what is unknown or malformed stops the start and is named', async () => {
    await refused({ colour: 'red' }, /^colour: unknown option/);
    await refused({ limits: { shoes: 2 } }, /^limits\.shoes: unknown limit/);
    await refused({ origins: ['example.org'] }, /^origins: "example\.org" is not an origin/);
    await refused({ secret: 'short' }, /^secret: must have at least 16/);
    await refused({ limits: { pingMs: 60_000 } }, /^limits\.pingMs: must be below limits\.silenceMs \(13s\)/);
    await refused({ reservedNames: ['--'] }, /^reservedNames: "--" has no letters/);
    await refused({ trustProxy: ['nginx'] }, /^trustProxy: .*nginx/);
    await refused({ limits: { pingMs: 2.5 } }, /^limits\.pingMs: "2\.5" is not a time in milliseconds/);
    await refused({ limits: { sockets: '7' } }, /^limits\.sockets: "7" is not a whole number from 1/);
    await refused({ limits: { chatRate: { perSecond: 5 } } }, /^limits\.chatRate: must be a rate like/);
    await refused({ port: 80 }, /^port: unknown option/);
    await refused({ origins: 'https://example.org' }, /^origins: must be an array of strings/);
    await refused({ origins: [7] }, /^origins: must be an array of strings/);
    await refused({ data: 7 }, /^data: must be a string/);
    await refused({ toString: 'red' }, /^toString: unknown option/);
    await refused({ limits: { valueOf: 2 } }, /^limits\.valueOf: unknown limit/);
  });

  void test('a limit that is left open is as by default', async () => {
    const limits = { sockets: undefined } as unknown as NonNullable<PresenceOptions['limits']>;
    const presence = await createPresence({ data: ':memory:', log: 'silent', limits });
    await presence.close();
  });

  void test('where there is no secret to be had nothing is opened', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'live-presence-'));
    try {
      writeFileSync(join(folder, 'secret'), 'short');
      const data = join(folder, 'presence.db');
      await assert.rejects(createPresence({ data, log: 'silent' }), /does not contain a valid secret/);
      assert.deepEqual(readdirSync(folder), ['secret']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  void test('limits hold, and localhost is let in only where that is wanted', async () => {
    for (const development of [false, true]) {
      const presence = await createPresence({
        data: ':memory:',
        log: 'silent',
        development,
        limits: { textLength: 5, chatRate: { perSecond: 1, burst: 2 } },
      });
      const http = createServer();
      presence.attach(http);
      http.listen(0, '127.0.0.1');
      await once(http, 'listening');
      const origin = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`;
      const foreign = new RawClient(origin, 'docs', { origin: 'http://localhost:5173' });
      if (development) await foreign.opened;
      else await assert.rejects(foreign.opened, /403/);
      const client = new RawClient(origin, 'docs', { origin });
      const { limits } = await client.join('Ada');
      assert.equal(limits.textLength, 5);
      await presence.close();
      http.close();
    }
  });
});
