import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Spot } from '../../../protocol/anchor.ts';
import { encodeUplink } from '../../../protocol/cursor-frame.ts';
import { DEFAULT_LIMITS, LEAD_RATE, REACTION_RATE, SELECTION_RATE } from '../../../protocol/limits.ts';
import type { Rate } from '../../../protocol/limits.ts';
import type { ClientMessage } from '../../../protocol/messages.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';

const PEOPLE = 100;
const SECONDS = 60;
const limits = DEFAULT_LIMITS;
/** Around a frame of each direction. */
const CLIENT_HEADER = 6;
const SERVER_HEADER = 2;

interface Row {
  rate: Rate;
  /** The message with the highest amplification that we know. */
  message: (count: number) => ClientMessage | Uint8Array;
  /** Most bytes sent to all 100 people together for each byte received, over a minute. */
  most: number;
}

const once: Rate = { perSecond: 1 / SECONDS, burst: 1 };
const small = { path: [1], box: [0, 0, 1, 1] } as const;
const spot = { anchor: { path: [1], box: [0, 0, 1, 1] }, flags: 0, x: 0, y: 0 } satisfies Spot;
const anchor = (id: number, step: number): ClientMessage => ({
  type: 'anchor',
  id,
  anchor: { ...small, path: [step], box: [...small.box] },
});
const cursor = (count: number): Uint8Array =>
  encodeUplink({
    clock: (count * 16) & 0xffff,
    samples: [{ age: 0, flags: 0, anchor: 0, x: count & 0xffff, y: 0 }],
  });

/**
 * What everybody together is sent, for each type that a client can send. Whatever is passed on to 100 people costs a
 * hundredfold: a message of the chat, a cursor. The others are below that.
 */
const ROWS: Record<ClientMessage['type'] | 'cursor', Row> = {
  // The welcome of a room with a long history; an address has 10 of them a second.
  hello: { rate: once, message: () => ({ type: 'ping' }), most: 600 },
  page: { rate: limits.controlRate, message: (i) => ({ type: 'page', page: i % 2 ? '/' : '/o' }), most: 110 },
  profile: {
    rate: limits.controlRate,
    message: (i) => ({ type: 'profile', profile: { away: i % 2 === 0 } }),
    most: 50,
  },
  anchor: { rate: limits.anchorRate, message: (i) => anchor(i % 64, i), most: 1 },
  cursor: { rate: limits.cursorRate, message: cursor, most: 110 },
  seen: { rate: limits.upkeepRate, message: (i) => ({ type: 'seen', tick: i }), most: 1 },
  view: { rate: limits.upkeepRate, message: () => ({ type: 'view', top: 0, bottom: 1 }), most: 1 },
  cursor_chat: {
    rate: limits.controlRate,
    message: (i) => ({ type: 'cursor_chat', text: String(i % 10) }),
    most: 130,
  },
  reaction: {
    rate: REACTION_RATE,
    message: () => ({ type: 'reaction', emoji: '🎉', spot }),
    most: 150,
  },
  selection: {
    rate: SELECTION_RATE,
    message: (i) => ({ type: 'selection', range: { from: spot, to: { ...spot, x: i } } }),
    most: 150,
  },
  follow: {
    rate: limits.controlRate,
    message: (i) => (i % 2 ? { type: 'follow' } : { type: 'follow', member: 'nobody' }),
    most: 2,
  },
  // Everybody follows the sender.
  lead: { rate: LEAD_RATE, message: () => ({ type: 'lead', view: { spot, line: 0 } }), most: 150 },
  typing: { rate: limits.controlRate, message: (i) => ({ type: 'typing', on: i % 2 === 0 }), most: 150 },
  chat_post: {
    rate: limits.chatRate,
    message: (i) => ({ type: 'chat_post', op: String(i), text: 'x' }),
    most: 350,
  },
  chat_edit: {
    rate: limits.chatRate,
    message: (i) => ({ type: 'chat_edit', op: String(i), seq: 301, text: 'x' }),
    most: 350,
  },
  chat_delete: {
    rate: limits.chatRate,
    message: (i) => ({ type: 'chat_delete', op: String(i), seq: 1 }),
    most: 350,
  },
  chat_react: {
    rate: limits.chatRate,
    message: (i) => ({ type: 'chat_react', op: String(i), seq: 1, emoji: '👍', on: i % 2 === 0 }),
    most: 350,
  },
  events: { rate: limits.readRate, message: () => ({ type: 'events', after: 0 }), most: 20 },
  history: { rate: limits.readRate, message: () => ({ type: 'history', limit: 100 }), most: 20 },
  quotes: { rate: limits.readRate, message: () => ({ type: 'quotes', seqs: [1, 2, 3] }), most: 20 },
  roster: { rate: limits.readRate, message: () => ({ type: 'roster', limit: 100 }), most: 20 },
  // Once: everybody is sent that the messages, the cursor and the member are gone.
  erase: { rate: once, message: () => ({ type: 'erase' }), most: 550 },
  ping: { rate: limits.upkeepRate, message: () => ({ type: 'ping' }), most: 2 },
  pulse: { rate: limits.upkeepRate, message: () => ({ type: 'pulse', sent: 7 }), most: 3 },
};

