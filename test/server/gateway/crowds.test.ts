import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';

const from = (live: TestServer, address: string): RawClient =>
  new RawClient(live.origin, 'docs', { headers: { 'X-Forwarded-For': address } });

/** A way to send frames that mean nothing. */
const NOTHING: Record<string, (client: RawClient) => void> = {
  pongs: ({ socket }) => {
    socket.pong();
  },
  pings: ({ socket }) => {
    socket.ping();
  },
  'pongs with content': ({ socket }) => {
    socket.pong(Buffer.alloc(125));
  },
  'messages of an unknown type': (client) => {
    client.send('{"type":"x"}');
  },
  'pings of ours': (client) => {
    client.send({ type: 'ping' });
  },
};

void describe('a crowd from one address', () => {
  for (const [what, send] of Object.entries(NOTHING))
    void test(`${what} without end close the socket, a few do not`, async () => {
      await using live = await startServer();
      const client = new RawClient(live.origin);
      await client.join('Ada');
      for (let i = 0; i < 10; i++) send(client);
      await client.settled();
      for (let i = 0; i < 1_000; i++) send(client);
      // `ws` itself cuts a socket off that has too many pongs to be sent.
      assert.ok([4002, 1006].includes((await client.closed).code));
      const { received } = client;
      assert.ok(received.length < 400, `${String(received.length)} answers`);
    });

  void test('what comes after a close for flooding is not handled, however long it goes on', async () => {
    await using live = await startServer();
    const client = new RawClient(live.origin);
    await client.join('Ada');
    const { socket } = client;
    // A client that ignores the close frame.
    socket.removeAllListeners('message');
    for (let i = 0; i < 10_000 && socket.readyState === socket.OPEN; i++) {
      socket.pong();
      if (i % 100 === 0) await setTimeout(0);
    }
    assert.equal((await client.closed).code, 4002);
    while (live.server.connections > 0) await new Promise(setImmediate);
  });

  void test('connecting has a rate of its own for each address; the refusal says when to come back', async () => {
    const clock = new ManualClock();
    const live = await startServer({ clock, env: { LIVE_PRESENCE_CONNECT_RATE: '2/10' } });
    for (let i = 0; i < 10; i++) {
      const client = from(live, '203.0.113.1');
      await client.opened;
      client.socket.terminate();
    }
    await assert.rejects(from(live, '203.0.113.1').opened, /429/);
    const why = await fetch(`${live.origin}/v1/rooms/docs/socket`, {
      headers: { 'X-Forwarded-For': '203.0.113.1', Origin: live.origin },
    });
    assert.equal(why.status, 429);
    assert.ok(Number(why.headers.get('retry-after')) >= 1);
    assert.match(await why.text(), /LIVE_PRESENCE_CONNECT_RATE/);
    const other = from(live, '203.0.113.2');
    await other.opened;
    clock.advance(1_000);
    const again = from(live, '203.0.113.1');
    await again.opened;
    for (const client of [other, again]) client.socket.terminate();
    const stopped = live.stop();
    clock.advance(10_000);
    await stopped;
  });

  void test('a server that does not limit addresses lets as many connect as come', async () => {
    const env = { LIVE_PRESENCE_CONNECT_RATE: '1/1', LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0' };
    await using live = await startServer({ env });
    const clients = Array.from({ length: 20 }, () => new RawClient(live.origin));
    await Promise.all(clients.map(({ opened }) => opened));
    for (const { socket } of clients) socket.terminate();
  });

  void test('all networks of one /48 count as one address, like all who share an IPv4 address', async () => {
    await using live = await startServer({ env: { LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '10' } });
    const clients = Array.from({ length: 10 }, (_, i) => from(live, `2001:db8:7:${i.toString(16)}::1`));
    await Promise.all(clients.map(({ opened }) => opened));
    await assert.rejects(from(live, '2001:db8:7:ffff::1').opened, /429/);
    const other = from(live, '2001:db8:8::1');
    await other.opened;
    for (const { socket } of [...clients, other]) socket.terminate();
  });

  void test('one address may fill most of a room, and leaves places for others', async () => {
    await using live = await startServer({ env: { LIVE_PRESENCE_ROOM_MEMBERS: '50' } });
    const clients: RawClient[] = [];
    const fill = async (address: string): Promise<number> => {
      for (let count = 0; ; count++) {
        const client = from(live, address);
        clients.push(client);
        try {
          await client.join(`${address}-${String(count)}`);
        } catch {
          return count;
        }
      }
    };
    assert.ok((await fill('203.0.113.1')) >= 40);
    assert.ok((await fill('203.0.113.2')) >= 5);
    const { count } = await from(live, '198.51.100.1').join('Ada');
    assert.ok(count <= 50);
    for (const { socket } of clients) socket.terminate();
  });
});
