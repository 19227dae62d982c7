import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { DatabaseFile } from '../../../server/store/database-file.ts';
import type { SqliteStore } from '../../../server/store/sqlite.ts';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { post } from './contract.ts';
import { TestStore, fill, unavailable } from './test-store.ts';

const DOWN = 'chat storage unavailable; retrying';
const UP = 'chat storage available again';
const LOG_GONE = `${DOWN}: the database’s write-ahead log was deleted or replaced`;

/** Lets seconds pass while nobody posts, until the store has noticed something or has looked so often. */
async function quiet(file: TestStore, store: SqliteStore, seconds = 10): Promise<void> {
  for (let i = 0; i < seconds && store.available; i++) {
    file.clock.advance(1_000);
    const looking = (): boolean => store.available && file.clock.pending === 0;
    while (looking()) await setImmediate();
  }
}

/** Writes the rows into their pages, so that nothing is only in the write-ahead log. */
function checkpoint(path: string): void {
  const other = openDatabase(path);
  other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  other.close();
}

/** The page where a table or index starts. */
function rootOf(path: string, name: string): number {
  const database = openDatabase(path);
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name)?.['rootpage'];
  database.close();
  return Number(root);
}

/** Overwrites a page in place, as another program or a disk might. */
function overwrite(path: string, page: number, bytes: Buffer): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes, 0, bytes.length, (page - 1) * 4096);
  closeSync(fd);
}

void describe('a write-ahead log that is lost under the server', () => {
  const losses: [string, (log: string) => void][] = [
    ['deleted', rmSync],
    ['moved away', (log) => renameSync(log, `${log}.away`)],
    [
      'replaced by an empty one',
      (log) => {
        writeFileSync(`${log}.new`, '');
        renameSync(`${log}.new`, log);
      },
    ],
  ];
  for (const [what, lose] of losses)
    void test(`${what}: nothing is acknowledged into it, and nothing acknowledged is lost`, async () => {
      const writes = [
        (store: SqliteStore) => store.append('docs', post('refused')),
        (store: SqliteStore) => store.saveRule({ kind: 'paused', room: 'docs' }),
        (store: SqliteStore) => store.deleteRule({ kind: 'paused', room: 'docs' }),
        (store: SqliteStore) => store.erase('ada'),
      ];
      for (const write of what === 'deleted' ? writes : writes.slice(0, 1)) {
        await using file = new TestStore();
        const store = await file.open();
        await fill(store, 3);
        lose(`${file.path}-wal`);
        await assert.rejects(write(store), unavailable(/write-ahead log was deleted/));
        await file.retried(store);
        assert.equal((await store.append('docs', post('after'))).event.seq, 4);
        assert.deepEqual(file.logged, [LOG_GONE, UP]);
      }
    });

  void test('is noticed within a second where nobody posts', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    rmSync(`${file.path}-wal`);
    await quiet(file, store, 1);
    assert.ok(!store.available);
    await file.retried(store);
    assert.equal((await store.head('docs')).seq, 3);
  });
});

void describe('pages that are overwritten under the server', () => {
  const contents: [string, Buffer][] = [
    ['zeros', Buffer.alloc(4096)],
    ['ones', Buffer.alloc(4096, 0xff)],
    ['letters', Buffer.alloc(4096, 'chat ')],
  ];
  for (const [i, part] of ['rooms', 'events', 'texts', 'messages', 'events_by_op'].entries())
    for (const [what, bytes] of process.env['TEST_LONG'] ? contents : contents.filter((_, j) => j === i % 3))
      void test(`${what} in ${part}: posts are refused, which is logged once, until it is mended`, async () => {
        await using file = new TestStore();
        const store = await file.open();
        await fill(store, 300);
        checkpoint(file.path);
        copyFileSync(file.path, `${file.path}.good`);
        await quiet(file, store, 2);
        assert.ok(store.available, 'nothing is wrong yet');
        overwrite(file.path, rootOf(file.path, part), bytes);
        await quiet(file, store, 5);
        await assert.rejects(store.append('docs', post('x')), unavailable(/damaged/));
        await file.retried(store, 3);
        assert.deepEqual(file.logged, [`${DOWN}: the database is damaged`]);
        renameSync(`${file.path}.good`, file.path);
        await file.retried(store);
        assert.equal((await store.append('docs', post('x'))).event.seq, 301);
        assert.equal(file.logged.at(-1), UP);
      });

  void test('a text of which a few bytes are overwritten is noticed as well', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    checkpoint(file.path);
    const page = rootOf(file.path, 'texts');
    const fd = openSync(file.path, 'r+');
    writeSync(fd, Buffer.alloc(8), 0, 8, page * 4096 - 60);
    closeSync(fd);
    await quiet(file, store, 2);
    assert.ok(!store.available);
  });

  void test('a look takes a few milliseconds, however large the file', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 6_000);
    await store.close();
    const open = new DatabaseFile({ path: file.path }, false);
    try {
      const took = Array.from({ length: 21 }, () => {
        const start = performance.now();
        open.look();
        return performance.now() - start;
      }).sort((a, b) => a - b);
      assert.ok((took[10] ?? Infinity) < 100, `${took.map((ms) => ms.toFixed(1)).join(' ')} ms`);
      assert.ok(statSync(file.path).size > 500_000);
    } finally {
      open.close();
    }
  });
});
