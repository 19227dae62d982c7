import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testBoundByRights } from '../helpers/bound-by-rights.ts';
import { ServerProcess } from '../helpers/server-process.ts';

testBoundByRights(import.meta.filename, 'a database whose rights don’t fit stops the start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-presence-rights-'));
  try {
    const refused = async (path: string, named: string): Promise<void> => {
      await using server = new ServerProcess({ LIVE_PRESENCE_DATA: path });
      assert.equal(await server.exited, 1, server.output);
      assert.match(server.output, /^live-presence: LIVE_PRESENCE_DATA: /);
      assert.match(server.output, /EACCES: permission denied.*rights|EACCES.*this user can write to/);
      assert.ok(server.output.includes(named), server.output);
    };
    const file = (name: string, mode: number): string => {
      const path = join(folder, name);
      writeFileSync(path, '');
      chmodSync(path, mode);
      return path;
    };
    const readOnly = join(folder, 'read-only');
    mkdirSync(readOnly, { mode: 0o555 });
    await refused(join(readOnly, 'live.db'), readOnly);
    await refused(join(readOnly, 'deeper', 'live.db'), join(readOnly, 'deeper'));
    await refused(file('a.db', 0o444), 'a.db');
    await refused(file('b.db', 0o000), 'b.db');
    const wal = `${file('c.db', 0o600)}-wal`;
    file('c.db-wal', 0o444);
    await refused(join(folder, 'c.db'), wal);
    assert.deepEqual(readdirSync(readOnly), []);
    assert.ok(!readdirSync(folder).includes('secret'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
