import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RosterLoader } from '../../../../widget/client/roster/roster-loader.ts';
import type { ServerEnd } from '../../../helpers/socket-pair.ts';
import { ME, member, visitor } from '../visitor.ts';

const CROWD = [ME, ...['a', 'b', 'c'].map((id) => member(id))];
/** A crowd of seven, of whom four are named. */
const crowd = { members: CROWD, count: 7 };
const page = (end: ServerEnd, ids: string[], more: boolean, after?: string): void =>
  end.send({ type: 'roster', members: ids.map((id) => member(id)), more, ...(after && { after }) });

function loading() {
  const tab = visitor();
  const end = tab.join(crowd);
  const loader = new RosterLoader(tab.client, tab.clock, () => undefined);
  const ids = (): string => [...tab.client.roster.members.keys()].sort().join(' ');
  return { ...tab, end, loader, ids };
}

test('pages of the roster name members, and nobody joins or leaves by it', () => {
  const { loader, end, ids, of } = loading();
  const before = of('roster').length;
  loader.load();
  loader.load();
  assert.deepEqual(end.of('roster'), [{ type: 'roster', limit: 100 }]);
  page(end, ['a', 'b', 'c', 'd'], true);
  loader.load();
  assert.equal(end.of('roster').at(-1)?.after, 'd');
  page(end, ['e', 'f', 'me'], false, 'd');
  assert.equal(ids(), 'a b c d e f me');
  assert.ok(
    of('roster')
      .slice(before)
      .every(({ fresh }) => fresh),
  );
  loader.load();
  assert.equal(end.of('roster').length, 2, 'everybody is named');
});

test('a page drops those of its own range who have left, and no others', () => {
  const { loader, end, ids } = loading();
  loader.load();
  page(end, ['a', 'c'], true);
  assert.equal(ids(), 'a c me');
  loader.load();
  page(end, ['d', 'me'], false, 'c');
  assert.equal(ids(), 'a c d me');
});

test('a late answer to an earlier connection’s request is not taken for the next page', () => {
  const { loader, end, join, client } = loading();
  loader.load();
  page(end, ['a', 'b'], true);
  loader.load();
  end.close();
  client.wake();
  const again = join(crowd);
  loader.load();
  assert.deepEqual(again.of('roster'), [{ type: 'roster', limit: 100 }], 'from the start');
  page(again, ['z'], true, 'b');
  loader.load();
  assert.equal(again.of('roster').length, 1, 'the answer is still awaited');
});

test('a snapshot that names a part of a crowd lets nobody leave', () => {
  const { client, join, of, end } = loading();
  end.send({ type: 'presence', count: 8, joins: [member('x')] });
  end.close();
  client.wake();
  join({ members: [ME, member('a')], count: 8 });
  assert.deepEqual(
    of('roster').flatMap(({ left, fresh }) => (fresh ? [] : left)),
    [],
  );
});
