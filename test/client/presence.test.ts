import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlotBinding } from '../../protocol/messages.ts';
import { ME, member, visitor } from './visitor.ts';

const [ann, bob, cat] = [member('ann'), member('bob'), member('cat')];
const ids = (members: Iterable<{ id: string }>) => [...members].map(({ id }) => id);
const binding = (slot: number, session = `s${slot}`): SlotBinding => ({ slot, session, member: 'ann' });
const ANCHOR = { path: [1, 2], box: [0, 0, 1, 1] as [number, number, number, number] };
const sample = (anchor = 0) => ({ age: 0, flags: 0, anchor, x: 1, y: 2 });

test('the first roster is no news, later comings and goings are', () => {
  const { client, of, join } = visitor();
  const end = join({ members: [ME, ann] });
  assert.deepEqual(ids(client.roster.members.values()), ['me', 'ann']);
  assert.equal(of('roster')[0]?.fresh, true);
  end.send({ type: 'presence', count: 3, joins: [bob] });
  end.send({ type: 'presence', count: 2, leaves: ['ann'] });
  const [, second, third] = of('roster');
  assert.deepEqual([second?.fresh, ids(second!.joined), ids(second!.left)], [false, ['bob'], []]);
  assert.deepEqual([ids(third!.joined), ids(third!.left)], [[], ['ann']]);
  assert.deepEqual(ids(client.roster.members.values()), ['me', 'bob']);
  assert.equal(client.roster.count, 2);
});

test('a presence message that changes nobody is no event', () => {
  const { of, join } = visitor();
  join().send({ type: 'presence', count: 1, page: '/', slots: [] });
  assert.equal(of('roster').length, 1);
});

test('one’s own entry follows what the server says of it', () => {
  const { client, join } = visitor();
  join().send({ type: 'presence', count: 1, updates: [{ ...ME, name: 'Renamed' }] });
  assert.deepEqual(client.self, { ...ME, name: 'Renamed', session: 's-me' });
});

test('after a break on the same server the new roster holds at once', () => {
  const { client, clock, of, join } = visitor();
  join({ members: [ME, ann, bob] }).close();
  assert.equal(client.roster.count, 3, 'kept while reconnecting');
  clock.advance(250);
  join({ members: [ME, ann, cat] });
  const last = of('roster').at(-1)!;
  assert.deepEqual([ids(last.joined), ids(last.left)], [['cat'], ['bob']]);
});

test('after a restart of the server nobody is missed for 10 s', () => {
  const { client, clock, of, join } = visitor();
  join({ members: [ME, ann, bob, cat], count: 57 }).close(1012);
  clock.advance(250);
  const end = join({ members: [ME], count: 1, instance: 'i2' });
  assert.equal(client.roster.count, 57);
  assert.deepEqual(ids(client.roster.members.values()), ['me', 'ann', 'bob', 'cat']);
  end.send({ type: 'presence', count: 2, joins: [ann] });
  assert.equal(client.roster.count, 57);
  assert.deepEqual(ids(of('roster').flatMap(({ joined, fresh }) => (fresh ? [] : joined))), []);
  end.send({ type: 'presence', count: 2, leaves: ['cat'] });
  assert.deepEqual(
    ids(client.roster.members.values()),
    ['me', 'ann', 'bob'],
    'who is said to be gone is gone',
  );
  clock.advance(9_999);
  assert.equal(client.roster.count, 57);
  clock.advance(1);
  assert.equal(client.roster.count, 2);
  assert.deepEqual(ids(of('roster').at(-1)!.left), ['bob']);
  assert.deepEqual(ids(client.roster.members.values()), ['me', 'ann']);
});

test('people who come for the first time right after a restart are news', () => {
  const { client, clock, of, join } = visitor();
  join({ members: [ME, ann] }).close();
  clock.advance(250);
  const end = join({ members: [ME], instance: 'i2' });
  end.send({ type: 'presence', count: 2, joins: [bob] });
  assert.deepEqual(ids(of('roster').at(-1)!.joined), ['bob']);
  end.send({ type: 'presence', count: 3, joins: [ann] });
  clock.advance(10_000);
  assert.equal(client.roster.count, 3);
  assert.deepEqual(
    of('roster').flatMap(({ left }) => ids(left)),
    [],
  );
});

test('disconnecting forgets who was here, and coming back is fresh', () => {
  const { client, of, join } = visitor();
  join({ members: [ME, ann] });
  client.disconnect();
  assert.deepEqual(of('roster').at(-1), {
    type: 'roster',
    roster: client.roster,
    joined: [],
    left: [],
    fresh: true,
  });
  join({ members: [ME, ann], instance: 'i2' });
  assert.equal(of('roster').at(-1)?.fresh, true);
});

