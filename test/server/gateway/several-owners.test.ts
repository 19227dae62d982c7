/** One HTTP server with several owners: a site's own routes and sockets beside those of `attach`. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { connect, createServer as createNetServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import type * as published from '../../../server/index.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';

// As it is compiled: sites have the package, not its sources.
const path = fileURLToPath(new URL('../../../dist/server/index.js', import.meta.url));
const { createPresence } = (await import(path)) as typeof published;
type Presence = published.Presence;

/** A site with one route, which tells what it received. */
function siteServer(presence: Presence): Server {
  const own: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      response.end(`${request.method} ${request.url} [${body}]`);
    });
  };
  const presenceRoutes = getRequestListener(new Hono().route('/presence', presence.app).fetch, {
    overrideGlobalObjects: false,
  });
  return createServer((request, response) => {
    if (request.url?.startsWith('/presence/')) void presenceRoutes(request, response);
    else own(request, response);
  });
}

async function originOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a site's socket says first, or the status of a refusal. */
async function greeting(address: string): Promise<string> {
  const socket = new WebSocket(address.replace('http', 'ws'));
  const message = once(socket, 'message').then(([data]) => (data as Buffer).toString());
  const failure = once(socket, 'error').then(([error]) => (error as Error).message);
  message.catch(() => undefined);
  failure.catch(() => undefined);
  const said = await Promise.race([message, failure]);
  socket.terminate();
  return said;
}

/** Sends requests on one connection, each after the answer to the one before. */
async function ask(origin: string, ...requests: string[]): Promise<string[]> {
  const socket: Socket = connect(Number(new URL(origin).port), '127.0.0.1');
  const answers: string[] = [];
  for (const text of requests) {
    socket.write(text.replaceAll('\n', '\r\n'));
    let answer = '';
    while (!/\r\n\r\n/.test(answer) || answer.split('\r\n\r\n')[1]!.length < lengthIn(answer)) {
      const [data] = (await once(socket, 'data')) as [Buffer];
      answer += data.toString('latin1');
    }
    answers.push(answer);
  }
  socket.destroy();
  return answers;
}

function lengthIn(answer: string): number {
  return Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
}

const H2C =
  'Host: 127.0.0.1\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAoAAA\n';

/** Ways in which sites have sockets of their own, each of which answers at /news. */
const OWNERS: Record<string, (server: Server) => () => void> = {
  'a WebSocketServer with a path': (server) => {
    const own = new WebSocketServer({ server, path: '/news' });
    own.on('connection', (peer) => {
      peer.send('news');
    });
    return () => {
      own.close();
    };
  },
  'a WebSocketServer for everything': (server) => {
    const own = new WebSocketServer({ server });
    own.on('connection', (peer) => {
      peer.send('news');
    });
    return () => {
      own.close();
    };
  },
  'a listener for one address': (server) => {
    const own = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if (request.url !== '/news') return;
      own.handleUpgrade(request, socket, head, (peer) => {
        peer.send('news');
      });
    });
    return () => undefined;
  },
  'a listener that answers late, and ends what it does not expect': (server) => {
    const own = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      void Promise.resolve().then(() => {
        if (request.url === '/news')
          own.handleUpgrade(request, socket, head, (peer) => {
            peer.send('news');
          });
        else socket.end('HTTP/1.1 418 None of ours\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      });
    });
    return () => undefined;
  },
};

