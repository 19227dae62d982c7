/** `attach` beside the servers and WebSocket libraries that sites run, in both orders of registering. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getRequestListener, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import type * as published from '../../server/index.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { thirdParty } from '../helpers/third-party.ts';

const path = fileURLToPath(new URL('../../dist/server/index.js', import.meta.url));
const { createPresence } = (await import(path)) as typeof published;
type Presence = published.Presence;

/** The little of each package that is used here. */
interface ExpressApp {
  use(handler: (request: { path: string }, response: object, next: () => void) => void): void;
  get(path: string, handler: (request: object, response: { send: (text: string) => void }) => void): void;
  listen(port: number, host: string): Server;
}
interface FastifyScope {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    parser: (r: object, payload: object, done: (e: null) => void) => void,
  ): void;
  all(
    path: string,
    handler: (request: { raw: object }, reply: { raw: object; hijack(): void }) => unknown,
  ): void;
  get(path: string, handler: () => string): void;
  get(path: string, options: { websocket: true }, handler: (socket: WebSocket) => void): void;
}
interface FastifyApp extends FastifyScope {
  server: Server;
  register(plugin: unknown): unknown;
  listen(options: { port: number; host: string }): Promise<string>;
  close(): Promise<void>;
}
interface SocketIo {
  on(event: 'connection', listener: (socket: { emit(event: string, value: string): void }) => void): void;
  close(): Promise<void>;
}

const load: (name: string) => unknown = (name) => createRequire(thirdParty('express/package.json'))(name);

interface Site {
  server: Server;
  /** The site's own sockets say "news"; undefined where it has none. */
  news?: (origin: string) => Promise<string>;
  close?: () => Promise<unknown>;
}

/** The site of one row; `attach` is called where the row's order wants it. */
type Row = (
  presence: Presence,
  listener: RequestListener,
  attach: (server: Server) => void,
) => Promise<Site> | Site;

const says = async (address: string): Promise<string> => {
  const socket = new WebSocket(address.replace('http', 'ws'));
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.terminate();
  return data.toString();
};
const newsAt = (where: string) => (origin: string) => says(`${origin}${where}`);

function plain(listener: RequestListener): Server {
  return createServer((request, response) => {
    if (request.url?.startsWith('/presence/')) listener(request, response);
    else response.end('the site');
  });
}

function sayNews(own: WebSocketServer): void {
  own.on('connection', (peer) => {
    peer.send('news');
  });
}

/** Both orders of two steps. */
function bothOrders(name: string, make: (attachFirst: boolean) => Row): [string, Row][] {
  return [true, false].map((first) => [`${name}, ${first ? 'after' : 'before'} attach`, make(first)]);
}

function express(listener: RequestListener): Server {
  const app = (load('express') as () => ExpressApp)();
  app.use((request, response, next) => {
    if (request.path.startsWith('/presence/')) listener(request as never, response as never);
    else next();
  });
  app.get('/', (_request, response) => {
    response.send('the site');
  });
  return app.listen(0, '127.0.0.1');
}

async function fastify(
  listener: RequestListener,
  plugin: boolean,
  attach: (server: Server) => void,
  first: boolean,
): Promise<Site> {
  const app = (load('fastify') as () => FastifyApp)();
  if (first) attach(app.server);
  if (plugin) await app.register(load('@fastify/websocket'));
  app.register((scope: FastifyScope, _options: object, done: () => void) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => {
      parsed(null);
    });
    scope.all('/presence/*', (request, reply) => {
      reply.hijack();
      listener(request.raw as never, reply.raw as never);
    });
    done();
  });
  app.get('/', () => 'the site');
  if (plugin)
    app.register((scope: FastifyScope, _options: object, done: () => void) => {
      scope.get('/news', { websocket: true }, (socket) => {
        socket.send('news');
      });
      done();
    });
  if (!first) attach(app.server);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { server: app.server, close: () => app.close(), ...(plugin && { news: newsAt('/news') }) };
}