test('alone as long as the server wants no cursors', () => {
  const { client, of, join } = visitor();
  const end = join();
  assert.equal(client.alone, false, 'not known yet');
  end.send({ type: 'rate', hz: 0 });
  assert.equal(client.alone, true);
  end.send({ type: 'rate', hz: 30 });
  assert.equal(client.alone, false);
  assert.deepEqual(
    of('alone').map(({ alone }) => alone),
    [true, false],
  );
});

test('slots are bound and freed, one’s own left out', () => {
  const { client, of, join } = visitor();
  const end = join();
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1), binding(2, 's-me'), binding(3)] });
  assert.deepEqual([...client.slots.keys()], [1, 3]);
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1)] });
  end.send({ type: 'presence', count: 1, page: '/', freed: [1, 9] });
  assert.deepEqual([...client.slots.keys()], [3]);
  assert.deepEqual(
    of('slots').map(({ bound, freed }) => [bound.map(({ slot }) => slot), freed]),
    [
      [[1, 3], []],
      [[], [1]],
    ],
  );
});

test('cursors come with their anchors, one’s own and unknown ones left out', () => {
  const { client, clock, of, join } = visitor();
  const end = join();
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1), binding(2, 's-me')] });
  end.send({ type: 'anchor', anchors: [{ slot: 1, id: 4, anchor: ANCHOR }, { slot: 7, id: 4, anchor: ANCHOR }] }); // prettier-ignore
  end.sendTick({ tick: 5, tracks: [1, 2, 9].map((slot) => ({ slot, samples: [sample(4)] })) });
  const [event] = of('cursors');
  assert.deepEqual(event?.tick.tracks, [{ slot: 1, samples: [sample(4)] }]);
  assert.equal(event.at, clock.now());
  assert.deepEqual(client.anchor(1, 4), ANCHOR);
  assert.equal(client.anchor(7, 4), undefined, 'a slot that means nobody keeps nothing');
  end.sendTick({ tracks: [{ slot: 2, samples: [sample()] }] });
  assert.equal(of('cursors').length, 1, 'a tick without news for us is none');
  end.sendTick({ snapshot: true });
  assert.equal(of('cursors').length, 2, 'an empty snapshot says that nobody has a cursor');
});

test('a tick that asks for it is acknowledged at once', () => {
  const { join } = visitor();
  const end = join();
  end.sendTick({ tick: 77, acknowledge: true });
  end.sendTick({ tick: 78 });
  assert.deepEqual(end.of('seen'), [{ type: 'seen', tick: 77 }]);
});

test('no more than 64 anchors are kept for a slot, and none once it is freed', () => {
  const { client, join } = visitor();
  const end = join();
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1)] });
  for (let id = 0; id < 10_000; id++)
    end.send({ type: 'anchor', anchors: [{ slot: 1, id, anchor: ANCHOR }] });
  const kept = Array.from({ length: 10_000 }, (_, id) => client.anchor(1, id)).filter(Boolean);
  assert.equal(kept.length, 64);
  assert.ok(client.anchor(1, 9_999));
  end.send({ type: 'presence', count: 1, page: '/', freed: [1] });
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1, 'other')] });
  assert.equal(client.anchor(1, 9_999), undefined);
});

test('a slot that means another session has lost its anchors', () => {
  const { client, join } = visitor();
  const end = join();
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1)] });
  end.send({ type: 'anchor', anchors: [{ slot: 1, id: 0, anchor: ANCHOR }] });
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1, 'other')] });
  assert.equal(client.anchor(1, 0), undefined);
});

test('another page: the old one’s cursors go, and what still comes of it is not shown', () => {
  const { client, of, join } = visitor();
  const end = join();
  end.send({ type: 'rate', hz: 0 });
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1)] });
  client.setPage('/two');
  assert.equal(of('reset').length, 1);
  assert.equal(client.slots.size, 0);
  assert.equal(client.alone, false);
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(4)] });
  end.sendTick({ tracks: [{ slot: 1, samples: [sample()] }] });
  assert.equal(client.slots.size, 0);
  assert.equal(of('cursors').length, 0);
  end.send({ type: 'presence', count: 1, page: '/two', slots: [binding(1)] });
  end.sendTick({ tracks: [{ slot: 1, samples: [sample()] }] });
  assert.equal(of('cursors').length, 1);
});

test('a lost connection takes all cursors with it', () => {
  const { client, of, join } = visitor();
  const end = join();
  end.send({ type: 'presence', count: 1, page: '/', slots: [binding(1)] });
  end.close();
  assert.equal(of('reset').length, 1);
  assert.equal(client.slots.size, 0);
});
