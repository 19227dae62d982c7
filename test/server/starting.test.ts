/** What stops the start and how it is explained; what must not stop it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openDatabase } from '../../server/store/sqlite-driver.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { mountSmallDisk } from '../helpers/small-disk.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the server prints as it stops. */
async function refusal(env: Record<string, string>): Promise<string> {
  await using server = new ServerProcess(env);
  assert.equal(await server.exited, 1, server.output);
  const lines = server.output.trim().split('\n');
  return lines.find((line) => line.startsWith('live-presence: ')) ?? server.output;
}

void describe('starting', { timeout: 240_000 }, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'live-presence-start-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  void test('an address that can’t be listened on is named with its option', async () => {
    for (const host of ['x86_64-conda-linux-gnu', '203.0.113.5'])
      assert.match(
        await refusal({ HOST: host }),
        new RegExp(`^live-presence: HOST: .*${host}.*0\\.0\\.0\\.0`),
      );
    await using server = new ServerProcess({ HOST: '[::]' });
    await server.listening();
  });

  void test('a path that can’t hold a database is named, with what is there and what to do; nothing is left', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    mkdirSync(join(folder, 'mounted'));
    mkdirSync(join(folder, 'foreign'));
    writeFileSync(join(folder, 'foreign', 'notes.txt'), 'no database at all, but somebody’s notes');
    symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
    const wrong: [path: string, what: RegExp][] = [
      [
        join(folder, 'mounted'),
        /is a folder; it has to be a file in one, such as .*mounted\/live-presence\.db/,
      ],
      [join(file, 'x.db'), /is a file\); choose/],
      ['/proc/x/y.db', /can't be created \(ENOENT/],
      ['/proc/x.db', /no files can be made .* the folder \/proc \(ENOENT.*; choose a path/],
      ['/sys/x.db', /the folder \/sys .*; choose a path/],
      ['/dev/null', /is not a regular file/],
      [join(folder, 'loop'), /ELOOP/],
      [join(folder, 'n'.repeat(300)), /ENAMETOOLONG/],
      [join(folder, 'foreign', 'notes.txt'), /is not a database; choose another file/],
    ];
    for (const [path, what] of wrong) {
      const line = await refusal({ LIVE_PRESENCE_DATA: path });
      assert.match(line, /^live-presence: LIVE_PRESENCE_DATA: /);
      assert.match(line, what);
      assert.ok(line.includes(path.replace(/\/[xy]\.db$/, '')), line);
    }
    assert.deepEqual(readdirSync(folder).sort(), ['file', 'foreign', 'loop', 'mounted']);
    assert.deepEqual(readdirSync(join(folder, 'foreign')), ['notes.txt']);
    assert.deepEqual(readdirSync(join(folder, 'mounted')), []);
  });

  void test('a second server on the same file says so and stops; the first goes on', async () => {
    const data = join(folder, 'live.db');
    await using first = new ServerProcess({ LIVE_PRESENCE_DATA: data });
    const port = await first.listening();
    const other = join(folder, 'other-path.db');
    symlinkSync(data, other);
    for (const path of [data, other])
      assert.match(
        await refusal({ LIVE_PRESENCE_DATA: path }),
        new RegExp(`^live-presence: LIVE_PRESENCE_DATA: ${path}: in use by another live-presence`),
      );
    const client = new RawClient(`http://127.0.0.1:${String(port)}`);
    await client.join('Ada');
    client.send({ type: 'chat_post', op: 'one', text: 'still here' });
    await client.next('ack');
    client.socket.terminate();
    // A backup is no server.
    const backup = join(folder, 'copy.db');
    await using copying = new ServerProcess({ LIVE_PRESENCE_DATA: data }, ['backup', backup]);
    assert.equal(await copying.exited, 0);
  });

  void test('after a kill -9 the file is free at once, and after a stop a waiting server gets it', async () => {
    const env = { LIVE_PRESENCE_DATA: join(folder, 'live.db') };
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await using first = new ServerProcess(env);
      await first.listening();
      if (signal === 'SIGKILL') await first.kill(signal);
      await using second = new ServerProcess(env);
      if (signal === 'SIGTERM') await first.kill(signal);
      await second.listening();
    }
  });

  void test('a lock that nobody can take does not stop the start', async () => {
    const data = join(folder, 'live.db');
    // As on a file system without locks: every attempt fails, and reading does, too.
    mkdirSync(`${data}-lock`);
    await using server = new ServerProcess({ LIVE_PRESENCE_DATA: data });
    await server.listening();
    await server.kill('SIGTERM');
    rmSync(`${data}-lock`, { recursive: true });
    writeFileSync(`${data}-lock`, 'no database');
    await using again = new ServerProcess({ LIVE_PRESENCE_DATA: data });
    await again.listening();
    await again.kill('SIGTERM');
    rmSync(`${data}-lock`);
    const locked = openDatabase(`${data}-lock`);
    locked.exec('BEGIN EXCLUSIVE');
    try {
      await using third = new ServerProcess({ LIVE_PRESENCE_DATA: data });
      await third.listening();
    } finally {
      locked.close();
    }
  });

  void test('files are made whole or not at all: on a full disk, and later with room', async (t) => {
    const disk = mountSmallDisk();
    if (!disk) {
      t.diagnostic('no disk could be mounted; a limit on the size of files stands in for it');
      return;
    }
    try {
      const data = join(disk.folder, 'data', 'live.db');
      const filler = join(disk.folder, 'filler');
      for (const spared of [0, 4_096, 12_288, 65_536]) {
        // Everything but `spared` bytes is taken.
        spawnSync('sh', ['-c', `cat /dev/zero > ${filler}`]);
        const size = statSync(filler).size - spared;
        spawnSync('truncate', ['-s', String(size), filler]);
        await using full = new ServerProcess({ LIVE_PRESENCE_DATA: data });
        await Promise.race([full.exited, full.listening().catch(() => undefined)]);
        await full.kill();
        rmSync(filler);
        const secret = join(disk.folder, 'data', 'secret');
        if (existsSync(secret)) assert.equal(readFileSync(secret, 'utf8').length, 44);
        await using server = new ServerProcess({ LIVE_PRESENCE_DATA: data });
        const client = new RawClient(`http://127.0.0.1:${String(await server.listening())}`);
        await client.join('Ada');
        client.send({ type: 'chat_post', op: `op-${String(spared)}`, text: 'with room' });
        await client.next('ack');
        client.socket.terminate();
        await server.kill('SIGTERM');
        rmSync(join(disk.folder, 'data'), { recursive: true });
      }
    } finally {
      disk.unmount();
    }
  });

  void test('an empty secret that an older server left is replaced; another one that is none is named', async () => {
    const data = join(folder, 'live.db');
    const secret = join(folder, 'secret');
    writeFileSync(secret, '');
    await using server = new ServerProcess({ LIVE_PRESENCE_DATA: data });
    await server.listening();
    await server.kill('SIGTERM');
    assert.ok(readFileSync(secret, 'utf8').length >= 32);
    assert.equal(statSync(secret).mode & 0o077, 0);
    writeFileSync(secret, 'short\n');
    assert.match(await refusal({ LIVE_PRESENCE_DATA: data }), /secret does not contain a valid secret/);
    assert.equal(readFileSync(secret, 'utf8'), 'short\n');
    assert.ok(!readdirSync(folder).some((name) => name.includes('unfinished')));
  });

  void test('ten servers that start at once on new files agree on one secret', async () => {
    const servers = Array.from(
      { length: 10 },
      (_, i) => new ServerProcess({ LIVE_PRESENCE_DATA: join(folder, `${String(i)}.db`) }),
    );
    try {
      const ids = await Promise.all(
        servers.map(async (server) => {
          const client = new RawClient(`http://127.0.0.1:${String(await server.listening())}`);
          const { self } = await client.join('Ada', { visitor: 'the same visitor everywhere' });
          client.socket.terminate();
          return self.id;
        }),
      );
      assert.equal(new Set(ids).size, 1);
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
    }
  });

  void test('at the start it says who is let in, what to paste, and what it ignored', async () => {
    await using production = new ServerProcess({
      NODE_ENV: 'production',
      LIVE_PRESENCE_LOG: 'debug',
      LIVE_PRESENCE_URL: 'https://www.example.org/presence',
      LIVE_PRESENCE_ORIGINS: 'https://*.example.net',
      LIVE_PRESENCE_PORT: 'tcp://10.0.0.7:80',
    });
    await production.listening();
    await production.kill('SIGTERM');
    const lines = production.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const listening = lines.find(({ msg }) => msg === 'listening');
    assert.deepEqual(listening?.['sites'], ['https://*.example.net', 'https://www.example.org']);
    assert.match(String(listening['tag']), /src="https:\/\/www\.example\.org\/presence\/live-presence\.js"/);
    assert.ok(lines.some(({ variables }) => String(variables) === 'LIVE_PRESENCE_PORT'));
    assert.doesNotMatch(production.output, /no site is let in/);

    await using nobody = new ServerProcess({ NODE_ENV: 'production' });
    await nobody.listening();
    await nobody.kill('SIGTERM');
    assert.match(nobody.output, /"level":40.*no site is let in: set LIVE_PRESENCE_ORIGINS/);

    await using local = new ServerProcess({ LIVE_PRESENCE_ORIGINS: 'https://www.example.org' });
    await local.listening();
    await local.kill('SIGTERM');
    assert.match(local.output, /Let in: +https:\/\/www\.example\.org, pages on localhost/);
    assert.doesNotMatch(local.output, /no site/);
  });

  void test('without the demo’s files, as in the package, no page is named that is not there', async () => {
    cpSync(join(ROOT, 'dist'), join(folder, 'dist'), {
      recursive: true,
      filter: (path) => !/dist\/(demo|package)/.test(path),
    });
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const main = join(folder, 'dist/cli/main.js');
    await using server = new ServerProcess({ NODE_ENV: 'development' }, ['serve'], main);
    const origin = `http://127.0.0.1:${String(await server.listening())}`;
    assert.doesNotMatch(server.output, /side-by-side|settings/);
    assert.match(server.output, /live-presence is running at/);
    assert.match(await (await fetch(origin)).text(), /is running/);
  });
});
