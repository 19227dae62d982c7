import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { EVENTS_PER_MESSAGE } from '../../../server/store/message-store.ts';
import { edit, post, react, remove, pruneAll } from './contract.ts';
import { TestStore, fill, unavailable } from './test-store.ts';

void describe('deleted text', () => {
  const SECRET = 'unrepeatable';

  void test('is in none of the files after an edit, a deletion or retention', async () => {
    await using file = new TestStore();
    const store = await file.open();
    for (const [i, op] of ['edited', 'deleted', 'old'].entries())
      await store.append('docs', post(op, `${SECRET} ${i}`));
    await store.append('docs', post('stays', 'public'));
    assert.ok(file.traces(SECRET) >= 3);
    await store.append(
      'docs',
      edit('e', 1, `${SECRET}, but much longer than it was at first: ${'x'.repeat(500)}`),
    );
    await store.append('docs', edit('e2', 1, 'public'));
    await store.append('docs', remove('d', 2));
    await pruneAll(store, { messages: 1 });
    assert.equal(file.traces(SECRET), 0);
    assert.equal((await store.message('docs', 4))?.text, 'public');
  });

  void test('is in none of the files after an erasure, even if another program is reading them', async () => {
    await using file = new TestStore();
    const store = await file.open();
    const eve = { member: 'eve', name: `Eve ${SECRET}` };
    for (let i = 0; i < 300; i++)
      await store.append(`room ${i % 7}`, i % 3 ? post(`op${i}`) : post(`op${i}`, `${SECRET} ${i}`, eve));
    const reader = openDatabase(file.path);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    let ended = 0;
    const erasing = store.erase('eve').finally(() => ended++);
    while (file.clock.pending === 0) await store.head('docs');
    assert.ok(ended === 0 && file.traces(SECRET) > 0, 'the reader still sees it');
    reader.exec('COMMIT');
    reader.close();
    file.clock.advance(1_000);
    assert.equal(await erasing, 100);
    assert.equal(file.traces(SECRET), 0);
  });

  void test('is in none of the files, whatever was written around it', async () => {
    await using file = new TestStore();
    const store = await file.open();
    const rounds = process.env['TEST_LONG'] ? 60_000 : 4_000;
    const below = (n: number): number => Math.floor(Math.random() * n);
    for (let i = 0; i < rounds; i += 100) {
      await Promise.all(
        Array.from({ length: 100 }, async (_, n) => {
          const room = `room ${below(20)}`;
          const member = below(3) ? 'ada' : 'eve';
          const text = (member === 'eve' ? SECRET : 'public') + 'é'.repeat(below(below(10) ? 200 : 4_000));
          const { event } = await store.append(room, post(`op${i + n}`, text, { member }));
          const of = 1 + below(event.seq);
          const author = (await store.message(room, of))?.member;
          if (author === undefined || below(4)) return;
          const later = (author === 'eve' ? SECRET : 'public') + 'x'.repeat(below(600));
          await store.append(
            room,
            below(2) ? edit(`e${i + n}`, of, later, author) : remove(`d${i + n}`, of, author),
          );
        }),
      );
      if (below(10) === 0) await pruneAll(store, { messages: 150 });
    }
    assert.ok(file.traces(SECRET) > 100);
    await store.erase('eve');
    assert.equal(file.traces(SECRET), 0);
    assert.ok(file.traces('public') > 100);
  });

  void test('leaves pages that are used again', async () => {
    await using file = new TestStore();
    const store = await file.open();
    const size = async (): Promise<number> => {
      for (let i = 0; i < 20; i++) {
        await fill(store, 0);
        await Promise.all(
          Array.from({ length: 100 }, () =>
            store.append('docs', post(String(Math.random()), 'x'.repeat(200))),
          ),
        );
        await pruneAll(store, { messages: 100 });
      }
      return statSync(file.path).size;
    };
    const before = await size();
    assert.ok((await size()) < before * 1.2);
  });

  void test('shrinks the file if there is much of it, even if another program was in the way', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await Promise.all(
      Array.from({ length: 12_000 }, (_, i) => store.append('docs', react(`op${i}`, 1, '👍'))),
    );
    await pruneAll(store, { messages: 10_000 });
    const before = statSync(file.path).size;
    const keep = { since: 0, messages: 10 };
    const left = async (): Promise<number> => {
      const { seq, floor } = await store.head('docs');
      return seq - floor;
    };
    while ((await left()) > keep.messages * EVENTS_PER_MESSAGE) await store.prune(keep);
    const other = openDatabase(file.path);
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.prune(keep), unavailable(/another program has locked/));
    other.exec('ROLLBACK');
    other.close();
    await file.retried(store);
    await pruneAll(store, keep);
    assert.ok(statSync(file.path).size < before / 4, `${before} → ${statSync(file.path).size}`);
    assert.equal((await store.append('docs', post('x'))).event.seq, 12_001);
  });
});

void test('an erasure of nothing makes no checkpoint: all messages would wait for it', async () => {
  await using file = new TestStore();
  const store = await file.open();
  await store.append('docs', post('a'));
  await store.erase('nobody');
  await store.append('docs', post('b', 'a text'));
  const log = (): number => statSync(`${file.path}-wal`).size;
  const before = log();
  assert.ok(before > 0);
  for (let i = 0; i < 20; i++) assert.equal(await store.erase('nobody'), 0);
  assert.equal(log(), before);
  await store.erase('ada');
  assert.equal(file.traces('a text'), 0);
});
