import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { OriginList } from '../../../server/gateway/origins.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: { error?: { code: string; message: string } };
}

/** Asks for an upgrade and gives what came instead, or 101. */
async function upgrade(
  live: TestServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const asked = request(live.origin + path, {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol': 'live-presence.v1',
      Origin: 'https://ok.test',
      ...headers,
    },
  });
  if (headers['Origin'] === '') asked.removeHeader('Origin');
  asked.end();
  const result = await Promise.race([
    once(asked, 'response').then(([response]) => response as IncomingMessage),
    once(asked, 'upgrade').then(([response, socket]) => {
      (socket as Socket).destroy();
      return response as IncomingMessage;
    }),
  ]);
  let text = '';
  if (result.statusCode !== 101) for await (const chunk of result) text += String(chunk);
  return {
    status: result.statusCode ?? 0,
    headers: result.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

const SOCKET = '/v1/rooms/docs/socket';
const ADMIN = 'an admin key of the tests';

void describe('who may open a socket', () => {
  let live: TestServer;
  before(async () => {
    live = await startServer({
      env: {
        NODE_ENV: 'production',
        LIVE_PRESENCE_ORIGINS: 'https://ok.test, https://*.example.org, http://plain.test:8080',
        LIVE_PRESENCE_ADMIN_KEY: ADMIN,
        LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '3',
      },
    });
  });
  after(() => live.stop());

  for (const origin of [
    'https://ok.test',
    'https://a.example.org',
    'https://a.b.example.org',
    'http://plain.test:8080',
  ]) {
    void test(`${origin} is let in`, async () => {
      const answer = await upgrade(live, SOCKET, { Origin: origin });
      assert.equal(answer.status, 101);
      assert.equal(answer.headers['set-cookie'], undefined);
    });
  }

  const refused = [
    'https://evil.test',
    'https://ok.test.evil.test',
    'https://evilexample.org',
    'https://example.org',
    'https://оk.test',
    'http://ok.test',
    'https://ok.test:444',
    'https://user@ok.test',
    'https://ok.test/path',
    'null',
    'http://localhost:3000',
    'https://example.org.evil.test',
    'https://.example.org',
    'file://',
    '*',
    '',
  ];
  for (const origin of refused) {
    void test(`${origin || 'no origin'} gets 403`, async () => {
      const headers = { Origin: Buffer.from(origin).toString('latin1') };
      const answer = await upgrade(live, SOCKET, headers);
      assert.equal(answer.status, 403);
      assert.equal(answer.body.error?.code, 'forbidden_origin');
      assert.equal(answer.headers['set-cookie'], undefined);
    });
  }

  void test('its own origin is always let in', async () => {
    assert.equal((await upgrade(live, SOCKET, { Origin: live.origin })).status, 101);
  });

  void test('a program without an Origin needs the admin key', async () => {
    assert.equal((await upgrade(live, SOCKET, { Origin: '', Authorization: `Bearer ${ADMIN}` })).status, 101);
    assert.equal(
      (await upgrade(live, SOCKET, { Origin: '', Authorization: `Bearer ${ADMIN}x` })).status,
      403,
    );
  });

  void test('the admin key does not help a foreign page', async () => {
    const headers = { Origin: 'https://evil.test', Authorization: `Bearer ${ADMIN}` };
    assert.equal((await upgrade(live, SOCKET, headers)).status, 403);
  });

  const paths: [string, number][] = [
    ['/v1/rooms//socket', 400],
    [`/v1/rooms/${'a'.repeat(129)}/socket`, 400],
    ['/v1/rooms/%00/socket', 400],
    ['/v1/rooms/a%0Ab/socket', 400],
    ['/v1/rooms/%E0%A4%A/socket', 400],
    [`${SOCKET}?token=X`, 400],
    ['/', 404],
    ['/v1/rooms/docs', 404],
    ['/v1/rooms/a/b/socket', 404],
  ];
  for (const [path, status] of paths) {
    void test(`an upgrade of ${path.slice(0, 40)} gets ${String(status)}`, async () => {
      assert.equal((await upgrade(live, path)).status, status);
    });
  }

  void test('a room’s name may be anything else', async () => {
    for (const room of ['a b/c?d#e', '房间', 'x'.repeat(128), '😀']) {
      assert.equal((await upgrade(live, `/v1/rooms/${encodeURIComponent(room)}/socket`)).status, 101, room);
    }
  });

  void test('another subprotocol, or none, gets 400', async () => {
    assert.equal((await upgrade(live, SOCKET, { 'Sec-WebSocket-Protocol': 'live-presence.v9' })).status, 400);
    const chosen = await upgrade(live, SOCKET, { 'Sec-WebSocket-Protocol': 'other, live-presence.v1' });
    assert.equal(chosen.headers['sec-websocket-protocol'], 'live-presence.v1');
  });

  void test('asked without an upgrade, the address says why, to any page', async () => {
    const ask = (origin: string): Promise<Response> =>
      fetch(live.origin + SOCKET, { headers: { Origin: origin } });
    const evil = await ask('https://evil.test');
    assert.equal(evil.status, 403);
    assert.equal(evil.headers.get('access-control-allow-origin'), '*');
    const { error } = (await evil.json()) as { error: { code: string; message: string } };
    assert.equal(error.code, 'forbidden_origin');
    assert.match(error.message, /LIVE_PRESENCE_ORIGINS=https:\/\/evil\.test/);
    const fine = await ask('https://ok.test');
    assert.equal(fine.status, 426);
    assert.equal(((await fine.json()) as { error: { code: string } }).error.code, 'upgrade_required');
  });

  void test('a page on the server’s own origin, which sends no Origin when it asks, is told no other reason', async () => {
    const ask = async (headers: Record<string, string>): Promise<string | undefined> => {
      const answer = await fetch(live.origin + SOCKET, { headers });
      return ((await answer.json()) as { error?: { code: string } }).error?.code;
    };
    assert.equal(await ask({}), 'upgrade_required');
    assert.equal(await ask({ Referer: 'https://ok.test/docs?page=1' }), 'upgrade_required');
    assert.equal(await ask({ Referer: `${live.origin}/docs` }), 'upgrade_required');
    assert.equal(await ask({ Referer: 'nonsense' }), 'upgrade_required');
    assert.equal(await ask({ Referer: 'https://not-let-in.test/docs' }), 'forbidden_origin');
    // A socket is another matter: browsers always name the origin there.
    assert.equal((await upgrade(live, SOCKET, { Origin: '', Referer: 'https://ok.test/' })).status, 403);
  });

  void test('one socket too many of an address gets 429 with Retry-After, and room is made by a close', async () => {
    const clients = [1, 2, 3].map(() => new RawClient(live.origin));
    await Promise.all(clients.map((client) => client.opened));
    const answer = await upgrade(live, SOCKET);
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    const why = await fetch(live.origin + SOCKET, { headers: { Origin: 'https://ok.test' } });
    assert.equal(why.status, 429);
    assert.ok(Number(why.headers.get('retry-after')) > 0);
    for (const client of clients) client.socket.terminate();
    while (live.server.connections > 0) await new Promise(setImmediate);
    assert.equal((await upgrade(live, SOCKET)).status, 101);
  });
});

void describe('addresses behind a proxy', () => {
  void test('a proxy on this machine may say whose request it is; X-Forwarded-For counts', async () => {
    await using live = await startServer({ env: { LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '1' } });
    const open = (address: string): RawClient =>
      new RawClient(live.origin, 'docs', { headers: { 'X-Forwarded-For': address } });
    const clients = [open('203.0.113.1'), open('203.0.113.2'), open('2001:db8::1')];
    await Promise.all(clients.map((client) => client.opened));
    await assert.rejects(open('203.0.113.1').opened, /429/);
    await assert.rejects(open('2001:db8::ffff').opened, /429/, 'the same /64');
    const forged = open('198.51.100.7, 203.0.113.9');
    await forged.opened;
    await assert.rejects(
      open('203.0.113.9').opened,
      /429/,
      'the last hop that no trusted proxy wrote is what counts',
    );
    for (const client of [...clients, forged]) client.socket.terminate();
  });
});

void describe('the server’s own origin', () => {
  const PUBLIC = 'https://presence.example.com';
  /** What a browser or a proxy sends; the name may lead to this server by anybody's DNS. */
  const open = (live: TestServer, origin: string, host: string, forwarded?: string): Promise<number> =>
    upgrade(live, SOCKET, {
      Origin: origin,
      Host: host,
      ...(forwarded === undefined ? {} : { 'X-Forwarded-Host': forwarded }),
    }).then(({ status }) => status);

  for (const mode of ['production', 'development']) {
    void test(`in ${mode} a foreign name is not its own, whatever Host says`, async () => {
      await using live = await startServer({ env: { NODE_ENV: mode } });
      const names = [
        'evil.test',
        `evil.test:${String(live.port)}`,
        'localhost.evil.test',
        '127.0.0.1.evil.test',
        'notlocalhost',
        'presence.example.com',
        '8.8.8.8',
        '[2001:db8::1]',
      ];
      for (const name of names) {
        for (const scheme of ['http', 'https']) {
          assert.equal(await open(live, `${scheme}://${name}`, name), 403, name);
          assert.equal(await open(live, `${scheme}://${name}`, '127.0.0.1:8787', name), 403, name);
        }
      }
    });

    void test(`in ${mode} a literal address of this machine or its network is, where Host has the same`, async () => {
      await using live = await startServer({ env: { NODE_ENV: mode } });
      const addresses = [
        `127.0.0.1:${String(live.port)}`,
        'localhost:8787',
        'live.localhost',
        '127.1.2.3:3000',
        '[::1]:8787',
        '10.1.2.3:8787',
        '172.16.0.1',
        '192.168.1.20:8787',
        '169.254.1.1',
        '[fd00::1]:8787',
        '[fe80::1]',
      ];
      for (const address of addresses) {
        assert.equal(await open(live, `http://${address}`, address), 101, address);
        assert.equal(await open(live, `https://${address}`, '127.0.0.1:8787', address), 101, address);
      }
      assert.equal(await open(live, 'http://192.168.1.20', '192.168.1.20:80'), 101);
      assert.equal(await open(live, 'https://192.168.1.20', 'x', '192.168.1.20:443'), 101);
      assert.equal(await open(live, 'http://192.168.1.20', '192.168.1.20:443'), 403);
      assert.equal(await open(live, 'http://192.168.1.20:3000', '192.168.1.20:8787'), 403);
      assert.equal(await open(live, 'http://192.168.1.20', '192.168.1.21'), 403);
      assert.equal(await open(live, 'http://192.168.1.20', 'evil.test@192.168.1.20'), 403);
    });
  }

  void test('a name is its own where the owner says so, however proxies write Host', async () => {
    for (const env of [
      { LIVE_PRESENCE_URL: `${PUBLIC}/presence/` },
      { LIVE_PRESENCE_URL: 'https://Presence.Example.com:443' },
      { LIVE_PRESENCE_ORIGINS: `${PUBLIC}:443` },
    ]) {
      await using live = await startServer({ env: { NODE_ENV: 'production', ...env } });
      for (const host of ['presence.example.com', 'presence.example.com:443', '127.0.0.1:8787', 'other.test'])
        for (const forwarded of [undefined, 'presence.example.com:443', 'presence.example.com:80, a.test'])
          assert.equal(await open(live, PUBLIC, host, forwarded), 101, host);
      assert.equal(await open(live, 'http://presence.example.com', 'presence.example.com'), 403);
      assert.equal(await open(live, `${PUBLIC}:8443`, 'presence.example.com:8443'), 403);
    }
  });
});

void test('an origin list names the entry that is none', () => {
  for (const entry of [
    'example.org',
    'https://*',
    'https://*.org',
    '*',
    'https://a.b/c',
    'ftp://a.b',
    'https://a*.b.org',
    'https://',
  ]) {
    assert.throws(
      () => new OriginList([entry], false),
      (error: Error) => error.message.includes(entry),
    );
  }
  assert.ok(new OriginList(['https://*.a.test:443'], false).allows('https://b.a.test', undefined));
  assert.ok(
    new OriginList(['HTTPS://Example.ORG/', 'https://a.test:443'], false).allows(
      'https://example.org',
      undefined,
    ),
  );
});
