import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import { post, react, pruneAll } from './contract.ts';
import { TestStore, fill, unavailable } from './test-store.ts';

const DOWN = 'chat storage unavailable; retrying';
const ANEW = 'the database is another one than before: open chats start anew';
const UP = 'chat storage available again';

/** Replaces a file with a changed copy. */
function replace(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

void describe('a database that fails', () => {
  void test('a full disk: writes fail, which is logged once, reads work, and writes work again when there is room', async () => {
    await using file = new TestStore();
    const store = await file.open({ maxPages: 60 });
    const kept: number[] = [];
    await assert.rejects(
      async () => {
        for (let i = 0; ; i++) kept.push((await store.append('docs', react(`op${i}`, 1, '👍'))).event.seq);
      },
      unavailable(/the disk is full/),
    );
    assert.ok(!store.available);
    await assert.rejects(store.append('docs', post('x')), unavailable(/the disk is full/));
    assert.deepEqual(
      (await store.eventsAfter('docs', 0, 10_000))?.map(({ seq }) => seq),
      kept,
    );
    await file.retried(store, 3);
    assert.ok(!store.available);
    assert.deepEqual(file.logged, [`${DOWN}: the disk is full`]);

    await pruneAll(store, { since: Date.now() });
    await file.retried(store);
    assert.ok(store.available);
    assert.equal((await store.append('docs', post('x'))).event.seq, kept.length + 1);
    assert.deepEqual(file.logged, [`${DOWN}: the disk is full`, UP]);
  });

  void test('a transaction that does not fit fails as a whole, and can be stored later', async () => {
    await using file = new TestStore();
    const store = await file.open({ maxPages: 60 });
    const long = 'long '.repeat(3_000);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => store.append('docs', post(`op${i}`, long))),
    );
    const kept = results.filter(({ status }) => status === 'fulfilled').length;
    assert.ok(results.some((result) => result.status === 'rejected' && unavailable(/full/)(result.reason)));
    assert.equal((await store.head('docs')).seq, kept);
    await store.close();
    const roomy = await file.open();
    await Promise.all(results.map((_, i) => roomy.append('docs', post(`op${i}`, long))));
    assert.deepEqual(
      (await roomy.eventsAfter('docs', 0, 100))?.map(({ seq }) => seq),
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });

  void test('an invalid operation does not affect the others', async () => {
    await using file = new TestStore();
    const store = await file.open();
    const wrong = { ...post('wrong'), member: undefined as unknown as string };
    const [before, refused, after] = await Promise.allSettled([
      store.append('docs', post('before')),
      store.append('docs', wrong),
      store.append('docs', post('after')),
    ]);
    assert.equal(before.status === 'fulfilled' && before.value.event.seq, 1);
    assert.ok(refused.status === 'rejected' && !(refused.reason instanceof StoreUnavailable));
    assert.equal(after.status === 'fulfilled' && after.value.event.seq, 2);
    assert.ok(store.available);
  });

  void test('a locked file: writes fail, and work again when it is free', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    const other = openDatabase(file.path);
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.append('docs', post('x')), unavailable(/another program has locked/));
    assert.equal((await store.messages('docs', undefined, 10)).messages.length, 3);
    other.exec('ROLLBACK');
    other.close();
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 4);
    assert.deepEqual(file.logged, [`${DOWN}: another program has locked the database`, UP]);
  });

  void test('a locked file: failed operations of all kinds leave nothing behind', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    await store.saveRule({ kind: 'paused', room: 'docs' });
    const other = openDatabase(file.path);
    other.exec('BEGIN IMMEDIATE');
    for (const refused of [
      store.saveRule({ kind: 'muted', room: 'docs', member: 'eve' }),
      store.deleteRule({ kind: 'paused', room: 'docs' }),
      store.prune({ since: 0, messages: 1 }),
      store.erase('ada'),
    ])
      await assert.rejects(refused, unavailable(/another program has locked/));
    await file.retried(store, 1);
    assert.ok(!store.available);
    other.exec('ROLLBACK');
    other.close();
    await file.retried(store, 1);
    assert.equal((await store.append('docs', post('x'))).event.seq, 4);
    assert.deepEqual(await store.rules(), [{ kind: 'paused', room: 'docs' }]);
    assert.equal((await store.message('docs', 1))?.text, 'text 0');
    assert.deepEqual(file.logged, [`${DOWN}: another program has locked the database`, UP]);
  });

  void test('a deleted file: it is detected, logged, and replaced by a new one', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    const { epoch } = await store.head('docs');
    rmSync(file.path);
    await assert.rejects(store.prune({ since: 0, messages: 1_000 }), unavailable(/moved or replaced/));
    assert.ok(!store.available);
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 1);
    assert.notEqual((await store.head('docs')).epoch, epoch, 'it is another log');
    assert.deepEqual(file.logged, [`${DOWN}: the database was moved or replaced`, ANEW, UP]);
  });

  void test('a deleted or replaced file: the next operation is not acknowledged', async () => {
    for (const lose of [rmSync, (path: string) => replace(path, () => undefined)]) {
      await using file = new TestStore();
      const store = await file.open();
      await fill(store, 3);
      lose(file.path);
      await assert.rejects(store.append('docs', post('x')), unavailable(/moved or replaced/));
    }
  });

  void test('a damaged file: operations fail until a good one replaces it', async () => {
    await using file = new TestStore();
    const first = await file.open();
    await fill(first, 2_000);
    await first.close();
    const good = `${file.path}.good`;
    copyFileSync(file.path, good);
    replace(file.path, (bytes) => bytes.fill(0xff, 4 * 4096));
    const store = await file.open();
    await assert.rejects(store.eventsAfter('docs', 0, 2_000), unavailable(/damaged/));
    assert.ok(!store.available);
    await assert.rejects(store.append('docs', post('x')), unavailable(/damaged/));
    await file.retried(store, 3);
    assert.ok(!store.available, 'retrying does not repair it');
    renameSync(good, file.path);
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 2_001);
    assert.deepEqual([file.logged.at(0), file.logged.at(-1)], [`${DOWN}: the database is damaged`, UP]);
  });

  void test('a file that is overwritten while it is open: operations fail until it is deleted', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 10);
    replace(file.path, (bytes) => bytes.fill('x'));
    await assert.rejects(store.prune({ since: 0, messages: 1_000 }), unavailable(/moved or replaced/));
    await file.retried(store, 3);
    await assert.rejects(store.append('docs', post('x')), unavailable(/not a database/));
    assert.equal(file.logged.length, 2);
    rmSync(file.path);
    await file.retried(store);
    assert.ok(store.available);
  });

  void test('a crashed thread: acknowledged events are stored, the others can be sent again', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 10);
    const asked = Array.from({ length: 200 }, (_, i) => store.append('docs', post(`more${i}`)));
    const results = Promise.allSettled(asked);
    await asked[0];
    await file.crash();
    const acknowledged = (await results).filter(({ status }) => status === 'fulfilled').length;
    for (const result of await results) {
      if (result.status === 'rejected') assert.ok(unavailable(/worker exited/)(result.reason));
    }
    await assert.rejects(store.append('docs', post('x')), unavailable(/worker exited/));
    assert.ok(!store.available);
    await file.retried(store);
    assert.equal(file.threads.length, 2);
    const again = await Promise.all(asked.map((_, i) => store.append('docs', post(`more${i}`))));
    assert.ok(again.filter(({ repeated }) => repeated).length >= acknowledged);
    assert.deepEqual(
      again.map(({ event }) => event.seq),
      Array.from({ length: 200 }, (_, i) => i + 11),
    );
    assert.deepEqual(file.logged, ['database worker crashed', `${DOWN}: the database worker exited`, UP]);
  });

  void test('a disk that does not respond: the store is unavailable', async () => {
    await using file = new TestStore();
    const store = await file.open();
    const answer = store.append('docs', post('x'));
    file.clock.advance(4_000);
    assert.ok(store.available);
    file.clock.advance(2_000);
    assert.ok(!store.available);
    await answer;
    // A look at the file was asked for meanwhile, and is answered after it.
    await store.head('docs');
    assert.ok(store.available);
  });

  void test('a file that is locked at the start: the store opens, and works once it is free', async () => {
    await using file = new TestStore();
    mkdirSync(dirname(file.path));
    const other = openDatabase(file.path);
    other.exec('CREATE TABLE songs (title); BEGIN EXCLUSIVE');
    const store = await file.open();
    assert.ok(!store.available);
    await assert.rejects(store.head('docs'), unavailable(/locked/));
    other.exec('ROLLBACK; DROP TABLE songs');
    other.close();
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 1);
    assert.deepEqual(file.logged, [`${DOWN}: another program has locked the database`, UP]);
  });
});
