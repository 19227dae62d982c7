import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import { SCHEMA_VERSION, WrongDatabase } from '../../../server/store/schema.ts';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { edit, everything, post, react, remove, pruneAll } from './contract.ts';
import { TestStore, fill, unavailable } from './test-store.ts';

void describe('a database file', () => {
  void test('is created with its folder, readable by its owner only', async () => {
    await using file = new TestStore();
    await file.open();
    assert.equal(statSync(file.path).mode & 0o077, 0);
    assert.equal(statSync(`${file.path}-wal`).mode & 0o077, 0);
  });

  void test('keeps everything over a restart, including its epoch', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 20);
    await store.append('docs', edit('e', 3, 'edited'));
    await store.append('docs', remove('d', 4));
    await store.append('docs', react('r', 5, '👍'));
    await pruneAll(store, { messages: 15 });
    const [epoch, all] = [(await store.head('docs')).epoch, await everything(store, 'docs', [post('op9')])];
    await store.close();
    const again = await file.open();
    assert.deepEqual(await everything(again, 'docs', [post('op9')]), all);
    assert.equal((await again.head('docs')).epoch, epoch);
    assert.ok((await again.append('docs', post('op9'))).repeated);
    assert.deepEqual(file.logged, []);
  });

  void test('keeps the rules over a crash', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await store.saveRule({ kind: 'paused', room: 'docs' });
    await store.saveRule({ kind: 'closed', room: 'docs' });
    await store.deleteRule({ kind: 'closed', room: 'docs' });
    await file.crash();
    const again = await file.open();
    assert.deepEqual(await again.rules(), [{ kind: 'paused', room: 'docs' }]);
  });

  void test('of an older version is migrated with its content', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    const all = await everything(store, 'docs');
    await store.close();
    const database = openDatabase(file.path);
    database.exec(`
      DROP TABLE rules; DROP TABLE date_mark; ALTER TABLE events DROP COLUMN ahead;
      DROP INDEX empty_rooms; ALTER TABLE rooms DROP COLUMN generation; ALTER TABLE log DROP COLUMN generation;
      PRAGMA user_version = 1;
    `);
    database.close();
    const again = await file.open();
    assert.deepEqual(await everything(again, 'docs'), all);
    await again.saveRule({ kind: 'chat' });
    assert.deepEqual(await again.rules(), [{ kind: 'chat' }]);
  });

  void test('is a single file after close()', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 5);
    const last = store.append('docs', post('last'));
    await store.close();
    assert.equal((await last).event.seq, 6, 'what was asked for before is done');
    assert.ok(!existsSync(`${file.path}-wal`));
    assert.ok(!store.available);
    await assert.rejects(store.append('docs', post('late')), unavailable(/closed/));
    await assert.rejects(store.head('docs'), unavailable(/closed/));
  });

  void test('of a newer version is not touched', async () => {
    await using file = new TestStore();
    await (await file.open()).close();
    const database = openDatabase(file.path);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    const before = readFileSync(file.path);
    await assert.rejects(
      file.open(),
      (error) => error instanceof WrongDatabase && /newer live-presence/.test(error.message),
    );
    assert.ok(readFileSync(file.path).equals(before));
  });

  for (const [what, make] of [
    [
      'that is none',
      (path: string) => {
        writeFileSync(path, 'Dear diary, '.repeat(1_000));
      },
    ],
    [
      'of another program',
      (path: string) => {
        const made = openDatabase(path);
        made.exec('CREATE TABLE songs (title)');
        made.close();
      },
    ],
  ] as const) {
    void test(`${what} is not touched`, async () => {
      await using file = new TestStore();
      mkdirSync(dirname(file.path));
      make(file.path);
      const before = readFileSync(file.path);
      await assert.rejects(file.open(), (error) => error instanceof WrongDatabase);
      assert.ok(readFileSync(file.path).equals(before));
    });
  }
});
