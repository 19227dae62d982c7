import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE, shouldReconnect } from '../../protocol/close-codes.ts';
import type { Member } from '../../protocol/presence.ts';
import { EMPTY_ROSTER, applyDiff, applySnapshot } from '../../protocol/presence.ts';

const member = (id: string, name = id): Member => ({ id, name, color: '#112233', pages: ['/'] });
const ids = (members: Iterable<Member>) => [...members].map((m) => m.id);

void test('a snapshot tells who came and who went against the roster before', () => {
  const first = applySnapshot(EMPTY_ROSTER, { members: [member('a'), member('b')], count: 2 });
  assert.deepEqual(ids(first.joined), ['a', 'b']);
  const second = applySnapshot(first.roster, { members: [member('b'), member('c')], count: 7 });
  assert.deepEqual(ids(second.joined), ['c']);
  assert.deepEqual(ids(second.left), ['a']);
  assert.equal(second.roster.count, 7);
});

void test('diffs add, take away and change, and leave the roster before untouched', () => {
  const { roster } = applySnapshot(EMPTY_ROSTER, { members: [member('a'), member('b')], count: 2 });
  const change = applyDiff(roster, {
    count: 2,
    joins: [member('c')],
    leaves: ['a'],
    updates: [member('b', 'Bea')],
  });
  assert.deepEqual(ids(change.roster.members.values()), ['b', 'c']);
  assert.equal(change.roster.members.get('b')?.name, 'Bea');
  assert.deepEqual(ids(change.joined), ['c']);
  assert.deepEqual(ids(change.left), ['a']);
  assert.deepEqual(ids(roster.members.values()), ['a', 'b']);
});

void test('a repeated diff is harmless, and so are leaves and updates of strangers', () => {
  const { roster } = applySnapshot(EMPTY_ROSTER, { members: [member('a')], count: 1 });
  const diff = { count: 2, joins: [member('b')], leaves: ['stranger'], updates: [member('d')] };
  const once = applyDiff(roster, diff);
  const twice = applyDiff(once.roster, diff);
  assert.deepEqual(ids(once.joined), ['b']);
  assert.deepEqual(ids(twice.joined), []);
  assert.deepEqual(ids(twice.left), []);
  assert.deepEqual([...twice.roster.members], [...once.roster.members]);
});

void test('a diff that says nothing new gives the same roster object', () => {
  const { roster } = applySnapshot(EMPTY_ROSTER, { members: [member('a')], count: 1 });
  assert.equal(applyDiff(roster, { count: 1 }).roster, roster);
  assert.equal(applyDiff(roster, { count: 9 }).roster.count, 9);
});

void test('the close codes say whether to come back, also codes nobody knows yet', () => {
  for (const code of [1000, 1001, 1005, 1006, 1009, 1012, 4000, 4001, 4002, 4003, 4499])
    assert.ok(shouldReconnect(code), String(code));
  for (const code of [4500, 4501, 4502, 4503, 4504, 4999]) assert.ok(!shouldReconnect(code), String(code));
  assert.equal(new Set(Object.values(CLOSE)).size, Object.values(CLOSE).length);
});
