import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS, clientLimits } from '../../../protocol/limits.ts';
import { PROTOCOL, SUBPROTOCOL } from '../../../protocol/version.ts';
import { PresenceClient } from '../../../widget/client/presence-client.ts';
import { said, visitor, welcome } from './visitor.ts';

const statuses = (events: { status: string }[]) => events.map(({ status }) => status);

test('says hello on the room’s socket and is online once welcomed', () => {
  const { client, sockets, of } = visitor({ server: 'https://example.org/sub/', room: 'a/b c' });
  assert.equal(client.status, 'idle');
  client.connect();
  assert.equal(client.status, 'connecting');
  const end = sockets.last;
  assert.equal(end.url, 'wss://example.org/sub/v1/rooms/a%2Fb%20c/socket');
  assert.equal(end.protocol, SUBPROTOCOL);
  end.accept();
  assert.deepEqual(end.received, [
    { type: 'hello', protocol: PROTOCOL, page: '/', visitor: 'key-of-me', profile: { name: 'Me' } },
  ]);
  assert.equal(client.status, 'connecting');
  end.send(welcome());
  assert.equal(client.status, 'online');
  assert.equal(client.self?.session, 's-me');
  assert.deepEqual(statuses(of('status')), ['connecting', 'online']);
});

test('knows the server’s default limits before it is connected, and its real ones after', () => {
  const { client, join } = visitor();
  assert.deepEqual(client.limits, clientLimits(DEFAULT_LIMITS));
  join({ limits: { ...clientLimits(DEFAULT_LIMITS), textLength: 10 } });
  assert.equal(client.limits.textLength, 10);
});

test('connect twice is one socket', () => {
  const { client, sockets, join } = visitor();
  join();
  client.connect();
  assert.equal(sockets.ends.length, 1);
});

test('a lost connection is made again after a random part of half a second', () => {
  const { client, clock, sockets, join } = visitor();
  join().close(1006);
  assert.equal(client.status, 'reconnecting');
  assert.equal(client.retryAt, clock.now() + 250);
  clock.advance(249);
  assert.equal(sockets.ends.length, 1);
  clock.advance(1);
  assert.equal(sockets.ends.length, 2);
  assert.equal(client.retryAt, undefined);
  join();
  assert.equal(client.status, 'online');
});

