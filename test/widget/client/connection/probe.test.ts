import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitor } from '../visitor.ts';

const statuses = (events: { status: string }[]) => events.map(({ status }) => status);

const refusal =
  (status: number, code: string, headers: Record<string, string> = {}) =>
  () =>
    Promise.resolve(Response.json({ error: { code, message: `no: ${code}` } }, { status, headers }));

for (const [status, code] of [
  [400, 'bad_request'],
  [403, 'forbidden_origin'],
  [404, 'not_found'],
] as const) {
  test(`an upgrade refused with ${status} is final, with the server’s error`, async () => {
    const requests: unknown[] = [];
    const { client, sockets, of, becomes } = visitor({
      fetch: (url) => {
        requests.push(url);
        return refusal(status, code)();
      },
    });
    client.connect();
    sockets.last.close();
    await becomes('refused');
    assert.deepEqual(requests, ['https://presence.example/v1/rooms/docs/socket']);
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

test('waits as long as Retry-After demands', async () => {
  const { client, sockets, waits } = visitor({
    fetch: refusal(429, 'too_many_sockets', { 'retry-after': '30' }),
  });
  client.connect();
  sockets.last.close();
  assert.equal(await waits(), 30_250);
});

test('refuses an address that is no live-presence server, but waits for a proxy that was one', async () => {
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

/** Fails five times in a row: from the third on there is a hint. */
async function hintedOnThird(failing: ReturnType<typeof visitor>): Promise<typeof failing> {
  const { client, clock, sockets, waits } = failing;
  client.connect();
  const hints = [];
  for (let i = 0; i < 5; i++) {
    sockets.last.close();
    clock.advance(await waits());
    hints.push(client.hint?.code);
  }
  assert.deepEqual(hints, [undefined, undefined, 'not_found', 'not_found', 'not_found']);
  return failing;
}

test('hints once that an unreadable answer is probably from another server', async () => {
  const failing = visitor({
    // As browsers do if CORS does not allow reading the answer.
    fetch: (_, { mode } = {}) =>
      mode === 'no-cors' ? Promise.resolve(new Response()) : Promise.reject(new TypeError('CORS')),
  });
  const { client, sockets, of } = await hintedOnThird(failing);
  assert.deepEqual(
    of('error').map(({ code }) => code),
    ['not_found'],
  );
  assert.equal(client.status, 'reconnecting', 'it may be a proxy whose server is down');
  sockets.last.accept();
  assert.equal(client.hint, undefined);
});

test('hints once that nothing answers an address that never did', async () => {
  const failing = visitor({
    fetch: () => Promise.reject(new TypeError('no such host')),
  });
  const { of } = await hintedOnThird(failing);
  assert.deepEqual(
    of('error').map(({ message }) => message),
    [
      'no answer from https://presence.example/v1/rooms/docs/socket: is the address right, and the server up?',
    ],
  );
});

test('does not doubt an address that has answered', async () => {
  const { client, clock, sockets, of, waits, join } = visitor({
    fetch: () => Promise.reject(new TypeError('no network')),
  });
  join().close();
  for (let i = 0; i < 5; i++) {
    clock.advance(await waits());
    assert.equal(client.hint, undefined);
    sockets.last.close();
  }
  assert.deepEqual(of('error'), []);
});

test('a blocked address does no harm to a client whose own is invalid', () => {
  const { client } = visitor({ server: 'no address' });
  for (const address of ['https://presence.example/', 'wss://presence.example', 'inline', 'data', ''])
    client.forbid(address);
  assert.equal(client.status, 'idle');
});

test('reports once that something blocks sockets', async () => {
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

test('reports once that the page’s policy forbids the connection, and probes no further', async () => {
  const requests: (string | undefined)[] = [];
  const { client, clock, sockets, waits, of } = visitor({
    fetch: (_, init) => {
      requests.push(init?.mode);
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
  assert.deepEqual(requests, [undefined, 'no-cors', undefined, undefined, undefined]);
  assert.deepEqual(
    of('error').map(({ code }) => code),
    ['socket_blocked'],
  );
});

test('gives up a probe that nobody answers', async () => {
  const { client, clock, sockets, waits } = visitor({
    fetch: (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  client.connect();
  sockets.last.close();
  clock.advance(5_000);
  assert.equal(await waits(), 250);
});

const silence: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });
const answers: Record<string, [typeof fetch, string]> = {
  'that swallows everything': [silence, 'not_found'],
  'that cannot be reached over HTTP': [() => Promise.reject(new TypeError('no route')), 'not_found'],
  'that only swallows sockets': [() => Promise.resolve(new Response('', { status: 426 })), 'socket_blocked'],
};
for (const [what, [fetch, code]] of Object.entries(answers)) {
  test(`hints within 25 s at an address ${what}`, async () => {
    const { client, clock, of, waits } = visitor({ fetch });
    client.connect();
    clock.advance(20_000);
    if (fetch === silence) clock.advance(5_000);
    await waits();
    assert.equal(client.hint?.code, code);
    assert.deepEqual(
      of('error').map(({ code: told }) => told),
      [code],
    );
  });
}

test('one silence does not make an address doubtful that has answered', async () => {
  const { client, clock, of, waits, join } = visitor({ fetch: silence });
  join().close();
  clock.advance(await waits());
  clock.advance(25_000);
  await waits();
  assert.equal(client.hint, undefined);
  assert.deepEqual(of('error'), []);
});

test('disconnect() ends a probe', async () => {
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