void describe('one HTTP server with several owners', { timeout: 240_000 }, () => {
  let presence: Presence;
  let server: Server;
  beforeEach(async () => {
    presence = await createPresence({ data: ':memory:', log: 'silent', origins: ['http://site.test'] });
    server = siteServer(presence);
  });
  afterEach(async () => {
    await presence.close();
    server.closeAllConnections();
    server.close();
  });
  const enter = async (origin: string, name: string): Promise<RawClient> => {
    const client = new RawClient(`${origin}/presence`, 'docs', { origin });
    await client.join(name);
    return client;
  };
  const talk = async (origin: string): Promise<void> => {
    const [ada, bo] = [await enter(origin, 'Ada'), await enter(origin, 'Bo')];
    ada.send({ type: 'chat_post', op: `op-${Math.random()}`, text: 'hello' });
    await bo.next('chat');
    await ada.settled();
    ada.socket.terminate();
    bo.socket.terminate();
  };

  for (const [owner, register] of Object.entries(OWNERS))
    for (const order of ['before', 'after'])
      void test(`${owner}, registered ${order} it, keeps its sockets, and ours are ours`, async () => {
        const attach = (): void => {
          presence.attach(server, { path: '/presence' });
        };
        if (order === 'after') attach();
        const release = register(server);
        if (order === 'before') attach();
        const origin = await originOf(server);
        await talk(origin);
        assert.equal(await greeting(`${origin}/news`), 'news');
        assert.equal(await (await fetch(origin)).text(), 'GET / []');
        await presence.close();
        assert.equal(await greeting(`${origin}/news`), 'news', 'after our close');
        await assert.rejects(new RawClient(`${origin}/presence`, 'docs', { origin }).opened, /503/);
        release();
      });

  void test('two presences and a site’s own sockets', async () => {
    const second = await createPresence({ data: ':memory:', log: 'silent' });
    presence.attach(server, { path: '/presence' });
    OWNERS['a WebSocketServer with a path']!(server);
    second.attach(server, { path: '/second/' });
    const origin = await originOf(server);
    await talk(origin);
    const client = new RawClient(`${origin}/second`, 'docs', { origin });
    await client.join('Cy');
    assert.equal(second.connections, 1);
    assert.equal(await greeting(`${origin}/news`), 'news');
    client.socket.terminate();
    await second.close();
  });

  void test('an offer to speak HTTP/2 changes no answer: the site’s, ours, with a body, one after the other', async () => {
    presence.attach(server, { path: '/presence' });
    const origin = await originOf(server);
    const requests = [
      `GET / HTTP/1.1\n${H2C}\n`,
      `POST /notes HTTP/1.1\n${H2C}Content-Length: 5\n\nhello`,
      `POST /notes HTTP/1.1\n${H2C}Transfer-Encoding: chunked\n\n5\nhello\n0\n\n`,
      `GET /presence/readyz HTTP/1.1\n${H2C}\n`,
      'GET /plain HTTP/1.1\nHost: site.test\n\n',
      `GET /presence/v1/rooms/docs/socket HTTP/1.1\n${H2C}Origin: http://127.0.0.1\n\n`,
    ];
    const expected = [
      /200 OK.*GET \/ \[\]$/s,
      /POST \/notes \[hello\]$/,
      /POST \/notes \[hello\]$/,
      /ready\n$/,
      /GET \/plain \[\]$/,
      /^HTTP\/1\.1 426.*upgrade_required/s,
    ];
    for (const closed of [false, true]) {
      if (closed) await presence.close();
      const answers = await ask(origin, ...requests);
      for (const [index, pattern] of expected.entries())
        if (!closed || ![3, 5].includes(index)) assert.match(answers[index]!, pattern);
    }
    const [last] = await ask(origin, `GET / HTTP/1.1\n${H2C.replace('Upgrade,', 'Upgrade, close,')}\n`);
    assert.match(last!, /Connection: close/);
  });

  void test('such an offer at our routes is answered beside other sockets, too', async () => {
    presence.attach(server, { path: '/presence' });
    OWNERS['a WebSocketServer for everything']!(server);
    const origin = await originOf(server);
    const [ready] = await ask(origin, `GET /presence/readyz HTTP/1.1\n${H2C}\n`);
    assert.match(ready!, /ready\n$/);
  });

  void test('many such offers on one connection, and some sent ahead, harm nobody', async () => {
    presence.attach(server, { path: '/presence' });
    const origin = await originOf(server);
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    const answers = await ask(origin, ...Array.from({ length: 30 }, () => `GET / HTTP/1.1\n${H2C}\n`));
    assert.equal(answers.length, 30);
    const ahead = connect(Number(new URL(origin).port), '127.0.0.1');
    ahead.on('error', () => undefined);
    const post = 'POST / HTTP/1.1\nHost: a\nContent-Length: 1\n\nx';
    ahead.end(`${post}GET / HTTP/1.1\n${H2C}\n`.repeat(3).replaceAll('\n', '\r\n'));
    ahead.resume();
    await once(ahead, 'close');
    assert.equal(await (await fetch(origin)).text(), 'GET / []');
    process.off('warning', warned);
    assert.deepEqual(warnings, []);
  });

  void test('a request target with scheme and host, or with two slashes, finds its socket', async () => {
    presence.attach(server, { path: '/presence' });
    const origin = await originOf(server);
    for (const target of [
      `${origin}/presence/v1/rooms/docs/socket`,
      `http://proxy.test/presence/v1/rooms/docs/socket`,
      '//presence/v1/rooms/docs/socket',
    ])
      assert.equal(await statusOf(origin, target), 101, target);
  });

  void test('what can’t work is refused, and says what to do', async () => {
    const refused = (given: unknown, options: unknown, message: RegExp): void => {
      assert.throws(
        () => {
          presence.attach(given as Server, options as { path: string });
        },
        { name: 'OptionError', message },
      );
    };
    refused(server, { path: 'presence' }, /path "presence" must begin with a slash: "\/presence"/);
    refused(server, { path: 'https://site.test/presence' }, /without scheme and host/);
    refused(server, { path: '/presence/*' }, /must be a plain path/);
    refused(server, { path: '/präsenz' }, /browsers request "\/pr%C3%A4senz"/);
    refused(server, { path: 7 }, /path 7 must be a string/);
    refused(undefined, {}, /expected an http\.Server, got undefined; pass what/);
    refused('http://127.0.0.1:3000', {}, /got http:\/\/127/);
    refused(new Hono(), {}, /got Hono; pass what app\.listen\(\) or serve\(\) returns/);
    refused({ server }, {}, /property "server"/);
    refused(createNetServer(), {}, /expected an http\.Server/);
    refused(createHttp2Server(), {}, /Http2Server takes no WebSocket upgrades/);
    refused(createSecureServer({}), {}, /Http2SecureServer takes no WebSocket upgrades.*allowHTTP1/);
    presence.attach(createSecureServer({ allowHTTP1: true }));
    presence.attach(server, { path: '/presence/' });
    refused(server, { path: '/presence' }, /path \/presence is in use on this server; close/);
    const second = await createPresence({ data: ':memory:', log: 'silent' });
    assert.throws(() => {
      second.attach(server, { path: '/presence' });
    }, /in use/);
    await presence.close();
    second.attach(server, { path: '/presence' });
    const origin = await originOf(server);
    await talk(origin);
    await second.close();
    refused(server, { path: '/other' }, /this presence is closed/);
  });
});

