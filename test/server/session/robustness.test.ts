import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { encodeUplink } from '../../../protocol/cursor-frame.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

void describe('bad input', () => {
  let live: TestServer;
  const stopped: RawClient[] = [];
  const joined = async (name = 'Ada'): Promise<RawClient> => {
    const client = new RawClient(live.origin);
    stopped.push(client);
    await client.join(name);
    return client;
  };
  beforeEach(async () => {
    live = await startServer();
  });
  afterEach(async () => {
    for (const client of stopped.splice(0)) client.socket.terminate();
    await live.stop();
  });

  const broken: [string, string][] = [
    ['no JSON', ']'],
    ['null', 'null'],
    ['an array', '[]'],
    ['no type', '{}'],
    ['a type of __proto__', '{"type":"__proto__"}'],
    ['a field __proto__', '{"type":"ping","__proto__":{"polluted":1}}'],
    ['nothing but __proto__', '{"__proto__":{"type":"ping"}}'],
    ['8,000 brackets', '['.repeat(8000)],
    ['a lone surrogate', '{"type":"chat_post","op":"x","text":"\\ud800"}'],
    ['an infinite number', '{"type":"history","limit":1e400}'],
    ['a fraction of a number', '{"type":"history","limit":1.5}'],
    ['a type that is a number', '{"type":1}'],
    ['a page of nothing', '{"type":"page","page":""}'],
    ['an anchor with a hole', '{"type":"anchor","id":1,"anchor":{"path":[null],"box":[0,0,1,1]}}'],
  ];
  for (const [what, frame] of broken) {
    void test(`${what} is a bad request, and the fifth closes 4500; others notice nothing`, async () => {
      const bystander = await joined('Bob');
      const ada = await joined();
      for (let i = 0; i < 4; i++) {
        ada.send(frame);
        assert.equal((await ada.next('error')).code, 'bad_request');
      }
      await ada.settled();
      ada.send(frame);
      assert.equal((await ada.closed).code, 4500);
      await bystander.settled();
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });
  }

  void test('binary garbage is a bad request like any other', async () => {
    const ada = await joined();
    for (let i = 0; i < 5; i++) ada.send(new Uint8Array([1, 2, 3]));
    assert.equal((await ada.closed).code, 4500);
  });

  void test('unknown types and unknown fields are ignored', async () => {
    const ada = await joined();
    for (let i = 0; i < 10; i++) ada.send({ type: 'from_the_future', x: i });
    ada.send({ type: 'ping', more: true });
    await ada.next('pong');
    assert.equal(ada.all('error').length, 0);
  });

  void test('16,385 bytes close with 1009; 16,384 invalid ones do not', async () => {
    const ada = await joined();
    ada.send(' '.repeat(16_384));
    assert.equal((await ada.next('error')).code, 'bad_request');
    ada.send(' '.repeat(16_385));
    assert.equal((await ada.closed).code, 1009);
  });

  void test('a server without a key refuses a token, and never repeats it in an answer', async () => {
    const ada = new RawClient(live.origin);
    await ada.opened;
    ada.send({ type: 'hello', protocol: 1, page: '/', token: 'SECRET-TOKEN', profile: {} });
    assert.equal((await ada.next('error')).code, 'unauthorised');
    assert.equal((await ada.closed).code, 4501);
    assert.ok(!JSON.stringify(ada.received).includes('SECRET-TOKEN'));
  });

  void test('another protocol version gets an error in words, and is closed for good', async () => {
    const ada = new RawClient(live.origin);
    await ada.opened;
    ada.send({ type: 'hello', protocol: 99, page: '/', profile: {} });
    assert.equal((await ada.next('error')).code, 'unsupported_protocol');
    assert.equal((await ada.closed).code, 4500);
  });

  void test('keys that could be guessed are refused', async () => {
    for (const visitor of ['', 'a', '1234', 'x'.repeat(21)]) {
      const ada = new RawClient(live.origin);
      await ada.opened;
      ada.send({ type: 'hello', protocol: 1, page: '/', profile: {}, visitor });
      const { code, message } = await ada.next('error');
      assert.equal(code, 'bad_request');
      assert.match(message, /visitor/);
      ada.close();
    }
  });

  void test('messages sent right behind hello are handled after the welcome', async () => {
    const ada = new RawClient(live.origin);
    await ada.opened;
    ada.send({ type: 'hello', protocol: 1, page: '/', profile: {}, visitor: 'the key that only Ada has' });
    ada.send({ type: 'chat_post', op: 'early', text: 'early' });
    assert.equal((await ada.next('ack')).op, 'early');
  });

  void test('a flood of posts: at most 25 acks, then rate_limited with a time, then 4002; a bystander goes on', async () => {
    const bystander = await joined('Bob');
    const ada = await joined();
    for (let i = 0; i < 1000; i++) ada.send({ type: 'chat_post', op: `f${String(i)}`, text: 'x' });
    assert.equal((await ada.closed).code, 4002);
    assert.ok(ada.all('ack').length <= 25, String(ada.all('ack').length));
    const limited = ada.all('error');
    assert.ok(
      limited.length > 0 && limited.every((e) => e.code === 'rate_limited' && (e.retryAfterMs ?? 0) > 0),
    );
    bystander.send({ type: 'chat_post', op: 'calm', text: 'calm' });
    await bystander.next('ack');
  });

  void test('a member who floods from many tabs has one rate for all', async () => {
    const tabs = await Promise.all([1, 2, 3, 4].map(() => joined('Ada')));
    for (const [t, tab] of tabs.entries()) {
      for (let i = 0; i < 20; i++)
        tab.send({ type: 'chat_post', op: `${String(t)}-${String(i)}`, text: 'x' });
    }
    await Promise.all(tabs.map((tab) => tab.settled()));
    assert.ok(tabs.reduce((sum, tab) => sum + tab.all('ack').length, 0) <= 25);
  });

  void test('cursor frames above the rate are dropped, and close with 4002 if they go on', async () => {
    const ada = await joined();
    const frame = encodeUplink({ clock: 0, samples: [{ age: 0, flags: 0, anchor: 0, x: 1, y: 1 }] });
    for (let i = 0; i < 120; i++) ada.send(frame);
    await ada.settled();
    for (let i = 0; i < 400; i++) ada.send(frame);
    assert.equal((await ada.closed).code, 4002);
  });

  void test('the twenty-first window of one visitor is closed with 4504', async () => {
    await Promise.all(Array.from({ length: 20 }, () => joined('Ada')));
    const more = new RawClient(live.origin);
    await more.opened;
    more.send({ type: 'hello', protocol: 1, page: '/', visitor: 'visitor-Ada'.padEnd(32, '-'), profile: {} });
    assert.equal((await more.closed).code, 4504);
    await joined('Bob');
  });
});

