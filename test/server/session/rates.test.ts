import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { SAMPLE, encodeUplink } from '../../../protocol/cursor-frame.ts';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import type { ClientMessage } from '../../../protocol/messages.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

/** What a client needs to send whatever else it does. */
const UPKEEP: ClientMessage[] = [
  { type: 'seen', tick: 1 },
  { type: 'view', top: 0, bottom: 1 },
  { type: 'ping' },
];
/** What it asks for. */
const READING: ClientMessage[] = [
  { type: 'history', before: 7, limit: 1 },
  { type: 'quotes', seqs: [7] },
  { type: 'events', after: 0 },
  { type: 'roster', limit: 1 },
];
const SPOT = {
  anchor: { path: [1], box: [0, 0, 1, 1] as [number, number, number, number] },
  flags: 0,
  x: 0,
  y: 0,
};
/** What it says about its visitor. */
const TELLING: ClientMessage[] = [
  { type: 'page', page: '/other' },
  { type: 'profile', profile: { away: true } },
  { type: 'typing', on: true },
  { type: 'cursor_chat', text: 'Hi' },
  { type: 'reaction', emoji: '🎉', spot: SPOT },
  { type: 'selection', range: { from: SPOT, to: SPOT } },
  { type: 'follow', member: 'nobody' },
  { type: 'lead' },
];

void describe('rates', () => {
  let ada: InMemoryClient;

  beforeEach(async () => {
    const server = new InMemoryServer(new MemoryStore());
    ada = server.hello('Ada');
    await settle();
    ada.only('welcome');
  });

  function exhaust(message: ClientMessage): void {
    while (!ada.all('error').some(({ code }) => code === 'rate_limited')) ada.send(message);
    ada.received.length = 0;
  }

  function assertAllowed(messages: readonly ClientMessage[]): void {
    for (const message of messages) ada.send(message);
    assert.deepEqual(ada.all('error'), []);
  }

  for (const message of [...READING, ...TELLING])
    void test(`too many ${message.type} leave a client what its connection and its cursors need`, () => {
      exhaust(message);
      assertAllowed(UPKEEP);
      assert.equal(ada.all('pong').length, 1);
    });

  for (const message of READING)
    void test(`too many ${message.type} leave a visitor their voice`, () => {
      exhaust(message);
      assertAllowed(TELLING);
    });

  for (const message of [...UPKEEP, ...TELLING])
    void test(`too many ${message.type} leave a visitor what they read`, () => {
      exhaust(message);
      assertAllowed(READING);
    });

  for (const message of [...UPKEEP, ...TELLING])
    void test(`a client is asked once, with the next pulse, for what a refused ${message.type} said`, () => {
      assert.equal(ada.pulse()?.lost, undefined);
      exhaust(message);
      assert.equal(ada.pulse()?.lost, true);
      assert.equal(ada.pulse()?.lost, undefined);
    });

  void test('a client is asked for its position, too', () => {
    const position = encodeUplink({
      clock: 1,
      samples: [{ age: 0, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 }],
    });
    for (let i = 0; i <= DEFAULT_LIMITS.cursorRate.burst; i++) ada.send(position);
    assert.equal(ada.pulse()?.lost, true);
  });

  for (const message of READING)
    void test(`a client that knows when to ask for the ${message.type} again is not asked for anything`, () => {
      exhaust(message);
      assert.equal(ada.pulse()?.lost, undefined);
    });

  void test('anything that is too much is refused with a time, and for long ends the connection', () => {
    for (const message of [...UPKEEP, ...READING, ...TELLING]) exhaust(message);
    for (let i = 0; i < 200; i++) ada.send({ type: 'ping' });
    assert.equal(ada.closed?.code, 4002);
  });
});
