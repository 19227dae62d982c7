import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitor } from './visitor.ts';

test('another visitor needs a new connection, a renewed token does not', () => {
  const { client, sockets, join } = visitor();
  join();
  client.setIdentity({ visitor: 'key-of-me', token: 't1' });
  assert.equal(sockets.ends.length, 2);
  join();
  assert.equal(sockets.last.of('hello')[0]?.token, 't1');
  client.setIdentity({ visitor: 'key-of-me', token: 't2' });
  assert.equal(sockets.ends.length, 2);
  sockets.last.close(4501);
  client.setIdentity({ visitor: 'key-of-me', token: 't3' });
  join();
  assert.equal(sockets.last.of('hello')[0]?.token, 't3');
  assert.equal(client.status, 'online');
});

test('sends page and profile, at once or with the next hello', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join();
  client.setPage('/two');
  client.setPage('/two');
  client.setProfile({ name: 'New' });
  client.setHidden(true);
  assert.deepEqual(end.received.slice(1), [
    { type: 'page', page: '/two' },
    { type: 'profile', profile: { name: 'New' } },
    { type: 'profile', profile: { away: true } },
  ]);
  client.setHidden(false);
  client.setProfile({ name: 'New' });
  client.setProfile({});
  client.setHidden(true);
  client.setProfile({ name: 'New' });
  assert.deepEqual(
    end
      .of('profile')
      .slice(2)
      .map(({ profile }) => profile),
    [{ away: false }, { name: '' }, { away: true }, { name: 'New' }],
  );
  end.close();
  client.setPage('/three');
  clock.advance(1_000);
  sockets.last.accept();
  const hello = sockets.last.of('hello')[0]!;
  assert.equal(hello.page, '/three');
  assert.deepEqual(hello.profile, { name: 'New', away: true });
});

test('replaces half a character in a name', () => {
  const { client, join } = visitor();
  const end = join();
  client.setProfile({ name: 'A\ud83d' });
  client.setProfile({ name: 'A\ud83d\ude00' });
  assert.deepEqual(
    end.of('profile').map(({ profile }) => profile.name),
    ['A\ufffd', 'A😀'],
  );
});
