import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import type { ClientMessage } from '../../../protocol/messages.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { InMemoryServer, settle } from '../../helpers/in-memory-server.ts';
import type { InMemoryClient } from '../../helpers/in-memory-server.ts';

const { readBytes, missedBytes } = DEFAULT_LIMITS;
/** A room with so much in it that each answer is as long as it may be. */
const MESSAGES = 2_000;

/** What a client can ask for. */
const QUESTIONS: ClientMessage[] = [
  { type: 'history', limit: 100 },
  { type: 'events', after: 1 },
  { type: 'quotes', seqs: Array.from({ length: 50 }, (_, at) => at + 1) },
  { type: 'roster', limit: 100 },
];

void describe('reading', () => {
  async function room(): Promise<InMemoryServer> {
    const store = new MemoryStore();
    for (let at = 0; at < MESSAGES; at++)
      await store.append('docs', {
        kind: 'message',
        member: 'm',
        name: 'M',
        color: '#123456',
        op: `op-${String(at)}`,
        at,
        text: `${String(at)} ${'x'.repeat(200)}`,
      });
    const server = new InMemoryServer(store);
    for (let at = 0; at < 100; at++)
      server.hello(`guest-${String(at)}`, {}, undefined, `guest-${String(at)}`);
    await settle();
    return server;
  }

  /** Asks as often as it may for a minute. @returns bytes it was sent */
  async function askFor(
    server: InMemoryServer,
    clients: InMemoryClient[],
    message: ClientMessage,
  ): Promise<number> {
    const before = clients.map(({ bytes }) => bytes.received);
    for (let tenth = 0; tenth < 600; tenth++) {
      for (const client of clients) client.send(message);
      server.clock.advance(100);
      await settle();
    }
    return clients.reduce((sum, { bytes }, at) => sum + bytes.received - (before[at] ?? 0), 0);
  }

  for (const message of QUESTIONS)
    void test(`whoever asks for ${message.type} without end is sent no more than their bytes`, async () => {
      const server = await room();
      const client = server.hello('Ada');
      await settle();
      const bytes = await askFor(server, [client], message);
      const most = readBytes.burst + 60 * readBytes.perSecond;
      // The first pass over what was missed, the last answer, the refusals and what others do come on top.
      assert.ok(bytes < most + 2 * DEFAULT_LIMITS.eventsBytes + 200_000, String(bytes));
    });

  for (const message of QUESTIONS)
    void test(`whoever does not read is not sent more of ${message.type}, until they do`, async () => {
      const server = await room();
      const client = server.hello('Ada');
      await settle();
      client.queued = DEFAULT_LIMITS.laggingBytes + 1;
      const before = client.bytes.received;
      for (let at = 0; at < 20; at++) client.send(message);
      await settle();
      const refused = client.all('error');
      assert.equal(refused.length, 20);
      for (const { code, ref, retryAfterMs = 0 } of refused)
        assert.deepEqual([code, ref, retryAfterMs >= 1_000], ['rate_limited', message.type, true]);
      assert.ok(client.bytes.received - before < 20 * 200, 'a few words each');
      client.queued = 0;
      client.send(message);
      await settle();
      assert.equal(client.all('error').length, 20);
      assert.ok(client.bytes.received - before > 5_000, 'now it is answered');
    });

  void test('9,000 missed events come without a refusal, beside what else an opened chat asks for', async () => {
    const store = new MemoryStore();
    const { textLength } = DEFAULT_LIMITS;
    for (let at = 0; at < 9_000; at++) {
      const text = 'x'.repeat(at % 1_000 === 0 ? textLength : 100);
      const [op, member] = [`op-${String(at)}`, 'm'];
      await store.append('docs', { kind: 'message', member, name: 'M', color: '#123456', op, at, text });
    }
    const server = new InMemoryServer(store);
    const { epoch } = await store.head('docs');
    const ada = server.hello('Ada', { resume: { epoch, seq: 0 } });
    await settle();
    const startedAt = server.clock.now();
    let after = ada.only('welcome').events.at(-1)?.seq ?? 0;
    for (let page = 0; after < 9_000; page++) {
      ada.received.length = 0;
      if (page % 25 === 0) ada.send({ type: 'quotes', seqs: [1 + page, 2 + page] });
      ada.send({ type: 'events', after });
      await settle();
      assert.deepEqual(ada.all('error'), []);
      after = ada.only('chat').events.at(-1)?.seq ?? Infinity;
      // A fast network.
      server.clock.advance(10);
    }
    assert.ok(server.clock.now() - startedAt < 3_000);
  });

  void test('windows, other names and new connections from one address share its bytes', async () => {
    const server = await room();
    let bytes = 0;
    for (let round = 0; round < 3; round++) {
      const clients = Array.from({ length: 40 }, (_, at) =>
        server.hello(`bad-${String(round)}-${String(at)}`, {}, undefined, 'bad'),
      );
      await settle();
      bytes += await askFor(server, clients, { type: 'history', limit: 100 });
      for (const client of clients) client.leave();
    }
    const most = 10 * (readBytes.burst + 3 * 60 * readBytes.perSecond);
    // Each of them is refused in a few words, too.
    assert.ok(bytes < most * 2, String(bytes));
  });

  void test('somebody who reads at another address is not kept waiting by them', async () => {
    const server = await room();
    const bad = Array.from({ length: 40 }, (_, at) =>
      server.hello(`bad-${String(at)}`, {}, undefined, 'bad'),
    );
    const ada = server.hello('Ada', {}, undefined, 'home');
    await settle();
    await askFor(server, bad, { type: 'history', limit: 100 });
    ada.send({ type: 'history', limit: 100 });
    await settle();
    assert.equal(ada.all('history').length, 1);
  });

  void test('a client that has missed a whole log gets it without waiting, once', async () => {
    const server = await room();
    const ada = server.hello('Ada');
    await settle();
    let after = 0;
    while (after < MESSAGES) {
      ada.received.length = 0;
      ada.send({ type: 'events', after });
      await settle();
      after = ada.only('chat').events.at(-1)?.seq ?? Infinity;
      server.clock.advance(50);
    }
    assert.deepEqual(ada.all('error'), []);
    assert.ok(ada.bytes.received < missedBytes.burst);
    // Again and again it is reading like any other.
    while (ada.all('error').length === 0) {
      ada.send({ type: 'events', after: 0 });
      await settle();
    }
    const [error] = ada.all('error');
    assert.equal(error?.code, 'rate_limited');
    assert.ok((error.retryAfterMs ?? Infinity) <= 10_000);
    server.clock.advance(error.retryAfterMs ?? 0);
    ada.received.length = 0;
    ada.send({ type: 'events', after: 0 });
    await settle();
    assert.equal(ada.all('chat').length, 1);
  });

  void test('a tab that goes quickly through thousands of people is slowed down, not stopped', async () => {
    const server = await room();
    for (let at = 0; at < 2_000; at++) server.hello(`person-${String(at)}`, {}, undefined, `p-${String(at)}`);
    await server.pass(1_000);
    const ada = server.hello('Ada');
    await settle();
    const ids = new Set<string>();
    const startedAt = server.clock.now();
    for (let after: string | undefined; ;) {
      ada.received.length = 0;
      ada.send({ type: 'roster', limit: 100, ...(after !== undefined && { after }) });
      const [page] = ada.all('roster');
      if (page) {
        for (const { id } of page.members) ids.add(id);
        if (!page.more) break;
        after = page.members.at(-1)?.id;
      } else server.clock.advance(ada.only('error').retryAfterMs ?? Infinity);
    }
    assert.equal(ids.size, server.hub.members);
    assert.ok(server.clock.now() - startedAt < 20_000, String(server.clock.now() - startedAt));
  });
});
