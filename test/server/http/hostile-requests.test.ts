import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../protocol/version.ts';
import { createLog } from '../../../server/log.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ADMIN_ENV, ask } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';

/** A server whose log the test reads. */
async function watched() {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  const server = await startServer({ env: ADMIN_ENV, log });
  const metric = async (name: string): Promise<string[]> => {
    const text = await (await fetch(`${server.origin}/metrics`)).text();
    return text.split('\n').filter((line) => line.startsWith(name));
  };
  return { server, lines, metric, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}

void describe('requests that are not meant well', () => {
  const sockets: WebSocket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });

  void test('guesses of the admin key are counted, logged once, and slowed down; the key still works', async () => {
    await using site = await watched();
    const answers: number[] = [];
    for (let i = 0; i < 150; i++)
      answers.push(
        (await ask(site.server, 'GET', '/rooms', undefined, { Authorization: `Bearer guess ${i}` })).status,
      );
    assert.ok(answers.filter((status) => status === 401).length < 100, 'most get 429');
    assert.equal(answers.at(-1), 429);
    assert.deepEqual(await site.metric('live_presence_wrong_admin_keys_total'), [
      'live_presence_wrong_admin_keys_total 150',
    ]);
    assert.equal(site.lines.filter((line) => line.includes('with a wrong key')).length, 1);
    assert.ok(!site.lines.some((line) => line.includes('guess')));
    assert.equal((await ask(site.server, 'GET', '/rooms')).status, 200);
  });

  void test('refused origins fill no log', async () => {
    await using site = await watched();
    for (let i = 0; i < 100; i++) {
      const socket = new WebSocket(
        `${site.server.origin.replace('http', 'ws')}/v1/rooms/docs/socket`,
        SUBPROTOCOL,
        {
          origin: `https://evil-${i}.test`,
        },
      );
      socket.on('error', () => undefined);
      await once(socket, 'unexpected-response');
      sockets.push(socket);
    }
    const said = site.lines.filter((line) => line.includes('evil-'));
    assert.ok(said.length > 0 && said.length <= 25, `${said.length} lines`);
    assert.deepEqual(await site.metric('live_presence_refusals_total'), [
      'live_presence_refusals_total{code="forbidden_origin"} 100',
    ]);
  });

  void test('erasures of nothing fill no log', async () => {
    await using site = await watched();
    for (let i = 0; i < 30; i++) {
      const client = new RawClient(site.server.origin);
      sockets.push(client.socket);
      await client.join(`Eve ${String(i)}`);
      if (i === 0) {
        client.send({ type: 'chat_post', op: 'x', text: 'x' });
        await client.next('ack');
      }
      client.send({ type: 'erase' });
      assert.equal((await client.closed).code, 4503);
    }
    assert.equal(site.lines.filter((line) => line.includes('has erased')).length, 1, 'of the one message');
  });

  void test('close codes that visitors choose are one label', async () => {
    await using site = await watched();
    for (let code = 3000; code < 3050; code++) {
      const client = new RawClient(site.server.origin);
      sockets.push(client.socket);
      await client.join('Ada');
      client.socket.close(code);
      await client.closed;
    }
    const labels = await site.metric('live_presence_closes_total');
    assert.deepEqual(labels, ['live_presence_closes_total{code="other"} 50']);
  });

  void test('the site can’t be erased as if it were a member', async () => {
    await using site = await watched();
    await ask(site.server, 'POST', '/rooms/docs/messages', { op: 'one', text: 'Welcome' });
    for (const path of ['/members/site', '/members/%73ite']) {
      const { status, body } = await ask(site.server, 'DELETE', path);
      assert.equal(status, 400);
      assert.match(JSON.stringify(body), /the site itself/);
    }
    const { body } = await ask(site.server, 'GET', '/rooms/docs/messages');
    assert.match(JSON.stringify(body), /Welcome/);
  });
});
