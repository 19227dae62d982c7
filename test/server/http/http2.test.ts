/** The routes over HTTP/2, which names the host elsewhere and forbids HTTP/1.1's headers for connections. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { ClientHttp2Session, Http2Server, IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type * as published from '../../../server/index.ts';

// As it is compiled: sites have the package, not its sources.
const path = fileURLToPath(new URL('../../../dist/server/index.js', import.meta.url));
const { createPresence } = (await import(path)) as typeof published;

void describe('over HTTP/2', { timeout: 240_000 }, () => {
  let presence: published.Presence;
  let server: Http2Server;
  let client: ClientHttp2Session;
  let origin: string;
  before(async () => {
    presence = await createPresence({
      data: ':memory:',
      log: 'silent',
      origins: ['https://docs.example.org'],
    });
    const routes = new Hono().route('/presence', presence.app);
    const listener = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
    server = createServer((request, response) => void listener(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = connect(origin);
  });
  after(async () => {
    client.close();
    server.close();
    await presence.close();
  });
  const ask = async (
    target: string,
    headers: Record<string, string> = {},
  ): Promise<{ headers: IncomingHttpHeaders; body: string }> => {
    const stream = client.request({ ':path': `/presence${target}`, ...headers });
    const [answer] = (await once(stream, 'response')) as [IncomingHttpHeaders];
    let body = '';
    for await (const data of stream) body += String(data);
    return { headers: answer, body };
  };

  void test('every route answers', async () => {
    for (const [target, status] of Object.entries({
      '/healthz': 200,
      '/readyz': 200,
      '/metrics': 200,
      '/%6Detrics': 404,
      '/live-presence.js': 200,
      '/integrity.json': 200,
      '/nothing': 404,
      '/v1/rooms/docs/messages': 401,
    }))
      assert.equal((await ask(target)).headers[':status'], status, target);
  });

  void test('a widget learns why its upgrade failed, and the process survives the question', async () => {
    const socket = '/v1/rooms/docs/socket';
    for (const allowed of ['https://docs.example.org', origin]) {
      const { headers, body } = await ask(socket, { origin: allowed });
      assert.equal(headers[':status'], 426, body);
      assert.equal(headers['access-control-allow-origin'], '*');
    }
    const refused = await ask(socket, { origin: 'https://evil.test' });
    assert.equal(refused.headers[':status'], 403);
    assert.match(refused.body, /https:\/\/evil\.test/);
    assert.equal((await ask('/healthz')).body, 'ok\n');
  });
});