void describe('a full room', () => {
  void test('closes newcomers with 4504 and lets members come back', async () => {
    await using live = await startServer({ env: { LIVE_PRESENCE_ROOM_MEMBERS: '1' } });
    const ada = new RawClient(live.origin);
    await ada.join('Ada');
    const bob = new RawClient(live.origin);
    await bob.opened;
    bob.send({ type: 'hello', protocol: 1, page: '/', visitor: 'the key that only Bob has', profile: {} });
    assert.equal((await bob.closed).code, 4504);
    const again = new RawClient(live.origin);
    await again.join('Ada');
    for (const client of [ada, again]) client.socket.terminate();
  });
});

void describe('silence', () => {
  let clock: ManualClock;
  let live: TestServer;
  beforeEach(async () => {
    clock = new ManualClock();
    live = await startServer({ clock });
  });
  afterEach(async () => {
    const stopped = live.stop();
    clock.advance(10_000);
    await stopped;
  });

  void test('no hello within 5 s closes 4502, and traffic does not extend it', async () => {
    const silent = new RawClient(live.origin);
    const busy = new RawClient(live.origin);
    await Promise.all([silent.opened, busy.opened]);
    for (let second = 0; second < 4; second++) {
      busy.send('{"type":"ping"}');
      await busy.next('error');
      clock.advance(1_000);
    }
    clock.advance(1_500);
    assert.equal((await silent.closed).code, 4502);
    assert.equal((await busy.closed).code, 4502);
  });

  void test('a peer that answers pings stays, one that answers nothing is closed within 20 s', async () => {
    const alive = new RawClient(live.origin);
    await alive.join('Ada');
    const dead = new RawClient(live.origin, 'docs', { autoPong: false });
    await dead.join('Bob');
    // Another socket's answer shows that the server has read what came before it, the pong among it.
    const witness = new RawClient(live.origin);
    await witness.join('Witness');
    for (let round = 0; round < 4; round++) {
      const pinged = once(alive.socket, 'ping');
      clock.advance(5_000);
      await pinged;
      await witness.settled();
    }
    assert.equal((await dead.closed).code, 4000);
    assert.equal(live.server.connections, 2);
    for (const client of [alive, witness]) client.socket.terminate();
    await Promise.all([alive.closed, witness.closed]);
  });
});

