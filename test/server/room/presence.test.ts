import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { applyDiff, applySnapshot, EMPTY_ROSTER } from '../../../protocol/presence.ts';
import type { PresenceMessage } from '../../../protocol/messages.ts';
import type { Member } from '../../../protocol/presence.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

void describe('presence', () => {
  let clock: ManualClock;
  let live: TestServer;
  let clients: RawClient[];
  const client = (room?: string): RawClient => {
    const made = new RawClient(live.origin, room);
    clients.push(made);
    return made;
  };
  /** Closes a client, and waits until the server has noticed. */
  const gone = async (leaving: RawClient): Promise<void> => {
    const before = live.server.connections;
    leaving.close();
    await leaving.closed;
    while (live.server.connections >= before) await new Promise(setImmediate);
  };

  beforeEach(async () => {
    clock = new ManualClock();
    live = await startServer({ clock });
    clients = [];
  });
  afterEach(async () => {
    for (const made of clients) made.socket.terminate();
    await Promise.all(clients.map((made) => made.closed));
    const stopped = live.stop();
    clock.advance(10_000);
    await stopped;
  });

  void test('welcome names the newcomer and everybody who is here', async () => {
    const ada = client();
    const first = await ada.join('Ada', { profile: { name: 'Ada', color: '#AABBCC' } });
    assert.equal(first.self.name, 'Ada');
    assert.equal(first.self.color, '#aabbcc');
    assert.equal(first.count, 1);
    assert.deepEqual(first.self.pages, ['/']);
    const second = await client().join('Bob');
    assert.equal(second.count, 2);
    assert.deepEqual(second.members.map((m) => m.name).sort(), ['Ada', 'Bob']);
    assert.notEqual(first.self.id, second.self.id);
    assert.equal(first.instance, second.instance);
  });

  void test('others are sent a join within the batching time', async () => {
    const ada = client();
    await ada.join('Ada');
    clock.advance(250);
    await ada.settled();
    await client().join('Bob');
    clock.advance(250);
    const { joins, count } = await ada.next(
      'presence',
      (m) => m.joins?.some((j) => j.name === 'Bob') ?? false,
    );
    assert.equal(count, 2);
    assert.deepEqual(
      joins?.map((m) => m.name),
      ['Bob'],
    );
  });

  void test('the same visitor in two tabs is one member, in another room the same one too', async () => {
    const one = await client().join('Ada');
    const two = await client().join('Ada');
    const elsewhere = await client('other').join('Ada');
    assert.equal(one.self.id, two.self.id);
    assert.equal(one.self.id, elsewhere.self.id);
    assert.notEqual(one.self.session, two.self.session);
    assert.equal(two.count, 1);
  });

  void test('a member stays for the grace after the last tab, so a reload shows nothing', async () => {
    const ada = client();
    await ada.join('Ada');
    const bob = client();
    await bob.join('Bob');
    clock.advance(250);
    await gone(bob);
    clock.advance(4_900);
    const again = await client().join('Bob');
    assert.equal(again.count, 2);
    clock.advance(10_000);
    await ada.settled();
    assert.ok(ada.all('presence').every((m) => !m.leaves));
  });

  void test('after the grace the leave is sent within a second', async () => {
    const ada = client();
    await ada.join('Ada');
    const bob = client();
    const { self } = await bob.join('Bob');
    clock.advance(250);
    await gone(bob);
    clock.advance(5_000 + 1_000);
    const { leaves, count } = await ada.next('presence', (m) => m.leaves !== undefined);
    assert.deepEqual(leaves, [self.id]);
    assert.equal(count, 1);
  });

  void test('a room is freed when the last grace is over, and nothing keeps ticking', async () => {
    const ada = client();
    await ada.join('Ada');
    assert.equal(live.server.rooms, 1);
    await gone(ada);
    clock.advance(6_000);
    assert.equal(live.server.rooms, 0);
    assert.equal(clock.pending, 2, 'only the heartbeat and the sweeper');
  });

  void test('a change of page is sent; a member in two tabs has both pages, the newest first', async () => {
    const ada = client();
    await ada.join('Ada');
    const bob = client();
    await bob.join('Bob');
    const bobsOther = client();
    await bobsOther.join('Bob', { page: '/b' });
    bobsOther.send({ type: 'page', page: '/c' });
    await bobsOther.settled();
    clock.advance(250);
    const heard = await ada.next('presence', (m) =>
      [...(m.updates ?? []), ...(m.joins ?? [])].some((u) => u.pages.includes('/c')),
    );
    const member = [...(heard.updates ?? []), ...(heard.joins ?? [])].find((u) => u.name === 'Bob');
    assert.deepEqual(member?.pages, ['/c', '/']);
  });

  void test('a page that its last visitor has left is freed', async () => {
    const pages = async (): Promise<string | undefined> => {
      const metrics = await (await fetch(`${live.origin}/metrics`)).text();
      return /^live_presence_pages (\d+)$/m.exec(metrics)?.[1];
    };
    const ada = client();
    await ada.join('Ada');
    for (let i = 0; i < 5; i++) ada.send({ type: 'page', page: `/page-${String(i)}` });
    await ada.settled();
    assert.equal(await pages(), '1');
    await client().join('Bob', { page: '/page-0' });
    assert.equal(await pages(), '2');
    ada.send({ type: 'page', page: '/page-0' });
    await ada.settled();
    assert.equal(await pages(), '1');
  });

  void test('a member is back as soon as their profile says so', async () => {
    const ada = client();
    await ada.join('Ada');
    const bob = client();
    await bob.join('Bob', { profile: { name: 'Bob', away: true } });
    clock.advance(250);
    await ada.next('presence', (m) => m.joins?.some(({ away }) => away) ?? false);
    bob.send({ type: 'profile', profile: { away: false } });
    await bob.settled();
    clock.advance(250);
    const { updates } = await ada.next('presence', (m) => m.updates !== undefined);
    assert.deepEqual(
      updates?.map(({ name, away }) => [name, away]),
      [['Bob', undefined]],
    );
  });

  void test('an empty name and colour restore the generated ones', async () => {
    const ada = client();
    const { self } = await ada.join('', { profile: {} });
    ada.send({ type: 'profile', profile: { name: 'Ada', color: '#123456' } });
    ada.send({ type: 'profile', profile: { color: '#654321' } });
    ada.send({ type: 'profile', profile: { name: '', color: '' } });
    await ada.settled();
    const { self: again } = await client().join('Bob');
    assert.notEqual(again.name, self.name);
    const { members } = await client().join('Cy');
    const member = members.find(({ id }) => id === self.id);
    assert.deepEqual([member?.name, member?.color], [self.name, self.color]);
  });

  void test('a member is away only when all of their tabs are', async () => {
    const ada = client();
    await ada.join('Ada');
    const one = client();
    await one.join('Bob', { profile: { name: 'Bob', away: true } });
    const two = client();
    await two.join('Bob');
    clock.advance(250);
    const roster = await ada.next('presence', (m) => m.joins?.some((j) => j.name === 'Bob') ?? false);
    assert.equal(roster.joins?.find((j) => j.name === 'Bob')?.away, undefined);
    two.send({ type: 'profile', profile: { away: true } });
    await two.settled();
    clock.advance(250);
    const update = await ada.next('presence', (m) => m.updates !== undefined);
    const [member] = update.updates ?? [];
    assert.equal(member?.away, true);
    assert.equal(member.name, 'Bob', 'a profile without a name keeps it');
  });

  void test('names are cleaned, generated if nothing is left, and identity fields are ignored', async () => {
    const { self } = await client().join('x', { profile: { name: ' \u202eEve\u0000\n\u200bil  ' } });
    assert.equal(self.name, 'Eve il');
    const nobody = await client().join('y', { profile: { name: '\u200b\u2800\u3164', color: 'red;}' } });
    assert.match(nobody.self.name, /^[A-Z][a-z]+ [A-Z][a-z]+$/);
    assert.match(nobody.self.color, /^#[0-9a-f]{6}$/);
    const zalgo = await client().join('z', { profile: { name: `Z${'\u0301'.repeat(500)}` } });
    assert.ok(zalgo.self.name.length <= 4, zalgo.self.name.length.toString());
    const long = await client().join('l', { profile: { name: '🦉'.repeat(60) } });
    assert.equal(long.self.name, '🦉'.repeat(20));
    const thief = client();
    const hello = { member: self.id, id: self.id, self: { id: self.id } };
    const welcome = await thief.join('thief', hello as object);
    assert.notEqual(welcome.self.id, self.id);
  });

  void test('the first dozen visitors have a dozen colours', async () => {
    const colors: string[] = [];
    for (let i = 0; i < 12; i++) colors.push((await client().join(`p${String(i)}`)).self.color);
    assert.equal(new Set(colors).size, 12);
  });

  void test('the next dozen on a page have second tones, and none on pages of their own', async () => {
    const here: Member[] = [];
    for (let i = 0; i < 24; i++) here.push((await client().join(`p${String(i)}`)).self);
    assert.deepEqual(
      here.map(({ tone }) => tone),
      [...Array<undefined>(12), ...Array<number>(12).fill(1)],
    );
    const thirteenth = client();
    const { self } = await thirteenth.join('thirteenth');
    const change = (m: PresenceMessage): Member | undefined => m.updates?.find(({ id }) => id === self.id);
    assert.equal(self.tone, 2);
    clock.advance(2_000);
    thirteenth.send({ type: 'page', page: '/quiet' });
    await thirteenth.settled();
    clock.advance(2_000);
    const moved = change(await thirteenth.next('presence', (m) => change(m) !== undefined));
    assert.deepEqual([moved?.pages, moved?.tone], [['/quiet'], undefined]);
  });

  const EIGHT = ['Ada', 'Bob', 'Cy', 'Di', 'Eve', 'Fay', 'Gus', 'Hal'];

  void test('where one colour is chosen, whoever had it by chance gets a free one, and is told so', async () => {
    const ada = client();
    const { self } = await ada.join('Ada');
    const bob = client();
    await bob.join('Bob', { profile: { name: 'Bob', color: self.color } });
    const mentions = (m: PresenceMessage): Member | undefined =>
      [...(m.joins ?? []), ...(m.updates ?? [])].find(({ id }) => id === self.id);
    clock.advance(250);
    const change = mentions(await ada.next('presence', (m) => mentions(m) !== undefined));
    assert.notEqual(change?.color ?? self.color, self.color);

    // The same without a reconnect; and two who both chose a colour keep it.
    bob.send({ type: 'profile', profile: { color: change!.color } });
    const cy = client();
    await bob.settled();
    const { members } = await cy.join('Cy', { profile: { name: 'Cy', color: change!.color } });
    const colors = new Map(members.map(({ name, color }) => [name, color]));
    assert.equal(colors.get('Bob'), change!.color);
    assert.equal(colors.get('Cy'), change!.color);
    assert.notEqual(colors.get('Ada'), change!.color);
  });

  void test('eight visitors keep eight colours while they leave, come back and restore theirs', async () => {
    const here = new Map<string, RawClient>();
    const colors = async (): Promise<string[]> => {
      const watcher = client();
      const { members } = await watcher.join('Watcher');
      await gone(watcher);
      return members.map(({ color }) => color);
    };
    for (const name of EIGHT) {
      const made = client();
      await made.join(name);
      here.set(name, made);
    }
    for (const name of EIGHT) {
      await gone(here.get(name)!);
      clock.advance(10_000);
      const again = client();
      await again.join(name);
      // A colour of one's own, and none again: the generated one may have found another owner.
      again.send({ type: 'profile', profile: { color: (await colors())[0]! } });
      again.send({ type: 'profile', profile: { color: '' } });
      await again.settled();
      here.set(name, again);
      const all = await colors();
      assert.equal(new Set(all).size, all.length, name);
    }
  });

  void test('a room with a dozen people of one colour has eleven colours free for others', async () => {
    for (let i = 0; i < 12; i++)
      await client().join(`same${String(i)}`, { profile: { name: `Same ${String(i)}`, color: '#f76b15' } });
    const colors: string[] = [];
    for (let i = 0; i < 11; i++) colors.push((await client().join(`p${String(i)}`)).self.color);
    assert.equal(new Set([...colors, '#f76b15']).size, 12);
  });

  void test('the roster comes in pages', async () => {
    for (let i = 0; i < 7; i++) await client().join(`p${String(i)}`);
    const asker = client();
    await asker.join('asker');
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      asker.send({ type: 'roster', limit: 3, ...(after === undefined ? {} : { after }) });
      const page = await asker.next('roster');
      seen.push(...page.members.map((m) => m.id));
      if (!page.more) break;
      after = seen.at(-1);
    }
    assert.equal(seen.length, 8);
    assert.deepEqual(seen, [...new Set(seen)].sort());
  });
});

