import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:tls';
import { describe, test } from 'node:test';
import { startServer } from '../helpers/test-server.ts';
import { Program, chat } from './program.ts';
import { ScriptedServer } from './scripted-server.ts';

/** An HTTP server that is not live-presence. */
async function foreignServer(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

describe('a connection that fails', () => {
  const fails = async (code: number, error: RegExp, args: string[], env: Record<string, string> = {}) => {
    using program = new Program(args, env);
    assert.equal(await program.end(), code, program.errors.text);
    assert.match(program.errors.text, error);
    assert.match(program.errors.text, /^live-presence: [^\n]*\n$/, 'one line');
  };
  const to = (address: string, ...more: string[]) => [
    'chat',
    address,
    '--room',
    'docs',
    '--anonymous',
    ...more,
  ];

  test('is one line and exit code 1: connection refused, unknown host, invalid URL', async () => {
    await fails(1, /connect to http:\/\/127\.0\.0\.1:1: connection refused/, to('http://127.0.0.1:1'));
    await fails(1, /host/, to('http://nobody.invalid'));
    for (const address of [
      'presence.example.com',
      'localhost:8787',
      'ftp://a.example',
      'http://a/?b',
      'http://u:p@a',
    ])
      await fails(1, /URL/, to(address));
  });

  test('the same if https fails: what to try, or what is wrong', async () => {
    await using plain = await startServer();
    const address = plain.origin.replace('http:', 'https:');
    await fails(1, /connect to https:\S+: it doesn’t speak https; try http:\/\/ instead$/m, to(address));
    // It has no certificate.
    const nameless = createTlsServer().listen(0, '127.0.0.1');
    await once(nameless, 'listening');
    const { port } = nameless.address() as AddressInfo;
    await fails(1, /: no secure connection: [\w/ ]+$/m, to(`https://127.0.0.1:${port}`));
    nameless.close();
  });

  test('the same for a foreign server, and for one that refuses', async () => {
    for (const [status, body, expected] of [
      [200, '<h1>Hello', /200.* a live-presence server/],
      [404, '<h1>Not found', /404.* a live-presence server/],
      [302, '', /302/],
      [
        403,
        '{"error":{"code":"forbidden_origin","message":"not\\u001b[31m you"}}',
        /refused the connection: not�\[31m you/,
      ],
      [503, '{"error":{"code":"too_many_sockets","message":"the server is full"}}', /the server is full/],
    ] as const) {
      await using server = await foreignServer((_, response) => response.writeHead(status).end(body));
      await fails(1, expected, to(server.origin));
    }
    await using server = await startServer();
    const { origin } = server;
    await fails(1, /the token is not valid here/, to(origin, '--token', 'wrong'));
    await fails(1, /the token is not valid here/, to(origin), { LIVE_PRESENCE_TOKEN: 'wrong' });
  });

  test('a name that is refused is said, at the start and later', async () => {
    await using server = await startServer({ env: { LIVE_PRESENCE_RESERVED_NAMES: 'Admin,Support' } });
    using admin = chat(server.origin, 'Admin');
    await admin.output.until(/this name is reserved by the site/);
    using ada = chat(server.origin, 'Ada');
    await ada.output.until(/connected/);
    ada.say('/name Support');
    await ada.output.until(/this name is reserved by the site/);
  });

  test('the same later on, if the refusal is final', async () => {
    await using server = await ScriptedServer.start();
    using ada = chat(server.origin, 'Ada');
    await ada.output.until(/connected/);
    server.send({ type: 'error', code: 'forbidden', message: 'you were shown out' });
    server.socket.close(4503);
    assert.equal(await ada.exited, 1);
    assert.equal(
      ada.errors.text,
      `live-presence: ${server.origin} refused the connection: you were shown out\n`,
    );
  });

  test('a wrong command line is one line and exit code 2', async () => {
    for (const args of [
      ['chat'],
      ['chat', 'http://a'],
      ['chat', 'http://a', 'http://b', '--room', 'docs'],
      to('http://a', '--nonsense'),
      to('http://a', '--tail', 'many'),
      ['chat', 'http://a', '--room', ''],
    ])
      await fails(2, /; see live-presence chat --help\n$/, args);
    await fails(2, /; see live-presence --help\n$/, []);
    await fails(2, /; see live-presence --help\n$/, ['nonsense']);
    for (const [args, expected] of [
      [['--help'], /serve.*\n.*backup.*\n.*chat/],
      [['chat', '--help'], /--room/],
    ] as const) {
      using help = new Program(args);
      assert.equal(await help.end(), 0);
      assert.match(help.output.text, expected);
    }
  });
});
