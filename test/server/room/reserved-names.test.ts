import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { ReservedNames } from '../../../server/room/reserved-names.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

void describe('a reserved name', () => {
  const reserved = new ReservedNames(['Admin', ' Support', '', 'Site Team', 'Поддержка', 'Νίκη']);

  const taken = [
    'Admin',
    'admin',
    ' A d m i n ',
    'A.d-m_i.n',
    'Ádmín',
    'ＡＤＭＩＮ',
    '𝕬𝖉𝖒𝖎𝖓',
    'Ⓐⓓⓜⓘⓝ',
    'ᴀᴅᴍɪɴ',
    'Аdmin',
    'АDМIN',
    'αdmin',
    'Ꭺdmin',
    'Admiո',
    'Ⱥdmin',
    '🅰🅳🅼🅸🅽',
    '🅐🅓🅜🅘🅝',
    '𝐀dmin',
    'Аԁmіn',
    'ꓮꓓꓟꓲꓠ',
    'ᗩᗪᗰIᑎ',
    'Ѕuррοrt',
    'Admln',
    'Adm1n',
    '4dm!n',
    'Adrnin',
    'Admin!',
    'Admin123',
    '1admin1',
    'AdminTeam',
    'the admin',
    'Support Team',
    'Customer-Support',
    '$upp0rt',
    'SUPP0RT 2',
    'site team',
    'SiteTeam',
    'the site-team',
    'поддержка сайта',
    'ΝΊΚΗ',
  ];
  for (const name of taken) {
    void test(`“${name}” is not for visitors`, () => {
      assert.ok(reserved.cover(name));
    });
  }
  const free = [
    'Ada',
    'Badminton',
    'Administrator',
    'Supporter',
    'Team',
    'Site',
    'Team Site',
    '管理者',
    '😀',
    '42',
    '',
  ];
  for (const name of free) {
    void test(`“${name}” is for everybody`, () => {
      assert.ok(!reserved.cover(name));
    });
  }

  void test('must have letters', () => {
    assert.throws(() => new ReservedNames(['Admin', '--']), /"--" has no letters/);
  });

  void test('that is long and strange is checked quickly', () => {
    const started = performance.now();
    assert.ok(!reserved.cover('a1'.repeat(10_000)));
    assert.ok(performance.now() - started < 1_000);
  });
});

void describe('a visitor with a reserved name', () => {
  let live: TestServer;
  let clients: RawClient[] = [];
  const client = (): RawClient => {
    const made = new RawClient(live.origin);
    clients.push(made);
    return made;
  };
  afterEach(async () => {
    for (const made of clients) made.socket.terminate();
    clients = [];
    await live.stop();
  });

  void test('gets a generated one and an error, and stays', async () => {
    live = await startServer({ env: { LIVE_PRESENCE_RESERVED_NAMES: 'Admin, Support' } });
    const eve = client();
    const { self } = await eve.join('eve', { profile: { name: 'Suppоrt', color: '#123456' } });
    assert.match(self.name, /^[A-Z][a-z]+ [A-Z][a-z]+$/);
    assert.equal(self.color, '#123456', 'all else is taken');
    const { code, ref, message } = await eve.next('error');
    assert.deepEqual([code, ref], ['forbidden', 'profile']);
    assert.match(message, /reserved/);
    const bob = client();
    const welcome = await bob.join('Bob');
    assert.deepEqual(welcome.members.map(({ name }) => name).sort(), ['Bob', self.name].sort());
    await bob.settled();
    assert.deepEqual(bob.all('error'), []);
  });

  void test('chosen later gets a generated one from then on', async () => {
    live = await startServer({
      env: { LIVE_PRESENCE_RESERVED_NAMES: 'Admin', LIVE_PRESENCE_PRESENCE_MS: '1' },
    });
    const eve = client();
    const { self } = await eve.join('Eve');
    await eve.next('presence', ({ joins }) => joins !== undefined);
    eve.send({ type: 'profile', profile: { name: 'ADMIN', color: '#123456' } });
    assert.equal((await eve.next('error')).ref, 'profile');
    const { updates } = await eve.next('presence', (message) => (message.updates ?? []).length > 0);
    assert.notEqual(updates?.[0]?.name, 'ADMIN');
    assert.notEqual(updates?.[0]?.name, self.name);
    assert.equal(updates?.[0]?.color, '#123456');
    eve.send({ type: 'profile', profile: { name: 'Eve again' } });
    await eve.next('presence', ({ updates: later }) => later?.[0]?.name === 'Eve again');
    eve.send({ type: 'profile', profile: { away: true } });
    await eve.settled();
    assert.equal(eve.all('error').length, 1);
  });
});
