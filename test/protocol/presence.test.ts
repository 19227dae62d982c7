import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE, shouldReconnect } from '../../protocol/close-codes.ts';
import type { Member } from '../../protocol/presence.ts';
import { EMPTY_ROSTER, applyDiff, applySnapshot } from '../../protocol/presence.ts';

const member = (id: string, name = id): Member => ({ id, name, color: '#112233', pages: ['/'] });
const ids = (members: Iterable<Member>) => [...members].map((m) => m.id);

void test('a snapshot names who joined and left since the roster before', () => {
  const first = applySnapshot(EMPTY_ROSTER, { members: [member('a'), member('b')], count: 2 });
  assert.deepEqual(ids(first.joined), ['a', 'b']);
  const second = applySnapshot(first.roster, { members: [member('b'), member('c')], count: 7 });
  assert.deepEqual(ids(second.joined), ['c']);
  assert.deepEqual(ids(second.left), ['a']);
  assert.equal(second.roster.count, 7);
});

void test('diffs add, remove and update members, and leave the roster before untouched', () => {
  const { roster } = applySnapshot(EMPTY_ROSTER, { members: [member('a'), member('b')], count: 2 });
  const { members } = applyDiff(roster, {
    count: 2,
    joins: [member('c')],
    leaves: ['a'],
    updates: [member('b', 'Bea')],
  });
  assert.deepEqual(ids(members.values()), ['b', 'c']);
  assert.equal(members.get('b')?.name, 'Bea');
  assert.deepEqual(ids(roster.members.values()), ['a', 'b']);
});

void test('a repeated diff is harmless, and so are leaves and updates of unknown members', () => {
  const { roster } = applySnapshot(EMPTY_ROSTER, { members: [member('a')], count: 1 });
  const diff = { count: 2, joins: [member('b')], leaves: ['stranger'], updates: [member('d')] };
  const once = applyDiff(roster, diff);
  const twice = applyDiff(once, diff);
  assert.deepEqual([...twice.members], [...once.members]);
  assert.deepEqual(ids(twice.members.values()), ['a', 'b', 'd']);
});

void test('a diff may change the count alone', () => {
  const { roster } = applySnapshot(EMPTY_ROSTER, { members: [member('a')], count: 1 });
  assert.equal(applyDiff(roster, { count: 9 }).count, 9);
});

void test('close codes say whether to reconnect, unknown ones by their range', () => {
  for (const code of [1000, 1001, 1005, 1006, 1009, 1012, 4000, 4001, 4002, 4003, 4499])
    assert.ok(shouldReconnect(code), String(code));
  for (const code of [4500, 4501, 4502, 4503, 4504, 4999]) assert.ok(!shouldReconnect(code), String(code));
  assert.equal(new Set(Object.values(CLOSE)).size, Object.values(CLOSE).length);
});
