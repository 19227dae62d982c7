/** What every store of rules must do. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { MessageStore } from '../../../server/store/message-store.ts';
import type { Rule, RuleStore } from '../../../server/store/rule-store.ts';

export function ruleContract(name: string, open: () => Promise<MessageStore & RuleStore>): void {
  void describe(`${name} as a store of rules`, () => {
    let store: MessageStore & RuleStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    const kept = async (): Promise<Set<string>> =>
      new Set(
        (await store.rules()).map(({ kind, room, member, until }) => [kind, room, member, until].join()),
      );
    const mute: Rule = { kind: 'muted', room: 'docs', member: 'ada', until: 1_700_000_000_000 };

    void test('there are none at first', async () => {
      assert.deepEqual(await store.rules(), []);
    });

    void test('each is given back as it was kept', async () => {
      const rules: Rule[] = [
        { kind: 'chat' },
        { kind: 'paused', room: 'docs' },
        { kind: 'paused', room: 'Docs, “ä” 👍\n' },
        { kind: 'muted', room: 'docs', member: 'bob' },
        mute,
      ];
      for (const rule of rules) await store.saveRule(rule);
      const byText = (list: Rule[]): string[] =>
        list.map((rule) => JSON.stringify(Object.entries(rule).sort())).sort();
      assert.deepEqual(byText(await store.rules()), byText(rules));
    });

    void test('one of the same kind, room and member takes the place of the first', async () => {
      await store.saveRule(mute);
      await store.saveRule({ ...mute, until: 5 });
      assert.deepEqual(await kept(), new Set(['muted,docs,ada,5']));
      await store.saveRule({ kind: 'muted', room: 'docs', member: 'ada' });
      assert.deepEqual(await kept(), new Set(['muted,docs,ada,']));
    });

    void test('one that is dropped is gone, and no other', async () => {
      for (const rule of [mute, { ...mute, member: 'bob' }, { ...mute, room: 'other' }])
        await store.saveRule(rule);
      await store.deleteRule({ kind: 'muted', room: 'docs', member: 'ada' });
      await store.deleteRule({ kind: 'closed', room: 'docs' });
      assert.deepEqual(
        await kept(),
        new Set(['muted,docs,bob,1700000000000', 'muted,other,ada,1700000000000']),
      );
    });

    void test('changes are made in their order', async () => {
      await Promise.all([
        store.saveRule(mute),
        store.deleteRule(mute),
        store.saveRule({ ...mute, until: 9 }),
      ]);
      assert.deepEqual(await kept(), new Set(['muted,docs,ada,9']));
      await Promise.all([store.saveRule(mute), store.deleteRule(mute)]);
      assert.deepEqual(await kept(), new Set());
    });

    void test('neither retention nor the erasure of the member removes one', async () => {
      await store.saveRule(mute);
      await store.erase('ada');
      while (await store.prune({ since: Infinity, messages: 0 }));
      assert.deepEqual(await kept(), new Set(['muted,docs,ada,1700000000000']));
    });
  });
}
