import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareDatabasePath } from '../../../server/store/database-path.ts';
import { WrongDatabase } from '../../../server/store/schema.ts';

test('a database file with several names is refused under each, with what to do; one with a symbolic link is not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-links-'));
  try {
    const [one, other, symbolic] = ['a.db', 'b.db', 'c.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(one, '');
    symlinkSync(one, symbolic);
    for (const path of [one, symbolic]) prepareDatabasePath(path);
    linkSync(one, other);
    for (const path of [one, other, symbolic])
      assert.throws(
        () => {
          prepareDatabasePath(path);
        },
        (error) =>
          error instanceof WrongDatabase &&
          error.message.startsWith(path) &&
          /2 names .*remove the other names/.test(error.message),
      );
    rmSync(other);
    prepareDatabasePath(one);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