test('waits longer after each failure, up to 30 s; up to 120 s while hidden', async () => {
  const { client, clock, sockets, waits } = visitor();
  clock.chance = 0.999_999;
  client.connect();
  const bounds: number[] = [];
  for (let i = 0; i < 9; i++) {
    sockets.last.close();
    const wait = await waits();
    bounds.push(Math.round(wait));
    clock.advance(wait);
  }
  assert.deepEqual(bounds, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  client.setHidden(true);
  sockets.last.close();
  assert.equal(Math.round(await waits()), 120_000);
});

test('waits briefly again only after a connection that lasted', () => {
  const { client, clock, join } = visitor();
  clock.chance = 0.999_999;
  const waitAfter = (lasting: number) => {
    const end = join();
    clock.advance(lasting);
    end.close();
    const wait = Math.round((client.retryAt ?? 0) - clock.now());
    clock.advance(wait);
    return wait;
  };
  assert.deepEqual([waitAfter(0), waitAfter(0), waitAfter(0)], [500, 1000, 2000]);
  assert.equal(waitAfter(6_000), 500);
});

test('comes back where its hello came too late: it was said all the same', () => {
  const { client, clock, sockets } = visitor();
  client.connect();
  sockets.last.accept();
  sockets.last.close(4502, 'no hello in time');
  assert.equal(client.status, 'reconnecting');
  clock.advance(500);
  assert.equal(sockets.ends.length, 2);
});

for (const code of [1000, 1001, 1006, 1009, 1012, 4000, 4001, 4002, 4003]) {
  test(`comes back after close code ${code}`, () => {
    const { client, join } = visitor();
    join().close(code);
    assert.equal(client.status, 'reconnecting');
  });
}

for (const [error, close] of [
  ['closed', 4503],
  ['limit', 4504],
] as const) {
  test(`tries again after ${error} where somebody looks, a minute later at the soonest`, () => {
    const { client, clock, sockets, join } = visitor();
    const end = join();
    end.send({ type: 'error', code: error, message: 'not now' });
    end.close(close);
    assert.deepEqual(client.refusal, { code: error, message: 'not now' });
    clock.advance(60_000);
    client.wake();
    assert.equal(sockets.ends.length, 1);
    clock.advance(1);
    assert.equal(sockets.ends.length, 1);
    client.wake();
    assert.equal(sockets.ends.length, 2);
    join();
    assert.equal(client.status, 'online');
    assert.equal(client.refusal, undefined);
    sockets.last.send({ type: 'error', code: error, message: 'not now' });
    sockets.last.close(close);
    client.disconnect();
    clock.advance(60_001);
    client.wake();
    assert.equal(sockets.ends.length, 2);
  });
}

for (const code of [4500, 4501, 4503, 4504, 4999]) {
  test(`stays away after close code ${code}, until asked to connect`, () => {
    const { client, clock, sockets, join } = visitor();
    join().close(code, 'because');
    assert.equal(client.status, 'refused');
    assert.deepEqual(client.refusal, { code: `closed_${code}`, message: 'because' });
    client.wake();
    clock.advance(600_000);
    assert.equal(sockets.ends.length, 1);
    client.connect();
    assert.equal(sockets.ends.length, 2);
    assert.equal(client.refusal, undefined);
  });
}

test('a refusal says what the server said before it closed', () => {
  const { client, sockets, of } = visitor();
  client.connect();
  sockets.last.accept();
  sockets.last.send({
    type: 'error',
    code: 'unsupported_protocol',
    ref: 'hello',
    message: 'this server speaks 2',
  });
  sockets.last.close(4500, 'unsupported protocol');
  assert.deepEqual(client.refusal, { code: 'unsupported_protocol', message: 'this server speaks 2' });
  assert.equal(of('error')[0]?.code, 'unsupported_protocol');
});

const refusal =
  (status: number, code: string, headers: Record<string, string> = {}) =>
  () =>
    Promise.resolve(Response.json({ error: { code, message: `no: ${code}` } }, { status, headers }));

for (const [status, code] of [
  [400, 'bad_request'],
  [403, 'forbidden_origin'],
  [404, 'not_found'],
] as const) {
  test(`an upgrade refused with ${status} is final, and says why`, async () => {
    const asked: unknown[] = [];
    const { client, sockets, of, becomes } = visitor({
      fetch: (url) => {
        asked.push(url);
        return refusal(status, code)();
      },
    });
    client.connect();
    sockets.last.close();
    await becomes('refused');
    assert.deepEqual(asked, ['https://presence.example/v1/rooms/docs/socket']);
    assert.deepEqual(client.refusal, { code, message: `no: ${code}` });
    assert.deepEqual(statuses(of('status')), ['connecting', 'refused']);
  });
}

for (const [status, code] of [
  [426, 'upgrade_required'],
  [429, 'too_many_sockets'],
  [500, 'oops'],
  [503, 'draining'],
] as const) {
  test(`an upgrade refused with ${status} is tried again`, async () => {
    const { client, sockets, waits } = visitor({ fetch: refusal(status, code) });
    client.connect();
    sockets.last.close();
    assert.equal(await waits(), 250);
    assert.equal(client.status, 'reconnecting');
  });
}

test('waits as long as the server asks', async () => {
  const { client, sockets, waits } = visitor({
    fetch: refusal(429, 'too_many_sockets', { 'retry-after': '30' }),
  });
  client.connect();
  sockets.last.close();
  assert.equal(await waits(), 30_250);
});

test('an address that is no live-presence server is refused; a proxy without one behind it is waited for', async () => {
  const page = () => Promise.resolve(new Response('<h1>404</h1>', { status: 404 }));
  const first = visitor({ fetch: page });
  first.client.connect();
  first.sockets.last.close();
  await first.becomes('refused');
  assert.match(first.client.refusal?.message ?? '', /is this a live-presence server/);

  const later = visitor({ fetch: page });
  later.join().close();
  later.clock.advance(250);
  later.sockets.last.close();
  await later.waits();
  assert.equal(later.client.status, 'reconnecting');
});

test('somebody who answers what is not for us to read is probably no server of ours; that is said once', async () => {
  const { client, clock, sockets, of, waits } = visitor({
    // As browsers do where the answer allows no other site to read it.
    fetch: (_, { mode } = {}) =>
      mode === 'no-cors' ? Promise.resolve(new Response()) : Promise.reject(new TypeError('CORS')),
  });
  client.connect();
  const hints = [];
  for (let i = 0; i < 5; i++) {
    sockets.last.close();
    clock.advance(await waits());
    hints.push(client.hint?.code);
  }
  assert.deepEqual(hints, [undefined, undefined, 'not_found', 'not_found', 'not_found']);
  assert.deepEqual(
    of('error').map(({ code }) => code),
    ['not_found'],
  );
  assert.equal(client.status, 'reconnecting', 'a proxy may have nothing behind it for the moment');
  sockets.last.accept();
  assert.equal(client.hint, undefined);
});

test('says once that something blocks sockets', async () => {
  const { client, clock, sockets, of, waits } = visitor({ fetch: refusal(426, 'upgrade_required') });
  client.connect();
  for (let i = 0; i < 5; i++) {
    sockets.last.close();
    clock.advance(await waits());
  }
  assert.deepEqual(
    of('error').map(({ code }) => code),
    ['socket_blocked'],
  );
});

test('a page whose policy forbids the way says so, and asks no further', async () => {
  const asked: (string | undefined)[] = [];
  const { client, clock, sockets, waits, of } = visitor({
    fetch: (_, init) => {
      asked.push(init?.mode);
      return Promise.reject(new TypeError('refused to connect'));
    },
  });
  client.connect();
  client.forbid('https://elsewhere.example/');
  client.forbid('inline');
  for (let i = 0; i < 4; i++) {
    if (i === 1) client.forbid('wss://presence.example');
    sockets.last.close();
    clock.advance(await waits());
  }
  assert.equal(client.hint?.code, 'socket_blocked');
  assert.match(client.hint.message, /to connect-src/);
  assert.deepEqual(asked, [undefined, 'no-cors', undefined, undefined, undefined]);
  assert.deepEqual(
    of('error').map(({ code }) => code),
    ['socket_blocked'],
  );
});

test('an erasure that can’t be asked for now can be asked for later', async () => {
  const { client, join } = visitor();
  assert.equal(await client.erase(), false);
  const end = join();
  const erased = client.erase();
  assert.equal(client.erase(), erased, 'it is asked for once');
  end.send({ type: 'erased', member: 'me', seq: 0 });
  assert.equal(await erased, true);
  assert.equal(end.of('erase').length, 1);
});

test('a question for the reason that nobody answers is given up', async () => {
  const { client, clock, sockets, waits } = visitor({
    fetch: (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  client.connect();
  sockets.last.close();
  clock.advance(10_000);
  assert.equal(await waits(), 250);
});

test('an address that no socket can be opened to is refused', () => {
  const { client } = visitor({
    transport: () => {
      throw new SyntaxError('bad address');
    },
  });
  client.connect();
  assert.equal(client.status, 'refused');
  assert.equal(client.refusal?.code, 'bad_server');
});

test('without a network it waits to be woken', () => {
  let online = false;
  const { client, clock, sockets, join } = visitor({ isOnline: () => online });
  client.connect();
  assert.equal(client.status, 'offline');
  clock.advance(600_000);
  client.wake();
  assert.equal(sockets.ends.length, 0);
  online = true;
  client.wake();
  join();
  online = false;
  sockets.last.close();
  assert.equal(client.status, 'offline');
  assert.equal(client.retryAt, undefined);
  assert.equal(clock.pending, 0);
});

test('waking ends the wait for the next attempt', () => {
  const { client, sockets, join } = visitor();
  join().close();
  client.wake();
  assert.equal(sockets.ends.length, 2);
  assert.equal(client.status, 'reconnecting');
  client.wake();
  assert.equal(sockets.ends.length, 2, 'the attempt under way is left alone');
});

test('waking after a long silence replaces the socket, after a short one asks whether it lives', () => {
  const { client, clock, sockets, join } = visitor();
  const first = join();
  clock.sleep(26_000);
  client.wake();
  assert.deepEqual(first.closed?.code, 1000);
  const second = join();
  clock.advance(5_000);
  client.wake();
  assert.equal(second.of('ping').length, 1);
  second.send({ type: 'pong' });
  clock.advance(2_000);
  assert.equal(client.status, 'online');
  client.wake();
  clock.advance(1_500);
  assert.equal(client.status, 'reconnecting');
  assert.equal(sockets.ends.length, 2);
});

test('asks after 15 s of silence and gives up 10 s later', () => {
  const { client, clock, join } = visitor();
  const end = join();
  clock.advance(10_000);
  end.send({ type: 'rate', hz: 0 });
  clock.advance(14_999);
  assert.equal(end.of('ping').length, 0);
  clock.advance(1);
  assert.equal(end.of('ping').length, 1);
  clock.advance(9_000);
  end.send({ type: 'pong' });
  clock.advance(15_000);
  assert.equal(client.status, 'online');
  assert.equal(end.of('ping').length, 2);
  clock.advance(10_000);
  assert.equal(client.status, 'reconnecting');
  assert.ok(end.closed);
});

test('a server that never says welcome is left', async () => {
  const { client, clock, sockets, waits } = visitor();
  client.connect();
  sockets.last.accept();
  clock.advance(20_000);
  await waits();
  assert.ok(sockets.last.closed);
});

test('disconnect closes cleanly, leaves no timer, and connect works again', () => {
  const { client, clock, sockets, join } = visitor();
  const end = join({ members: [] });
  end.send({ type: 'rate', hz: 30 });
  client.disconnect();
  assert.equal(client.status, 'idle');
  assert.equal(end.closed?.code, 1000);
  assert.equal(clock.pending, 0);
  assert.equal(client.roster.count, 0);
  client.wake();
  assert.equal(sockets.ends.length, 1);
  join();
  assert.equal(client.status, 'online');
  sockets.last.close();
  client.disconnect();
  assert.equal(clock.pending, 0);
});

test('disconnecting while asking for the reason ends the matter', async () => {
  let answer = (_: Response) => {};
  const { client, clock, sockets } = visitor({ fetch: () => new Promise((resolve) => (answer = resolve)) });
  client.connect();
  sockets.last.close();
  client.disconnect();
  answer(Response.json({ error: { code: 'forbidden_origin', message: 'no' } }, { status: 403 }));
  await new Promise(setImmediate);
  assert.equal(client.status, 'idle');
  assert.equal(clock.pending, 0);
});

test('what an old socket still says is not heard', () => {
  const { client, clock, of, sockets, join } = visitor();
  const first = join();
  clock.sleep(30_000);
  client.wake();
  first.sendRaw('{');
  first.send(welcome());
  first.close(4501);
  assert.equal(client.status, 'reconnecting');
  assert.equal(of('error').length, 0);
  assert.equal(sockets.ends.length, 2);
});

test('resumes where the log was left', () => {
  const { sockets, clock, join } = visitor();
  join({ events: [said(7), said(8, { op: 'op8' })] }).close();
  clock.advance(250);
  sockets.last.accept();
  assert.deepEqual(sockets.last.of('hello')[0]?.resume, { epoch: 'e1', seq: 8, op: 'op8' });
});

test('another person means another connection, a renewed token does not', () => {
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

test('page and profile go to the server, now or with the next hello', () => {
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

test('a page that the server had no time for is said again', () => {
  const { client, clock, join } = visitor();
  const end = join();
  client.setPage('/two');
  end.send({ type: 'error', code: 'rate_limited', ref: 'page', message: 'slow', retryAfterMs: 400 });
  clock.advance(399);
  assert.equal(end.of('page').length, 1);
  clock.advance(1);
  assert.deepEqual(end.of('page')[1], { type: 'page', page: '/two' });
});

test('half a character in a name does not make the message ill-formed', () => {
  const { client, join } = visitor();
  const end = join();
  client.setProfile({ name: 'A\ud83d' });
  client.setProfile({ name: 'A\ud83d\ude00' });
  assert.deepEqual(
    end.of('profile').map(({ profile }) => profile.name),
    ['A\ufffd', 'A😀'],
  );
});

test('works with the platform’s own fetch and socket where nothing else is given', async () => {
  const client = new PresenceClient({ server: 'http://127.0.0.1:9', room: 'r', page: '/', profile: {} });
  const settled = new Promise<string>((resolve) => {
    client.on('status', ({ status }) => {
      if (status === 'refused' || client.retryAt !== undefined) resolve(status);
    });
  });
  client.connect();
  // Node has a WebSocket of its own from version 22 on; without one that is said, not thrown.
  assert.equal(await settled, 'WebSocket' in globalThis ? 'reconnecting' : 'refused');
  client.disconnect();
  assert.equal(client.status, 'idle');
});
