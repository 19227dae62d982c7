import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startServer } from '../helpers/test-server.ts';

void test('idle connections stay open longer than proxies keep them, or as long as configured', async () => {
  for (const [env, seconds] of [
    [{}, 75],
    [{ LIVE_PRESENCE_KEEP_ALIVE: '620s' }, 620],
    [{ LIVE_PRESENCE_KEEP_ALIVE: '1s' }, 1],
  ] as const) {
    await using live = await startServer({ env });
    const answer = await fetch(`${live.origin}/readyz`);
    assert.equal(answer.headers.get('keep-alive'), `timeout=${seconds}`);
    const socket = connect(live.port, '127.0.0.1');
    socket.write('GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'data');
    if (seconds === 1) await once(socket, 'close');
    socket.destroy();
  }
});
