import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPresenceClient } from '../../../widget/client/create-client.ts';
import type { PresenceClientOptions } from '../../../widget/client/presence-events.ts';
import { SocketPairs } from '../../helpers/socket-pair.ts';

const server = 'https://presence.example';

for (const none of [undefined, null, '']) {
  test(`a key that is ${JSON.stringify(none)}, as where none is stored, is a new one`, () => {
    const sockets = new SocketPairs();
    const options = { server, room: 'docs', transport: sockets.transport, visitor: none, token: none };
    const client = createPresenceClient(options as PresenceClientOptions);
    client.connect();
    sockets.last.accept();
    const [hello] = sockets.last.of('hello');
    assert.match(hello?.visitor ?? '', /^[\da-f]{32}$/);
    assert.equal(hello?.token, undefined);
    client.disconnect();
  });
}

test('options without a value leave the platform’s ways to reach the server', () => {
  const { WebSocket } = globalThis;
  const opened: unknown[][] = [];
  class Socket {
    constructor(...args: unknown[]) {
      opened.push(args);
    }
    close(): void {
      return undefined;
    }
  }
  Object.assign(globalThis, { WebSocket: Socket });
  try {
    const options = { server, room: 'docs', transport: undefined, isOnline: undefined, profile: undefined };
    const client = createPresenceClient(options as unknown as PresenceClientOptions);
    client.connect();
    client.disconnect();
  } finally {
    Object.assign(globalThis, { WebSocket });
  }
  assert.deepEqual(opened, [
    [
      'wss://presence.example/v1/rooms/docs/socket',
      { protocols: ['live-presence.v1'], headers: { Origin: server } },
    ],
  ]);
});

test('a room with half a character in it does not throw', () => {
  const sockets = new SocketPairs();
  const client = createPresenceClient({ server, room: 'a\ud800', transport: sockets.transport });
  client.connect();
  assert.equal(client.status, 'connecting');
  client.disconnect();
});
