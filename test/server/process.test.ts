import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../server/store/sqlite-driver.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';

void test('SIGTERM: everybody is asked to come back with 1012, nobody is let in, exit 0', async () => {
  await using server = new ServerProcess({ NODE_ENV: 'production' });
  const origin = `http://127.0.0.1:${String(await server.listening())}`;
  const clients = Array.from({ length: 20 }, () => new RawClient(origin));
  await Promise.all(clients.map((client, i) => client.join(`c${String(i)}`)));
  const posts = clients.map((client, i) => {
    client.send({ type: 'chat_post', op: `last-${String(i)}`, text: 'last words' });
    return client.next('ack');
  });
  const started = Date.now();
  const exit = server.kill('SIGTERM');
  await Promise.all(posts);
  const codes = await Promise.all(clients.map(async (client) => (await client.closed).code));
  assert.deepEqual(new Set(codes), new Set([1012]));
  assert.equal(await exit, 0);
  assert.ok(Date.now() - started < 10_000);
});

void test('a signal that comes with the line that says it is listening stops it as any other', async () => {
  // Whoever starts it may read that line before the program goes on; here the signal is there before.
  const preload = `
    const write = process.stdout.write;
    process.stdout.write = function (line, ...more) {
      const written = write.call(this, line, ...more);
      if (String(line).includes('"msg":"listening"')) process.kill(process.pid, process.env.SEND);
      return written;
    };`;
  for (const [mode, signal] of [
    ['production', 'SIGTERM'],
    ['production', 'SIGINT'],
    ['development', 'SIGTERM'],
  ] as const) {
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(preload)}`;
    await using server = new ServerProcess({ NODE_ENV: mode, SEND: signal, NODE_OPTIONS });
    assert.equal(await server.exited, 0, server.output);
    assert.match(server.output, new RegExp(`${signal}.*draining[^]*stopped`), mode);
  }
});

void test('a disk that hangs can’t keep it from stopping', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-'));
  const fifo = join(folder, 'fifo');
  // From when the file is there, the database's thread waits in the system, where no exception reaches it.
  const preload = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    import { isMainThread } from 'node:worker_threads';
    const { statSync } = fs;
    if (!isMainThread) fs.statSync = (...args) => {
      if (fs.existsSync(${JSON.stringify(fifo)})) fs.closeSync(fs.openSync(${JSON.stringify(fifo)}, 'r'));
      return statSync(...args);
    };
    syncBuiltinESMExports();`;
  try {
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(preload)}`;
    await using server = new ServerProcess({ LIVE_PRESENCE_DATA: join(folder, 'chat.db'), NODE_OPTIONS });
    const client = new RawClient(`http://127.0.0.1:${String(await server.listening())}`);
    await client.join('Ada');
    client.send({ type: 'chat_post', op: 'before', text: 'a' });
    await client.next('ack');
    execFileSync('mkfifo', [fifo]);
    client.send({ type: 'chat_post', op: 'hangs', text: 'a' });
    await client.settled();
    const started = Date.now();
    const exit = server.kill('SIGTERM');
    assert.equal((await client.closed).code, 1012);
    assert.equal(await exit, null, 'it has ended itself, as the thread does not end');
    assert.ok(Date.now() - started < 10_000);
    assert.match(server.output, /store does not answer.*left as it is[^]*stopped/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

void test('it prints the address and the tag to paste, and logs no address of a visitor, no key and no token', async () => {
  await using server = new ServerProcess({ LIVE_PRESENCE_LOG: 'trace' });
  const port = await server.listening();
  const origin = `http://127.0.0.1:${String(port)}`;
  const client = new RawClient(origin, 'docs', { headers: { 'X-Forwarded-For': '203.0.113.77' } });
  await client.join('Ada', { visitor: 'KEY-OF-ADA-IN-EVERY-WINDOW' });
  client.send(']');
  const other = new RawClient(origin, 'docs');
  await other.opened;
  other.send({ type: 'hello', protocol: 1, page: '/', token: 'TOKEN-OF-BOB', profile: {} });
  await other.closed;
  await new RawClient('http://evil.test', 'docs', { host: '127.0.0.1' }).opened.catch(() => undefined);
  const evil = await fetch(`${origin}/v1/rooms/docs/socket`, { headers: { Origin: 'http://evil.test' } });
  assert.equal(evil.status, 403);
  client.socket.terminate();
  await server.kill('SIGTERM');
  assert.match(
    server.output,
    new RegExp(
      `<script type="module" src="http://localhost:${String(port)}/live-presence.js" data-mount></script>`,
    ),
  );
  for (const secret of ['203.0.113.77', 'KEY-OF-ADA-IN-EVERY-WINDOW', 'TOKEN-OF-BOB'])
    assert.ok(!server.output.includes(secret), secret);
});

void test('the banner comes before every log line, also if something fails meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-'));
  const data = join(folder, 'locked.db');
  const locked = openDatabase(data);
  try {
    locked.exec('BEGIN EXCLUSIVE');
    const envs = [{}, { LIVE_PRESENCE_LOG: 'trace' }, { LIVE_PRESENCE_DATA: data }];
    for (const env of envs) {
      await using server = new ServerProcess(env);
      const port = await server.listening();
      await server.kill('SIGTERM');
      const lines = server.output.split('\n').filter((line) => line !== '');
      assert.equal(lines[0], `  live-presence is running at http://localhost:${port}/`);
      const first = lines.findIndex((line) => line.startsWith('{'));
      assert.ok(first > 3 && lines.slice(first).every((line) => line.startsWith('{')));
      assert.equal(server.output.includes('chat storage unavailable'), env.LIVE_PRESENCE_DATA === data);
    }
  } finally {
    locked.close();
    rmSync(folder, { recursive: true });
  }
});

void test('the secret is made once and kept beside the data, so a member keeps the id over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-'));
  try {
    const ids: string[] = [];
    for (let run = 0; run < 2; run++) {
      await using server = new ServerProcess({ LIVE_PRESENCE_DATA: join(folder, 'data', 'live.db') });
      const client = new RawClient(`http://127.0.0.1:${String(await server.listening())}`);
      ids.push((await client.join('Ada')).self.id);
      client.socket.terminate();
      await server.kill('SIGTERM');
    }
    assert.equal(ids[0], ids[1]);
    const file = join(folder, 'data', 'secret');
    assert.ok(existsSync(file));
    assert.equal(statSync(file).mode & 0o077, 0, 'for nobody else to read');
    assert.ok(readFileSync(file, 'utf8').trim().length >= 32);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

void test('a wrong option stops the start with one line and exit code 1', async () => {
  await using server = new ServerProcess({ LIVE_PRESENCE_ORIGINS: 'not an origin' });
  assert.equal(await server.exited, 1);
  assert.match(server.output.trim(), /^live-presence: LIVE_PRESENCE_ORIGINS: .*"not".*$/);
});

void test('a port that is taken is named', async () => {
  await using first = new ServerProcess();
  const port = await first.listening();
  await using second = new ServerProcess({ PORT: String(port) });
  assert.equal(await second.exited, 1);
  assert.match(second.output, /^live-presence: PORT: .*EADDRINUSE/);
  await first.kill('SIGTERM');
});
