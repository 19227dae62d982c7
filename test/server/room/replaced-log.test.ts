/** The database is lost or replaced while the server runs: everybody who is there starts anew with what takes its place. */
import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { backUp } from '../../../server/store/backup.ts';
import { systemClock } from '../../../server/clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import { TestStore, fill } from '../store/test-store.ts';

interface Kind {
  /** Before the last messages are posted. */
  early?: (path: string) => Promise<void> | void;
  late: (path: string, file: TestStore) => Promise<void> | void;
  /** The texts that are there afterwards. */
  left: readonly string[];
}

const opOf = (text: string): string => text.replace(' ', '-');

function remove(path: string): void {
  for (const extra of ['', '-wal', '-shm']) rmSync(`${path}${extra}`, { force: true });
}

function replaceBy(path: string, other: string): void {
  for (const extra of ['-wal', '-shm']) rmSync(`${path}${extra}`, { force: true });
  renameSync(other, path);
}

const KINDS: Record<string, Kind> = {
  'is deleted': { late: remove, left: [] },
  'is replaced by an empty file': {
    late: (path) => {
      writeFileSync(`${path}.new`, '');
      replaceBy(path, `${path}.new`);
    },
    left: [],
  },
  'is replaced by an older backup of its own': {
    early: (path) => void backUp(path, `${path}.backup`),
    late: (path) => {
      replaceBy(path, `${path}.backup`);
    },
    left: ['old 1', 'old 2'],
  },
  'is replaced by that of another site, with more messages': {
    early: async (path) => {
      await using other = new TestStore();
      const store = await other.open();
      await fill(store, 8, 'other');
      await store.close();
      copyFileSync(other.path, `${path}.other`);
    },
    late: (path) => {
      replaceBy(path, `${path}.other`);
    },
    left: Array.from({ length: 8 }, (_, i) => `other ${i}`),
  },
};

async function withServer(
  kind: Pick<Kind, 'early' | 'late'>,
  check: (parts: {
    ada: RawClient;
    origin: string;
    epoch: string;
    say: (text: string) => Promise<number>;
  }) => Promise<void>,
): Promise<void> {
  await using file = new TestStore();
  const store = await file.open({ clock: systemClock });
  await using server = await startServer({ store, env: { LIVE_PRESENCE_CHAT_RATE: '1000/1000' } });
  const ada = new RawClient(server.origin);
  const { epoch } = await ada.join('Ada');
  /** As a client does: again, until it is stored. */
  const say = async (text: string): Promise<number> => {
    for (;;) {
      ada.send({ type: 'chat_post', op: opOf(text), text });
      const answer = await Promise.race([
        ada.next('ack', ({ op }) => op === opOf(text)),
        ada.next('error', ({ ref }) => ref === opOf(text)),
      ]);
      if (answer.type === 'ack') return answer.seq;
      while (!store.available) await setImmediate();
    }
  };
  for (const text of ['old 1', 'old 2']) await say(text);
  await kind.early?.(file.path);
  for (const text of ['old 3', 'old 4', 'old 5']) await say(text);
  await kind.late(file.path, file);
  await check({ ada, origin: server.origin, epoch, say });
  ada.close();
}

void describe('a server whose database', { timeout: 60_000 }, () => {
  for (const [name, kind] of Object.entries(KINDS)) {
    void test(`${name} starts every open session anew`, async () => {
      await withServer(kind, async ({ ada, origin, epoch, say }) => {
        const log = await ada.next('log');
        assert.notEqual(log.epoch, epoch);
        assert.equal(log.recovered, false);
        assert.deepEqual(
          log.events.map((event) => 'text' in event && event.text),
          kind.left,
        );
        assert.equal(log.seq, kind.left.length);

        const seq = await say('new');
        assert.equal(seq, kind.left.length + 1);
        const { events } = await ada.next('chat', (message) =>
          message.events.some((event) => event.op === 'new'),
        );
        assert.equal(events.at(-1)?.seq, seq);

        for (const resume of [undefined, { epoch, seq: 5, op: opOf('old 5') }]) {
          const bob = new RawClient(origin);
          const welcome = await bob.join('Bob', resume && { resume });
          assert.equal(welcome.epoch, log.epoch);
          assert.equal(welcome.recovered, false);
          assert.equal(welcome.seq, seq);
          assert.equal(welcome.events.at(-1)?.seq, seq);
          bob.close();
        }
      });
    });
  }

  const SAME: Record<string, Kind['late']> = {
    'loses its thread': (_path, file) => file.crash(),
    'loses its write-ahead log': (path) => {
      rmSync(`${path}-wal`);
    },
  };
  for (const [name, late] of Object.entries(SAME))
    void test(`${name}, and has all that it had afterwards, goes on`, async () => {
      await withServer({ late }, async ({ ada, origin, epoch, say }) => {
        assert.equal(await say('new'), 6);
        const bob = new RawClient(origin);
        const welcome = await bob.join('Bob', { resume: { epoch, seq: 5, op: opOf('old 5') } });
        assert.deepEqual([welcome.epoch, welcome.seq, welcome.recovered], [epoch, 6, true]);
        bob.close();
        await ada.settled();
        assert.deepEqual(ada.all('log'), []);
      });
    });
});
