import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { storedKey } from '../../cli/chat/visitor-key.ts';
import { ConfigFolder, MAIN } from './program.ts';

test('a key that can’t be written whole is not there at all', () => {
  using config = new ConfigFolder();
  const start = (limit: string): string =>
    spawnSync(
      'sh',
      [
        '-c',
        `${limit}exec "$0" "$@"`,
        process.execPath,
        MAIN,
        'chat',
        'http://127.0.0.1:1',
        '--room',
        'docs',
      ],
      { env: { XDG_CONFIG_HOME: config.path }, encoding: 'utf8' },
    ).stderr;
  const folder = join(config.path, 'live-presence');
  // No file may grow, as on a disk that is full.
  assert.match(start('ulimit -f 0; '), /could not store your identity.*EFBIG/);
  assert.deepEqual(readdirSync(folder), []);
  assert.doesNotMatch(start(''), /could not store/);
  assert.deepEqual(readdirSync(folder), ['visitor']);
  const file = join(folder, 'visitor');
  assert.equal(storedKey(file), storedKey(file));
});