void describe('bytes out for each byte in, with 100 people present', () => {
  for (const [type, { rate, message, most }] of Object.entries(ROWS))
    void test(`${type}: at most ${String(most)}`, async (t) => {
      const store = new MemoryStore();
      for (let at = 0; at < 300; at++) {
        const author = { member: 'm', name: 'M', color: '#123456' };
        const text = `${String(at)} ${'word '.repeat(30)}`;
        await store.append('docs', { kind: 'message', ...author, op: `op-${String(at)}`, at, text });
      }
      const server = new InMemoryServer(store);
      const others = Array.from({ length: PEOPLE - 1 }, (_, at) =>
        server.hello(`guest-${String(at)}`, {}, undefined, `address-${String(at)}`),
      );
      for (const other of others) other.acknowledges = true;
      await server.pass(2_000);
      for (const other of others) {
        other.send(anchor(0, 7));
        other.send(cursor(0));
      }
      await server.pass(2_000);
      const everybody = [...others];
      const count = (): number =>
        everybody.reduce((sum, { bytes, frames }) => sum + bytes.received + frames * SERVER_HEADER, 0);
      const before = count();
      const sender = server.hello('Ada', {}, undefined, 'home');
      sender.acknowledges = true;
      everybody.push(sender);
      await server.pass(1_000);
      let sent = sender.bytes.sent + CLIENT_HEADER;
      let received = count() - before;
      if (type !== 'hello') {
        if (type === 'chat_edit') sender.send({ type: 'chat_post', op: 'mine', text: 'mine' });
        const member = sender.only('welcome').self.id;
        if (type === 'lead') for (const other of others) other.send({ type: 'follow', member });
        sender.send(anchor(0, 8));
        sender.send(cursor(0));
        await server.pass(1_000);
        const [sentBefore, receivedBefore] = [sender.bytes.sent, count()];
        let frames = 0;
        for (let passed = 0; passed < SECONDS * 1_000; passed += 50) {
          const allowed = rate.burst + (rate.perSecond * passed) / 1_000;
          for (; frames + 1 <= allowed && !sender.closed; frames++) sender.send(message(frames));
          server.clock.advance(50);
          if (frames % 4 === 0) await settle();
        }
        await server.pass(1_000);
        sent = sender.bytes.sent - sentBefore + frames * CLIENT_HEADER;
        received = count() - receivedBefore;
      }
      const factor = received / sent;
      t.diagnostic(`${String(sent)} bytes in, ${String(received)} out: × ${factor.toFixed(1)}`);
      assert.ok(factor <= most, `× ${factor.toFixed(1)}`);
    });
});
