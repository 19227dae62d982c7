import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { DEFAULT_LIMITS, clientLimits } from '../../../../protocol/limits.ts';
import { PROTOCOL, SUBPROTOCOL } from '../../../../protocol/version.ts';
import { PresenceClient } from '../../../../widget/client/presence-client.ts';
import { messageEvent, visitor, welcome } from '../visitor.ts';

const statuses = (events: { status: string }[]) => events.map(({ status }) => status);

test('sends hello on the room’s socket, and is online after the welcome', () => {
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

test('has the default limits before it is connected, and the server’s afterwards', () => {
  const { client, join } = visitor();
  assert.deepEqual(client.limits, clientLimits(DEFAULT_LIMITS));
  join({ limits: { ...clientLimits(DEFAULT_LIMITS), textLength: 10 } });
  assert.equal(client.limits.textLength, 10);
});

test('opens one socket if connect() is called twice', () => {
  const { client, sockets, join } = visitor();
  join();
  client.connect();
  assert.equal(sockets.ends.length, 1);
});

test('disconnect() closes the socket, leaves no timer, and connect() works again', () => {
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

test('ignores messages of a replaced socket', () => {
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

test('a server that can’t take a hello is left alone for longer each time', () => {
  const { client, sockets, clock } = visitor();
  client.connect();
  const waits = [];
  for (let n = 0; n < 4; n++) {
    sockets.last.accept();
    sockets.last.send({
      type: 'error',
      code: 'unavailable',
      ref: 'hello',
      message: 'later',
      retryAfterMs: 1_000,
    });
    sockets.last.close(1012);
    waits.push((client.retryAt ?? NaN) - clock.now());
    clock.advance(waits.at(-1) ?? 0);
  }
  assert.equal(sockets.ends.length, 5);
  assert.deepEqual(
    waits,
    [...waits].sort((a, b) => a - b),
  );
  assert.ok((waits[3] ?? 0) > (waits[0] ?? 0), waits.join());
});

test('resumes at its last event', () => {
  const { sockets, clock, join } = visitor();
  join({ events: [messageEvent(7), messageEvent(8, { op: 'op8' })] }).close();
  clock.advance(250);
  sockets.last.accept();
  assert.deepEqual(sockets.last.of('hello')[0]?.resume, { epoch: 'e1', seq: 8, op: 'op8' });
});

/** What erases loads late, and nothing else keeps the process running until it has. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await setImmediate();
}

test('an erasure that fails while offline can be requested later', async () => {
  const { client, join } = visitor();
  let answer: boolean | undefined;
  void client.erase().then((erased) => (answer = erased));
  await until(() => answer !== undefined);
  assert.equal(answer, false);
  const end = join();
  const erased = client.erase();
  await until(() => end.of('erase').length > 0);
  end.send({ type: 'erased', member: 'me', seq: 0 });
  assert.equal(await erased, true);
});

test('an erasure is asked for again where frames were lost, and is told by the end of the visit, too', async () => {
  const { client, join } = visitor();
  const end = join();
  const erased = client.erase();
  await until(() => end.of('erase').length > 0);
  end.send({ type: 'pulse', sent: 1, lost: true });
  end.send(welcome());
  assert.equal(end.of('erase').length, 2);
  end.send({ type: 'error', code: 'forbidden', ref: 'erase', message: 'you have left' });
  end.close(4503);
  assert.equal(await erased, true);
});

test('uses the platform’s own fetch and WebSocket by default', async () => {
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
