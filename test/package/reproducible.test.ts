/** Who builds the scripts anew gets the very bytes that others serve, wherever and whenever that is. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = [
  'LICENSE',
  'package.json',
  'package-lock.json',
  'rollup.config.mjs',
  'tsconfig.base.json',
  'scripts',
  'protocol',
  'widget',
];

function buildIn(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  execFileSync(process.execPath, ['scripts/build.mjs', '--force', 'widget'], { cwd: folder, stdio: 'pipe' });
  return hashesOf(join(folder, 'dist/widget'));
}

function hashesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha384')
          .update(readFileSync(join(folder, name)))
          .digest('base64'),
      ]),
  );
}

test('two builds in different folders give one hash for each script', () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-'));
  try {
    const one = buildIn(join(folder, 'here'));
    const two = buildIn(join(folder, 'some', 'where', 'else entirely'));
    assert.ok('live-presence.js' in one && Object.keys(one).length > 4, Object.keys(one).join());
    assert.deepEqual(two, one);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