const ROWS: [string, Row][] = [
  [
    'plain http.Server',
    (_presence, listener, attach) => {
      const server = plain(listener);
      attach(server);
      return { server };
    },
  ],
  [
    'Hono',
    (presence, _listener, attach) => {
      const app = new Hono();
      app.get('/', (c) => c.text('the site'));
      app.route('/presence', presence.app);
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
      attach(server);
      return { server };
    },
  ],
  [
    'Express',
    (_presence, listener, attach) => {
      const server = express(listener);
      attach(server);
      return { server };
    },
  ],
  ...bothOrders('Express with ws at /news', (first) => (_presence, listener, attach) => {
    const server = express(listener);
    if (first) attach(server);
    sayNews(new WebSocketServer({ server, path: '/news' }));
    if (!first) attach(server);
    return { server, news: newsAt('/news') };
  }),
  ...bothOrders('ws without a path', (first) => (_presence, listener, attach) => {
    const server = plain(listener);
    if (first) attach(server);
    sayNews(new WebSocketServer({ server }));
    if (!first) attach(server);
    return { server, news: newsAt('/anything') };
  }),
  ...bothOrders('ws at /news', (first) => (_presence, listener, attach) => {
    const server = plain(listener);
    if (first) attach(server);
    sayNews(new WebSocketServer({ server, path: '/news' }));
    if (!first) attach(server);
    return { server, news: newsAt('/news') };
  }),
  ...bothOrders('Socket.IO', (first) => (_presence, listener, attach) => {
    const server = plain(listener);
    if (first) attach(server);
    const { Server: Io } = load('socket.io') as { Server: new (server: Server, options: object) => SocketIo };
    const io = new Io(server, { destroyUpgradeTimeout: 10 });
    io.on('connection', (socket) => {
      socket.emit('said', 'news');
    });
    if (!first) attach(server);
    const news = async (origin: string): Promise<string> => {
      const { io: connect } = load('socket.io-client') as {
        io: (
          address: string,
          options: object,
        ) => { once(event: string, listener: (value: string) => void): void; close(): void };
      };
      const answers = [];
      // By polling first and then upgraded, and by WebSocket alone.
      for (const transports of [['polling', 'websocket'], ['websocket']]) {
        const socket = connect(origin, { transports, forceNew: true });
        answers.push(
          await new Promise<string>((resolve) => {
            socket.once('said', resolve);
          }),
        );
        socket.close();
      }
      return [...new Set(answers)].join();
    };
    return { server, news, close: () => io.close() };
  }),
  ['Fastify', (_presence, listener, attach) => fastify(listener, false, attach, false)],
  ...bothOrders(
    'Fastify with @fastify/websocket',
    (first) => (_presence, listener, attach) => fastify(listener, true, attach, first),
  ),
];

void describe('attach beside', { timeout: 240_000 }, () => {
  const table: string[] = [];
  after(() => {
    console.log(`${'beside'.padEnd(48)} ours  routes  notice  theirs  h2c  after close\n${table.join('\n')}`);
  });
  for (const [name, make] of ROWS)
    void test(name, async () => {
      const adminKey = 'an admin key of the tests';
      const presence = await createPresence({ data: ':memory:', log: 'silent', adminKey });
      const fetcher = getRequestListener(new Hono().route('/presence', presence.app).fetch, {
        overrideGlobalObjects: false,
      });
      const site = await make(
        presence,
        (request, response) => void fetcher(request, response),
        (server) => {
          presence.attach(server, { path: '/presence' });
        },
      );
      const { server } = site;
      if (!server.listening) {
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
      }
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        const clients = ['Ada', 'Bo'].map(() => new RawClient(`${origin}/presence`, 'docs', { origin }));
        const [ada, bo] = clients as [RawClient, RawClient];
        await ada.join('Ada');
        await bo.join('Bo');
        ada.send({ type: 'chat_post', op: 'one', text: 'hello' });
        await bo.next('chat');
        assert.match(await (await fetch(`${origin}/presence/live-presence.js`)).text(), /live-presence/);
        assert.equal(await (await fetch(origin)).text(), 'the site');
        const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' };
        const notice = await fetch(`${origin}/presence/v1/rooms/docs/messages`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ op: 'notice', text: 'news' }),
        });
        assert.ok(notice.ok, `${notice.status}`);
        await bo.next('chat');
        if (site.news) assert.equal(await site.news(origin), 'news');
        const offered = await plainGet(`${origin}/presence/readyz`, offer);
        assert.equal(offered, 'ready\n');
        await presence.close();
        assert.equal((await ada.closed).code, 1012);
        assert.equal(await (await fetch(origin)).text(), 'the site');
        if (site.news) assert.equal(await site.news(origin), 'news');
        await assert.rejects(new RawClient(`${origin}/presence`, 'docs', { origin }).opened, /503/);
        table.push(`${name.padEnd(48)} ok    ok      ok      ${site.news ? 'ok' : '– '}      ok   ok`);
      } finally {
        await presence.close();
        server.closeAllConnections();
        await site.close?.();
        server.close();
      }
    });
});

/** `fetch` sends no Upgrade. */
async function plainGet(address: string, headers: Record<string, string>): Promise<string> {
  const { get } = await import('node:http');
  const asked = get(address, { headers });
  const [response] = (await once(asked, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of response) text += chunk.toString();
  return text;
}
