import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EventDraft, MessageStore } from '../../../server/store/message-store.ts';
import type { SqliteStore } from '../../../server/store/sqlite.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { contract, everything } from './contract.ts';
import { forgettingContract } from './forgetting-contract.ts';
import { ruleContract } from './rule-contract.ts';
import { TestStore } from './test-store.ts';

const files: TestStore[] = [];
after(async () => {
  for (const file of files) await file[Symbol.asyncDispose]();
});

const open = (): Promise<SqliteStore> => {
  const file = new TestStore();
  files.push(file);
  return file.open();
};
contract('sqlite', open);
forgettingContract('sqlite', open);
ruleContract('sqlite', open);

/** The same numbers on every run with the same seed, from 0 to below 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

void describe('whatever is done', () => {
  let sqlite: MessageStore;
  const memory = new MemoryStore();
  before(async () => {
    const file = new TestStore();
    files.push(file);
    sqlite = await file.open();
  });

  void test('sqlite answers as memory does', async () => {
    const seed = Number(process.env['STORE_SEED'] ?? Date.now() % 2 ** 32);
    const random = randomFrom(seed);
    const below = (n: number): number => Math.floor(random() * n);
    const members = ['ada', 'bob', 'eve'];
    const drafts: EventDraft[] = [];
    const draft = (i: number, head: number): EventDraft => {
      const member = members[below(3)] ?? '';
      const base = {
        member,
        at: 1_000 + i - below(20),
        ...(random() < 0.9 ? { op: `op${below(i + 1)}` } : {}),
      };
      const of = Math.max(1, head + 2 - below(12));
      const text = '€a\ud83d'.repeat(below(random() < 0.1 ? 900 : 30));
      const kind = below(10);
      if (kind < 4) return { ...base, kind: 'message', text, name: member, color: '#0', reply: of };
      if (kind < 5) return { ...base, kind: 'notice', text };
      if (kind < 7) return { ...base, kind: 'edit', of, text };
      if (kind < 8) return { ...base, kind: 'delete', of };
      return { ...base, kind: 'reaction', of, emoji: ['👍', '🎉'][below(2)] ?? '', on: random() < 0.7 };
    };
    const rounds = process.env['TEST_LONG'] ? 20_000 : 1_500;
    for (let i = 0; i < rounds; i++) {
      const room = `room ${below(3)}`;
      const made = draft(i, (await memory.head(room)).seq);
      drafts.push(made);
      const [was, is] = [await memory.append(room, made), await sqlite.append(room, made)];
      assert.deepEqual(is, was, `seed ${seed}, step ${i}`);
      if (random() < 0.01) await Promise.all([memory.erase('eve'), sqlite.erase('eve')]);
      if (random() < 0.02) {
        const keep = { messages: 5 + below(60), since: 1_000 + i - below(400) };
        for (const store of [memory, sqlite]) while (await store.prune(keep));
      }
      if (i % 100 > 0) continue;
      for (const name of ['room 0', 'room 1', 'room 2']) {
        const ops = drafts.slice(-300);
        const [expected, found] = [await everything(memory, name, ops), await everything(sqlite, name, ops)];
        assert.deepEqual(found, expected, `seed ${seed}, step ${i}, ${name}`);
      }
    }
  });
});