void describe('a reader that never reads', () => {
  void test('gets no cursors, is closed when too much is queued for it, and others are served', async (t) => {
    const live = await startServer({
      env: {
        LIVE_PRESENCE_CHAT_RATE: '100000/100000',
        LIVE_PRESENCE_ADDRESS_CHAT_BYTES: '1000000000/1000000000',
        LIVE_PRESENCE_SLOW_BYTES: '262144',
        LIVE_PRESENCE_PING_MS: '60000',
        LIVE_PRESENCE_SILENCE_MS: '120000',
        LIVE_PRESENCE_GRACE_MS: '1',
        LIVE_PRESENCE_PRESENCE_MS: '1',
      },
    });
    const ada = new RawClient(live.origin);
    const deaf = new RawClient(live.origin);
    t.after(async () => {
      for (const client of [ada, deaf]) client.socket.terminate();
      await live.stop();
    });
    await ada.join('Ada');
    const { self } = await deaf.join('Deaf');
    (deaf.socket as unknown as { _socket: Socket })._socket.pause();
    const cut = { off: false };
    void ada
      .next('presence', (m) => m.leaves?.includes(self.id) ?? false)
      .then(() => {
        cut.off = true;
      });
    const text = 'x'.repeat(3_900);
    let posted = 0;
    // What the kernel takes for a reader that never reads differs from machine to machine.
    while (!cut.off && posted < 100_000) {
      ada.send({ type: 'chat_post', op: String(posted++), text });
      const op = String(posted - 1);
      if (posted % 20 === 0) await ada.next('ack', (m) => m.op === op);
    }
    assert.ok(cut.off, `still there after ${String(posted)} posts`);
    ada.send({ type: 'chat_post', op: 'afterwards', text: 'served' });
    await ada.next('ack', (m) => m.op === 'afterwards');
  });
});

void describe('broken frames get ws’s own answers', () => {
  let live: TestServer;
  beforeEach(async () => {
    live = await startServer();
  });
  afterEach(() => live.stop());

  /** A raw socket after its upgrade, and the close code that the server answers with. */
  async function raw(): Promise<{ socket: Socket; code: Promise<number> }> {
    const socket = connect(live.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `GET /v1/rooms/docs/socket HTTP/1.1\r\nHost: 127.0.0.1:${String(live.port)}\r\nOrigin: ${live.origin}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: live-presence.v1\r\n\r\n',
    );
    await once(socket, 'data');
    const code = new Promise<number>((resolve) => {
      socket.on('data', (data) => {
        for (let at = 0; at + 3 < data.length; at++)
          if (data[at] === 0x88) resolve(data.readUInt16BE(at + 2));
      });
    });
    return { socket, code };
  }

  const cases: [string, number[], number][] = [
    ['an unmasked frame', [0x81, 0x01, 0x41], 1002],
    ['an unknown opcode', [0x83, 0x80, 0, 0, 0, 0], 1002],
    ['a compressed frame', [0xc1, 0x80, 0, 0, 0, 0], 1002],
    ['a ping of 126 bytes', [0x89, 0xfe, 0, 126, 0, 0, 0, 0], 1002],
    ['text that is no UTF-8', [0x81, 0x81, 0, 0, 0, 0, 0xff], 1007],
    [
      '100 continuations',
      [
        0x01,
        0x81,
        0,
        0,
        0,
        0,
        0x41,
        ...Array.from({ length: 100 }, () => [0x00, 0x81, 0, 0, 0, 0, 0x41]).flat(),
      ],
      1008,
    ],
  ];
  for (const [what, bytes, code] of cases) {
    void test(`${what}: ${String(code)}`, async () => {
      const peer = await raw();
      peer.socket.write(new Uint8Array(bytes));
      assert.equal(await peer.code, code);
      peer.socket.destroy();
    });
  }
});

void describe('many rooms', () => {
  void test('joined and left leave nothing behind', async (t) => {
    const clock = new ManualClock();
    const live = await startServer({ clock });
    t.after(async () => {
      const stopped = live.stop();
      clock.advance(10_000);
      await stopped;
    });
    const rooms = process.env['TEST_LONG'] ? 100_000 : 500;
    for (let from = 0; from < rooms; from += 50) {
      const clients = Array.from(
        { length: 50 },
        (_, i) => new RawClient(live.origin, `room-${String(from + i)}`),
      );
      await Promise.all(clients.map((client, i) => client.join(`v${String(i)}`)));
      for (const client of clients) client.socket.terminate();
      while (live.server.connections > 0) await new Promise(setImmediate);
      clock.advance(6_000);
    }
    assert.equal(live.server.rooms, 0);
    assert.equal(clock.pending, 2, 'only the heartbeat and the retention job');
  });
});
