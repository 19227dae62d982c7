/** What is given besides options, and is wrong: it is refused with its name and what would be right. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkServer, mountPath } from '../../../server/config/attachment.ts';
import { readCommand } from '../../../server/config/command-line.ts';
import { refuses } from './refuses.ts';

const is = (value: unknown): { is: unknown } => ({ is: value });

void describe('what is no option, but given', () => {
  for (const [path, expected] of [
    ['/presence', is('/presence')],
    ['/presence/', is('/presence')],
    ['/', is('')],
    ['', is('')],
    ['presence', /must begin with a slash: "\/presence"/],
    [' ', /must begin with a slash/],
    ['https://a.example/presence', /without scheme and host/],
    ['/presence?x', /./],
    ['/:name', /./],
    ['/*', /./],
    ['/a//b', /./],
    [7, /must be a string like "\/presence"/],
    [null, /must be a string/],
    [{}, /must be a string/],
  ] as const)
    void test(`attach: path ${JSON.stringify(path)}`, () => {
      if (expected instanceof RegExp) refuses(() => mountPath(path), 'attach: path ', expected);
      else assert.equal(mountPath(path), expected.is);
    });

  void test('attach: anything but a server', () => {
    for (const value of [undefined, null, 8787, 'http', {}, [], () => 1, new Map(), { listen: () => 1 }])
      refuses(() => checkServer(value), 'attach: ', /expected an http\.Server, got /);
  });

  void test('backup: a file that is none', () => {
    for (const args of [[], [''], [' '], ['--data', 'x.db'], ['-']])
      refuses(() => readCommand(['backup', ...args]), 'backup: ', /missing file.*usage: backup FILE/);
    assert.equal(readCommand(['backup', 'a b.db']).file, 'a b.db');
  });
});