/** The status of an upgrade with this request target. */
async function statusOf(origin: string, target: string): Promise<number | undefined> {
  const asked = get(origin, {
    path: target,
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol': 'live-presence.v1',
      Origin: origin,
    },
  });
  const [response, socket] = (await Promise.race([once(asked, 'response'), once(asked, 'upgrade')])) as [
    IncomingMessage,
    Socket?,
  ];
  socket?.destroy();
  return response.statusCode;
}

void test('the own server finds what is requested with a host or with slashes too many, and says whose prefix to remove', async () => {
  await using live = await startServer();
  for (const target of ['/', '//', `${live.origin}/`, 'http://proxy.test/']) {
    assert.equal(await statusOf(live.origin, `${target}v1/rooms/docs/socket`), 101, target);
    const [ready] = await ask(live.origin, `GET ${target}readyz HTTP/1.1\nHost: site.test\n\n`);
    assert.match(ready!, /ready\n$/, target);
  }
  const [check] = await ask(live.origin, 'GET /readyz HTTP/1.0\n\n');
  assert.match(check!, /200 OK.*ready\n$/s, 'a health check by HTTP/1.0, without a host');
  assert.equal(await statusOf(live.origin, '/presence/v1/rooms/docs/socket'), 404);
  for (const lost of ['presence/v1/rooms/docs/socket', 'a/b//live-presence.js'])
    assert.match(
      await (await fetch(`${live.origin}/${lost}`)).text(),
      /the proxy in front of this server has to remove \/(presence|a\/b) from the path/,
    );
});

void test('the own server answers offers to speak HTTP/2 as it answers anything', async () => {
  await using live = await startServer({ env: { LIVE_PRESENCE_ADMIN_KEY: 'an admin key of the tests' } });
  const body = '{"op":"java","text":"by Java"}';
  const answers = await ask(
    live.origin,
    `GET /readyz HTTP/1.1\n${H2C}\n`,
    `POST /v1/rooms/docs/messages HTTP/1.1\n${H2C}Authorization: Bearer an admin key of the tests\nContent-Type: application/json\nContent-Length: ${body.length}\n\n${body}`,
  );
  assert.match(answers[0]!, /200 OK.*ready\n$/s);
  assert.match(answers[1]!, /^HTTP\/1\.1 20.*"seq":1/s);
});