void describe('presence of a crowd', () => {
  let live: TestServer;
  let clock: ManualClock;
  before(async () => {
    clock = new ManualClock();
    live = await startServer({
      clock,
      env: {
        LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0',
        LIVE_PRESENCE_NAMED_MEMBERS: '10',
        LIVE_PRESENCE_QUIET_MEMBERS: '20',
      },
    });
  });
  after(async () => {
    const stopped = live.stop();
    clock.advance(10_000);
    await stopped;
  });

  void test('a storm of joins costs few frames, the count stays exact, and few are named', async () => {
    const watcher = new RawClient(live.origin);
    await watcher.join('watcher', { page: '/quiet' });
    const crowd = Array.from({ length: 60 }, () => new RawClient(live.origin));
    const welcomes = await Promise.all(
      crowd.map((c, i) => c.join(`c${String(i)}`, { page: i < 30 ? '/a' : '/b' })),
    );
    assert.ok(welcomes.every((w) => w.members.length <= 10 && w.members.some((m) => m.id === w.self.id)));
    clock.advance(250);
    await watcher.settled();
    const heard = watcher.all('presence');
    assert.ok(heard.length <= 2, `${String(heard.length)} frames`);
    assert.equal(heard.at(-1)?.count, 61);
    assert.ok(heard.every((m) => (m.joins?.length ?? 0) <= 10));
    const first = welcomes[0];
    assert.ok(first);
    let { roster } = applySnapshot(EMPTY_ROSTER, first);
    for (const message of crowd[0]?.all('presence') ?? []) roster = applyDiff(roster, message);
    assert.equal(roster.count, 61);
    for (const c of [watcher, ...crowd]) c.socket.terminate();
    await Promise.all([watcher, ...crowd].map((c) => c.closed));
  });
});
