import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { readStaticFiles, staticFile } from '../../../server/http/static-files.ts';
import type { StaticFile } from '../../../server/http/static-files.ts';
import { isMonitor } from '../../../server/http/monitor.ts';
import { ADMIN_ENV, ADMIN_KEY } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

const script = Buffer.from(`export const words = ${JSON.stringify('lorem ipsum '.repeat(100))};\n`);
const CHUNK = 'live-presence-chat-LinNmph1XEaJb3otVlJNstbZaySONttG3hTDC_R8jQU.js';
const files = (entries: Record<string, string | Buffer>): ReadonlyMap<string, StaticFile> =>
  new Map(Object.entries(entries).map(([name, body]) => [name, staticFile(name, Buffer.from(body))]));

void describe('over HTTP', () => {
  let live: TestServer;
  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'live-presence-files-'));
    writeFileSync(join(folder, 'live-presence.js'), script);
    writeFileSync(join(folder, 'live-presence.js.br'), brotliCompressSync(script));
    writeFileSync(join(folder, 'live-presence.js.gz'), gzipSync(script));
    writeFileSync(join(folder, CHUNK), 'export {};');
    const widget = readStaticFiles(folder);
    rmSync(folder, { recursive: true });
    live = await startServer({
      env: ADMIN_ENV,
      widget,
      demo: files({
        'index.html': '<!doctype html><title>Demo</title>',
        'products.html': 'products',
        'style.css': 'a{}',
        'images/a.svg': '<svg/>',
      }),
    });
  });
  after(() => live.stop());
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(live.origin + path, { headers });

  void test('the script may be loaded by any page, is compressed, and is asked for again only when it changed', async () => {
    const first = await get('/live-presence.js', { 'Accept-Encoding': 'gzip, br' });
    assert.equal(first.status, 200);
    assert.match(first.headers.get('content-type') ?? '', /^text\/javascript/);
    assert.equal(first.headers.get('access-control-allow-origin'), '*');
    assert.equal(first.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(first.headers.get('content-encoding'), 'br');
    assert.equal(await first.text(), script.toString());
    const again = await get('/live-presence.js', { 'If-None-Match': first.headers.get('etag') ?? '' });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), '');
    const zipped = await get('/live-presence.js', { 'Accept-Encoding': 'gzip' });
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    assert.equal(await zipped.text(), script.toString());
    for (const accept of ['identity', 'br;q=0, gzip;q=0', 'deflate']) {
      const plain = await get('/live-presence.js', { 'Accept-Encoding': accept });
      assert.equal(plain.headers.get('content-encoding'), null, accept);
      assert.equal(await plain.text(), script.toString(), accept);
    }
    const uncompressed = await get(`/${CHUNK}`, { 'Accept-Encoding': 'br' });
    assert.equal(uncompressed.headers.get('content-encoding'), null);
    assert.equal((await get('/live-presence.js.br')).status, 404);
  });

  void test('the versioned script and the chunks never change, and the integrity file tells the hash', async () => {
    const versioned = await get('/live-presence-0.0.0-test.js');
    assert.match(versioned.headers.get('cache-control') ?? '', /immutable/);
    const hashOf = async (answer: Response): Promise<string> =>
      `sha384-${createHash('sha384')
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest('base64')}`;
    const hash = await hashOf(versioned);
    const integrity = (await (await get('/integrity.json')).json()) as Record<string, string>;
    const chunk = await get(`/${CHUNK}`);
    assert.deepEqual(integrity, {
      'live-presence.js': hash,
      'live-presence-0.0.0-test.js': hash,
      [CHUNK]: `sha256-${createHash('sha256')
        .update(await chunk.text())
        .digest('base64')}`,
    });
    assert.equal(chunk.status, 200);
    assert.match(chunk.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(chunk.headers.get('access-control-allow-origin'), '*');
  });

  void test('the demo has clean addresses, and nothing outside its folder is served', async () => {
    assert.equal(await (await get('/products')).text(), 'products');
    assert.match(await (await get('/')).text(), /Demo/);
    assert.equal((await get('/demo/style.css')).headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal((await get('/demo/images/a.svg')).headers.get('content-type'), 'image/svg+xml');
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/demo/images/..%2f..%2fpackage.json',
      '/live-presence-..%2f..%2fpackage.json',
      '/constructor',
      '/__proto__',
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });

  void test('what is not there answers alike, as JSON', async () => {
    const answers = await Promise.all(
      ['/secret/x', '/none/x', '/v2/x'].map(async (path) => {
        const answer = await get(path);
        return [answer.status, await answer.text()];
      }),
    );
    assert.deepEqual(new Set(answers.map((a) => JSON.stringify(a))).size, 1);
    assert.equal(answers[0]?.[0], 404);
  });

  void test('health, readiness and metrics', async () => {
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 200);
    const metrics = await (await get('/metrics')).text();
    assert.match(metrics, /^live_presence_sockets 0$/m);
    assert.match(metrics, /^live_presence_received_total\{kind="cursor"\} 0$/m);
    assert.match(metrics, /^process_cpu_seconds_total/m);
  });

  void test('metrics are for private networks, and for those who have the admin key', async () => {
    for (const header of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via']) {
      const through = { [header]: header === 'Forwarded' ? 'for=10.0.0.7' : '10.0.0.7' };
      const refused = await get('/metrics', through);
      assert.equal(refused.status, 403, header);
      assert.match(await refused.text(), /private networks/);
      const wrong = { ...through, Authorization: 'Bearer not the right key at all' };
      assert.equal((await get('/metrics', wrong)).status, 403);
      const right = { ...through, Authorization: `Bearer ${ADMIN_KEY}` };
      assert.equal((await get('/metrics', right)).status, 200);
    }
    const from = (remoteAddress: string): boolean => isMonitor({ headers: {}, socket: { remoteAddress } });
    for (const address of ['127.0.0.1', '::1', '10.1.2.3', '::ffff:192.168.7.7', 'fd00::1', 'fe80::1'])
      assert.ok(from(address), address);
    for (const address of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', '172.32.0.1', '9.9.9.9'])
      assert.ok(!from(address), address);
  });

  void test('metrics have one way of writing, which a proxy that keeps them private compares with', async () => {
    const others = ['/%6Detrics', '/metric%73', '//metrics', '///metrics', '/x/../metrics', '/./metrics'];
    const more = ['/x/%2e%2e/metrics', '/metrics#x', '/metrics/', '/x\\..\\metrics', 'http://a//metrics'];
    for (const target of [...others, ...more]) {
      const socket = connect(live.port, '127.0.0.1');
      socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      let answer = '';
      for await (const data of socket) answer += String(data);
      assert.match(answer, /^HTTP\/1\.1 40[04] /, target);
    }
    assert.equal((await get('/metrics?format=text')).status, 200);
  });

  void test('no answer sets a cookie', async () => {
    for (const path of ['/', '/live-presence.js', '/healthz'])
      assert.equal((await get(path)).headers.get('set-cookie'), null);
  });

  void test('headers that never end are cut off', { timeout: 60_000 }, async () => {
    const socket = connect(live.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    const started = Date.now();
    await new Promise((resolve) => socket.once('close', resolve).resume());
    // Node.js by itself waits for a minute.
    assert.ok(Date.now() - started <= 30_000);
  });
});

void test('in production there is no demo', async () => {
  await using live = await startServer({ env: { NODE_ENV: 'production' } });
  const answer = await fetch(live.origin);
  assert.match(await answer.text(), /is running/);
});
