import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { ME, messageEvent, visitor, welcome } from './visitor.ts';

const GARBAGE = [
  '',
  ']',
  'null',
  '3',
  '"x"',
  '[]',
  '{}',
  '{"type":3}',
  '['.repeat(8_000),
  '{"type":"presence"}',
  '{"type":"presence","count":"many"}',
  '{"type":"presence","count":1,"joins":{}}',
  '{"type":"presence","count":1,"joins":[null]}',
  '{"type":"presence","count":1,"leaves":5}',
  '{"type":"presence","count":1,"page":"/","slots":[{"slot":"1"}]}',
  '{"type":"rate","hz":"fast"}',
  '{"type":"anchor","anchors":[{"slot":1,"id":0,"anchor":{"path":"1"}}]}',
  '{"type":"chat","events":[{"seq":"1"}]}',
  '{"type":"chat","events":[{"seq":1,"kind":"message","member":"x","at":0,"text":{}}]}',
  '{"type":"ack"}',
  '{"type":"error"}',
  '{"type":"history","messages":[{}],"more":false}',
  '{"type":"welcome"}',
  JSON.stringify({ ...welcome(), members: [{ ...ME, pages: null }] }),
];
const BINARY = [[], [0], [2], [2, 0, 0, 0, 0, 0, 0, 0, 0, 9], Array<number>(50).fill(255)];

test('ignores invalid frames, and reports them once', () => {
  const { client, clock, of, join } = visitor();
  const end = join({ events: [messageEvent(1)] });
  for (const text of GARBAGE) end.sendRaw(text);
  for (const bytes of BINARY) end.sendRaw(new Uint8Array(bytes));
  assert.deepEqual(
    of('error').map(({ code }) => code),
    ['bad_frame'],
  );
  assert.equal(client.status, 'online');
  assert.equal(client.roster.count, 1);
  assert.equal(client.chat.items.length, 1);
  assert.equal(client.alone, false);
  end.send({ type: 'chat', events: [messageEvent(2)] }, { type: 'presence', count: 2 });
  assert.equal(client.chat.items.length, 2);
  assert.equal(client.roster.count, 2);
  end.close();
  clock.advance(250);
  join({ recovered: true }).sendRaw('{');
  assert.equal(of('error').length, 2, 'told once for each connection');
});

test('ignores frames before the welcome', () => {
  const { client, sockets, of } = visitor();
  client.connect();
  const end = sockets.last;
  end.accept();
  end.send(
    { type: 'presence', count: 9, joins: [ME] },
    { type: 'rate', hz: 9 },
    { type: 'chat', events: [messageEvent(1)] },
    { type: 'ack', op: 'x', seq: 1, at: 0 },
  );
  end.sendTick({ acknowledge: true });
  assert.equal(client.roster.count, 0);
  assert.equal(client.chat.items.length, 0);
  assert.equal(end.received.length, 1, 'the hello');
  assert.equal(of('error').length, 0);
});

test('ignores messages and fields of a newer server', () => {
  const { client, of, join } = visitor();
  const end = join();
  for (const type of ['brand_new', '__proto__', 'constructor', 'toString']) {
    end.sendRaw(`{"type":${JSON.stringify(type)},"x":1}`);
  }
  end.send({ type: 'presence', count: 4, brandNew: {} } as ServerMessage);
  assert.equal(client.roster.count, 4);
  assert.equal(of('error').length, 0);
});

test('a listener that throws affects neither the client nor other listeners', () => {
  const { client, of, join } = visitor();
  const seen: number[] = [];
  client.on('roster', () => {
    throw new Error('theirs');
  });
  client.on('roster', ({ roster }) => seen.push(roster.count));
  client.on('error', () => {
    throw new Error('and again');
  });
  join({ events: [messageEvent(1)] });
  assert.deepEqual(seen, [1]);
  assert.equal(client.chat.items.length, 1, 'what came after in the same message');
  assert.deepEqual(
    of('error').map(({ code }) => code),
    ['listener'],
  );
  assert.match(of('error')[0]!.message, /roster.*theirs/);
});

test('a removed listener is not called again, and its twin still is', () => {
  const { client, join } = visitor();
  let heard = 0;
  const listener = () => heard++;
  const undo = client.on('roster', listener);
  client.on('roster', listener);
  undo();
  undo();
  join();
  assert.equal(heard, 1);
});

for (const type of ['status', 'roster', 'message', 'chat'] as const) {
  test(`disconnecting inside a listener of ${type} ends the connection`, () => {
    const { client, clock, join } = visitor();
    client.on(type, () => {
      if (client.status === 'online') client.disconnect();
    });
    const end = join({ events: [messageEvent(1)] });
    end.send({ type: 'rate', hz: 30 });
    assert.equal(client.status, 'idle');
    assert.equal(client.roster.count, 0);
    assert.ok(end.closed);
    assert.equal(clock.pending, 0);
    join();
  });
}

test('returned objects cannot be used to change the client', () => {
  const { client, join } = visitor();
  join();
  assert.throws(() => Object.assign(client, { status: 'idle' }), TypeError);
});
