import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestStore } from '../server/store/test-store.ts';
import { Program, chat } from './program.ts';

/** A port that was free just now. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

test('serve runs the server in production mode, and backup copies its database', async () => {
  await using file = new TestStore();
  const port = await freePort();
  const data = { LIVE_PRESENCE_DATA: file.path, LIVE_PRESENCE_TOKEN: 'of another command' };
  using server = new Program(['serve', '--port', port, '--host', '127.0.0.1'], data);
  await server.output.until(/"development":false,.*"msg":"listening"/);
  const origin = `http://127.0.0.1:${port}`;
  using ada = chat(origin, 'Ada').say('to be kept');
  assert.equal(await ada.end(), 0);
  assert.equal((await fetch(`${origin}/side-by-side`)).status, 404, 'no demo');
  const copy = join(file.folder, 'copy.db');
  using backup = new Program(['backup', copy], data);
  assert.equal(await backup.end(), 0, backup.errors.text);
  assert.match(backup.output.text, new RegExp(`copy\\.db: ${statSync(copy).size} bytes`));
  server.child.kill('SIGTERM');
  assert.equal(await server.exited, 0);
});

test('a wrong command line is one line and exit code 2', async () => {
  for (const [args, expected] of [
    [
      ['serve', '--nonsense'],
      /^live-presence: --nonsense: unknown option.*; see live-presence serve --help\n$/,
    ],
    [['serve', '--port', 'x'], /^live-presence: --port \(PORT\): "x" .*; see live-presence serve --help\n$/],
    [['serve', 'backup', 'x'], /^live-presence: unexpected argument "backup".*\n$/],
    [['backup', ' '], /^live-presence: backup: missing file/],
    [['backup', '--data', 'x'], /^live-presence: backup: missing file/],
    [['backup', 'x', '--dat=y'], /^live-presence: --dat: unknown option\. Did you mean --data\?/],
    [['backup', 'x', 'y'], /^live-presence: unexpected argument "y"/],
    [['backup'], /^live-presence: backup: missing file.*; see live-presence backup --help\n$/],
  ] as const) {
    using program = new Program(args);
    assert.equal(await program.end(), 2, args.join(' '));
    assert.match(program.errors.text, expected);
  }
  for (const command of ['serve', 'backup']) {
    using help = new Program([command, '--help']);
    assert.equal(await help.end(), 0);
    assert.match(help.output.text, /backup FILE[^]*--retention/);
  }
});
