import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE, coarsened } from '../../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../../protocol/cursor-frame.ts';
import type { SlotBinding } from '../../../protocol/messages.ts';
import { ME, member, visitor, welcome } from './visitor.ts';

const [ann, bob, cat] = [member('ann'), member('bob'), member('cat')];
const ids = (members: Iterable<{ id: string }>) => [...members].map(({ id }) => id);
const binding = (slot: number, session = `s${slot}`): SlotBinding => ({ slot, session, member: 'ann' });
const ANCHOR = { path: [1, 2], box: [0, 0, 1, 1] as [number, number, number, number] };
const sample = (anchor = 0) => ({ age: 0, flags: 0, anchor, x: 1, y: 2 });

test('reports no joins for the first roster, but later joins and leaves', () => {
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

test('sends changes made between hello and welcome after the welcome', () => {
  const { client, sockets } = visitor();
  client.connect();
  const end = sockets.last;
  end.accept();
  client.setProfile({ name: 'New' });
  client.setPage('/other');
  assert.deepEqual([end.of('profile'), end.of('page')], [[], []]);
  end.send(welcome());
  assert.deepEqual(end.of('profile'), [{ type: 'profile', profile: { name: 'New' } }]);
  assert.deepEqual(end.of('page'), [{ type: 'page', page: '/other' }]);
});

test('has the visitor as others see them, also after a join', () => {
  const { client, join } = visitor();
  const end = join();
  end.send({ type: 'presence', count: 1, joins: [{ ...ME, name: 'Renamed' }] });
  const renamed = client.self?.name;
  end.send({ type: 'presence', count: 1, updates: [{ ...ME, name: 'Again' }] });
  assert.deepEqual([renamed, client.self?.name], ['Renamed', 'Again']);
});

test('fires no event for a presence message without changes', () => {
  const { of, join } = visitor();
  join().send({ type: 'slots', page: '/', bound: [] });
  assert.equal(of('roster').length, 1);
});

test('updates the visitor’s own entry from the server', () => {
  const { client, join } = visitor();
  join().send({ type: 'presence', count: 1, updates: [{ ...ME, name: 'Renamed' }] });
  assert.deepEqual(client.self, { ...ME, name: 'Renamed', session: 's-me' });
});

test('applies the new roster at once after a reconnect to the same server', () => {
  const { client, clock, of, join } = visitor();
  join({ members: [ME, ann, bob] }).close();
  assert.equal(client.roster.count, 3, 'kept while reconnecting');
  clock.advance(250);
  join({ members: [ME, ann, cat] });
  const last = of('roster').at(-1)!;
  assert.deepEqual([ids(last.joined), ids(last.left)], [['cat'], ['bob']]);
});

test('removes nobody for 10 s after a server restart', () => {
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

test('reports new members right after a restart', () => {
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

test('disconnect() clears the roster', () => {
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

test('is alone while the rate is 0', () => {
  const { client, of, join } = visitor();
  const end = join();
  assert.equal(client.alone || client.accompanied, false, 'not known yet');
  end.send({ type: 'rate', hz: 0 });
  assert.equal(client.alone, true);
  assert.equal(client.accompanied, false);
  end.send({ type: 'rate', hz: 30 });
  assert.equal(client.alone, false);
  assert.equal(client.accompanied, true);
  assert.deepEqual(
    of('alone').map(({ alone }) => alone),
    [true, false],
  );
});

test('binds and frees slots, without the visitor’s own', () => {
  const { client, of, join } = visitor();
  const end = join();
  end.send({ type: 'slots', page: '/', bound: [binding(1), binding(2, 's-me'), binding(3)] });
  assert.deepEqual([...client.slots.keys()], [1, 3]);
  end.send({ type: 'slots', page: '/', bound: [binding(1)] });
  end.send({ type: 'slots', page: '/', freed: [1, 9] });
  assert.deepEqual([...client.slots.keys()], [3]);
  assert.deepEqual(
    of('slots').map(({ bound, freed }) => [bound.map(({ slot }) => slot), freed]),
    [
      [[1, 3], []],
      [[], [1]],
    ],
  );
});

test('reports cursors with their anchors, without the visitor’s own and unknown ones', () => {
  const { client, clock, of, join } = visitor();
  const end = join();
  end.send({ type: 'slots', page: '/', bound: [binding(1), binding(2, 's-me')] });
  end.send({ type: 'anchor', anchors: [{ id: 4, anchor: ANCHOR }] });
  end.sendTick({ tick: 5, tracks: [1, 2, 9].map((slot) => ({ slot, samples: [sample(4)] })) });
  const [event] = of('cursors');
  assert.deepEqual(event?.tick.tracks, [{ slot: 1, samples: [sample(4)] }]);
  assert.equal(event.at, clock.now());
  assert.deepEqual(client.anchor(4), ANCHOR);
  assert.equal(client.anchor(5), undefined);
  end.sendTick({ tracks: [{ slot: 2, samples: [sample()] }] });
  assert.equal(of('cursors').length, 1, 'a tick without news for us is none');
  end.sendTick({ snapshot: true });
  assert.equal(of('cursors').length, 2, 'an empty snapshot says that nobody has a cursor');
});

test('acknowledges a tick at once if it asks for that', () => {
  const { join } = visitor();
  const end = join();
  end.sendTick({ tick: 77, acknowledge: true });
  end.sendTick({ tick: 78 });
  assert.deepEqual(end.of('seen'), [{ type: 'seen', tick: 77 }]);
});

test('stores only anchors with valid ids, and clears them on a page change', () => {
  const { client, join } = visitor();
  const end = join();
  for (const id of [-1, 0, 0x3fff, 0x4000, 1e9, NaN])
    end.send({ type: 'anchor', anchors: [{ id, anchor: ANCHOR }] });
  const kept = [-1, 0, 0x3fff, 0x4000, 1e9].filter((id) => client.anchor(id));
  assert.deepEqual(kept, [0, 0x3fff]);
  client.setPage('/other');
  assert.equal(client.anchor(0), undefined);
});

test('ignores a coarse sample that is less exact than what is known', () => {
  const { of, join } = visitor();
  const end = join();
  end.send({ type: 'slots', page: '/', bound: [binding(1)] });
  end.send({ type: 'anchor', anchors: [{ id: 4, anchor: ANCHOR }] });
  const exact = { ...sample(4), x: 1_000, y: 2_000 };
  const tick = (one: CursorSample) => end.sendTick({ tracks: [{ slot: 1, samples: [one] }] });
  tick(exact);
  tick(coarsened(exact));
  assert.equal(of('cursors').length, 1);
  tick(coarsened({ ...exact, x: 40_000 }));
  const moved = of('cursors')[1]?.tick.tracks[0]?.samples[0];
  assert.ok(moved);
  assert.equal(moved.flags & SAMPLE.coarse, 0, 'nobody else needs to know how it was written');
  assert.ok(Math.abs(moved.x - 40_000) < 130);
  tick(exact);
  assert.equal(of('cursors').length, 3);
});

test('sends its view in a crowd only', () => {
  const { client, clock, join } = visitor();
  const end = join();
  client.setView(0.1, 0.2);
  end.send({ type: 'rate', hz: 30 });
  clock.advance(2_000);
  assert.deepEqual(end.of('view'), []);
  end.send({ type: 'rate', hz: 10, crowd: true });
  assert.deepEqual(end.of('view'), [{ type: 'view', top: 6 / 64, bottom: 13 / 64 }]);
  for (let i = 0; i < 20; i++) {
    client.setView(i / 20, i / 20 + 0.1);
    clock.advance(50);
  }
  clock.advance(1_000);
  const views = end.of('view');
  assert.ok(views.length <= 7, `${views.length} in a second and a half`);
  assert.equal(views.at(-1)?.bottom, 1, 'the last one is told');
  client.setView(0.951, 1.3);
  clock.advance(1_000);
  assert.equal(end.of('view').length, views.length, 'the same bands need no word');
  end.send({ type: 'rate', hz: 30 });
  client.setView(0, 0.1);
  clock.advance(1_000);
  assert.equal(end.of('view').length, views.length);
});

test('sends cursor chat at most five times a second, and always the last state', () => {
  const { client, clock, of, join } = visitor();
  const end = join();
  for (let i = 1; i <= 10; i++) {
    client.setCursorChat('x'.repeat(i));
    clock.advance(50);
  }
  clock.advance(500);
  const said = end.of('cursor_chat').map(({ text }) => text.length);
  assert.ok(said.length <= 4, said.join());
  assert.equal(said.at(-1), 10);
  end.send({ type: 'peer_cursor_chat', slot: 1, text: 'hi' });
  assert.deepEqual(of('cursorChat'), [], 'a slot that means nobody says nothing');
  end.send({ type: 'slots', page: '/', bound: [binding(1)] });
  end.send({ type: 'peer_cursor_chat', slot: 1, text: 'hi' });
  assert.deepEqual(
    of('cursorChat').map(({ slot, text }) => [slot, text]),
    [[1, 'hi']],
  );
});

test('removes all cursors on a page change, and ignores late ones', () => {
  const { client, of, join } = visitor();
  const end = join();
  end.send({ type: 'rate', hz: 0 });
  end.send({ type: 'slots', page: '/', bound: [binding(1)] });
  client.setPage('/two');
  assert.equal(of('reset').length, 1);
  assert.equal(client.slots.size, 0);
  assert.equal(client.alone, false);
  end.send({ type: 'slots', page: '/', bound: [binding(4)] });
  end.sendTick({ tracks: [{ slot: 1, samples: [sample()] }] });
  assert.equal(client.slots.size, 0);
  assert.equal(of('cursors').length, 0);
  end.send({ type: 'slots', page: '/two', bound: [binding(1)] });
  end.sendTick({ tracks: [{ slot: 1, samples: [sample()] }] });
  assert.equal(of('cursors').length, 1);
});

test('removes all cursors when the connection is lost', () => {
  const { client, of, join } = visitor();
  const end = join();
  end.send({ type: 'slots', page: '/', bound: [binding(1)] });
  end.close();
  assert.equal(of('reset').length, 1);
  assert.equal(client.slots.size, 0);
});
