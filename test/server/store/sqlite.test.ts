import assert from 'node:assert/strict';
import {
  copyFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import { SCHEMA_VERSION, WrongDatabase } from '../../../server/store/schema.ts';
import { openDatabase } from '../../../server/store/sqlite-driver.ts';
import { EVENTS_PER_MESSAGE, StoreUnavailable } from '../../../server/store/message-store.ts';
import type { MessageStore } from '../../../server/store/message-store.ts';
import { edit, everything, post, react, remove, pruneAll } from './contract.ts';
import { TestStore } from './test-store.ts';

const unavailable = (reason: RegExp) => (error: unknown) =>
  error instanceof StoreUnavailable && reason.test(error.message);
const DOWN = 'chat storage unavailable; retrying';
const UP = 'chat storage available again';

async function fill(store: MessageStore, count: number, text = 'text'): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, i) => store.append('docs', post(`op${i}`, `${text} ${i}`))),
  );
}

void describe('a file', () => {
  void test('is made with its folder, for its owner alone', async () => {
    await using file = new TestStore();
    await file.open();
    assert.equal(statSync(file.path).mode & 0o077, 0);
    assert.equal(statSync(`${file.path}-wal`).mode & 0o077, 0);
  });

  void test('holds everything over a restart, its epoch too', async () => {
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

  void test('holds the rules over a restart, however it ended', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await store.saveRule({ kind: 'paused', room: 'docs' });
    await store.saveRule({ kind: 'closed', room: 'docs' });
    await store.deleteRule({ kind: 'closed', room: 'docs' });
    await file.crash();
    const again = await file.open();
    assert.deepEqual(await again.rules(), [{ kind: 'paused', room: 'docs' }]);
  });

  void test('of an older server becomes one of this, with all that is in it', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    const all = await everything(store, 'docs');
    await store.close();
    const database = openDatabase(file.path);
    database.exec('DROP TABLE rules; PRAGMA user_version = 1');
    database.close();
    const again = await file.open();
    assert.deepEqual(await everything(again, 'docs'), all);
    await again.saveRule({ kind: 'chat' });
    assert.deepEqual(await again.rules(), [{ kind: 'chat' }]);
  });

  void test('closed in good order is one file', async () => {
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

  void test('of a newer server is left alone', async () => {
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
    void test(`${what} is left alone`, async () => {
      await using file = new TestStore();
      mkdirSync(dirname(file.path));
      make(file.path);
      const before = readFileSync(file.path);
      await assert.rejects(file.open(), (error) => error instanceof WrongDatabase);
      assert.ok(readFileSync(file.path).equals(before));
    });
  }
});

void describe('trouble', () => {
  void test('a full disk: refused, said once, read all the same, and over when there is room', async () => {
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

  void test('a group that does not fit is refused whole, and kept as a whole later', async () => {
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

  void test('what is wrong with one operation harms no other', async () => {
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

  void test('a locked file: refused, and over when it is free', async () => {
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

  void test('a locked file: what was refused meanwhile is in nobody’s way when it is free', async () => {
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

  void test('a file that can’t be written to: refused, and over when it can', async () => {
    await using file = new TestStore();
    const first = await file.open();
    await fill(first, 3);
    await first.close();
    const store = await file.open();
    // For root nothing is read-only; the thread runs already and needs no more files of its own.
    const root = process.geteuid?.() === 0;
    const folder = dirname(file.path);
    try {
      // Another file, so that it has to be opened again.
      replace(file.path, () => undefined);
      for (const path of [file.path, `${file.path}-wal`, `${file.path}-shm`]) chmodSync(path, 0o444);
      chmodSync(folder, 0o555);
      chmodSync(file.folder, 0o755);
      if (root) process.seteuid?.(65_534);
      await assert.rejects(store.prune({ since: 0, messages: 1_000 }), unavailable(/moved or replaced/));
      await file.retried(store, 3);
      assert.ok(!store.available);
      await assert.rejects(store.append('docs', post('x')), unavailable(/not writable|can’t be opened/));
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(folder, 0o755);
      chmodSync(file.path, 0o644);
      for (const path of [`${file.path}-wal`, `${file.path}-shm`])
        if (existsSync(path)) chmodSync(path, 0o644);
    }
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 4);
    assert.equal(file.logged.at(-1), UP);
  });

  void test('a file that is gone: noticed, said, and a new one made', async () => {
    await using file = new TestStore();
    const store = await file.open();
    await fill(store, 3);
    const { epoch } = await store.head('docs');
    rmSync(file.path);
    await assert.rejects(store.prune({ since: 0, messages: 1_000 }), unavailable(/moved or replaced/));
    assert.ok(!store.available);
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 1);
    assert.notEqual((await store.head('docs')).epoch, epoch, 'the log is another one');
    assert.deepEqual(file.logged, [`${DOWN}: the database was moved or replaced`, UP]);
  });

  void test('a damaged file: refused, and over when a good one is in its place', async () => {
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
    assert.ok(!store.available, 'what is damaged stays so');
    renameSync(good, file.path);
    await file.retried(store);
    assert.equal((await store.append('docs', post('x'))).event.seq, 2_001);
    assert.deepEqual([file.logged.at(0), file.logged.at(-1)], [`${DOWN}: the database is damaged`, UP]);
  });

  void test('a file that is overwritten with something else while it is open', async () => {
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

  void test('a crashed thread: what was acknowledged is there, the rest can be tried again', async () => {
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

  void test('a disk that does not answer: not available', async () => {
    await using file = new TestStore();
    const store = await file.open();
    const answer = store.append('docs', post('x'));
    file.clock.advance(4_000);
    assert.ok(store.available);
    file.clock.advance(2_000);
    assert.ok(!store.available);
    await answer;
    assert.ok(store.available);
  });

  void test('trouble from the start: it starts, and goes on when it can', async () => {
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

/** Puts a copy, changed a little, in the place of a file. */
function replace(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

void describe('what was said and taken back', () => {
  const SECRET = 'unrepeatable';

  void test('is in none of the files after an edit, a deletion, and retention', async () => {
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

  void test('is in none of the files when a member is erased, not even while they are read by somebody else', async () => {
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

  void test('is in none of the files whatever else was written around it', async () => {
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

  void test('its room is used again', async () => {
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

  void test('much at once gives its room back, also where another program was in the way', async () => {
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
