import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { testBoundByRights } from '../../helpers/bound-by-rights.ts';
import { post } from './contract.ts';
import { TestStore, fill, unavailable } from './test-store.ts';

testBoundByRights(
  import.meta.filename,
  'a read-only file: writes fail, and work again when it is writable',
  async () => {
    await using file = new TestStore();
    const first = await file.open();
    await fill(first, 3);
    await first.close();
    const store = await file.open();
    const folder = dirname(file.path);
    const sidecars = [`${file.path}-wal`, `${file.path}-shm`];
    try {
      // Another file, so that it has to be opened again.
      copyFileSync(file.path, `${file.path}.new`);
      renameSync(`${file.path}.new`, file.path);
      for (const path of [file.path, ...sidecars]) chmodSync(path, 0o444);
      chmodSync(folder, 0o555);
      await assert.rejects(store.prune({ since: 0, messages: 1_000 }), unavailable(/moved or replaced/));
      await file.retried(store, 3);
      assert.ok(!store.available);
      await assert.rejects(store.append('docs', post('x')), unavailable(/not writable|can’t be opened/));
    } finally {
      chmodSync(folder, 0o755);
      chmodSync(file.path, 0o644);
      for (const path of sidecars) if (existsSync(path)) chmodSync(path, 0o644);
    }
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 4);
    assert.equal(file.logged.at(-1), 'chat storage available again');
  },
);
