/** The whole way of a message, from the client to the disk and back, while the server is killed again and again. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { describe, test } from 'node:test';
import type { ChatEvent, ChatMessage } from '../../../protocol/chat.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { ChatLog } from '../../../widget/client/chat/chat-log.ts';
import { ChatTracker } from '../../../widget/client/chat/chat-tracker.ts';
import { systemClock } from '../../../widget/client/clock.ts';
import { PresenceClient } from '../../../widget/client/presence-client.ts';
import type { TransportFactory } from '../../../widget/client/connection/transport.ts';
import { ChaosProxy } from '../../helpers/chaos-proxy.ts';
import { pick, seeded } from '../../helpers/random.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { ServerProcess } from '../../helpers/server-process.ts';
import { wsTransport } from '../../helpers/ws-transport.ts';
import { TestStore } from './test-store.ts';

const FILES = 2;
const KILLS = process.env['TEST_LONG'] ? 200 : 8;
const SEED = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const CLIENTS = 6;
const PIPELINERS = 2;
/** Messages that a client has waiting, and that a pipeliner has under way. */
const DEPTH = 20;

/** What the server has acknowledged to anybody, by author and operation. */
class Acks {
  readonly seqs = new Map<string, number>();
  readonly #events = new EventEmitter();

  add(op: string, seq: number): void {
    assert.equal(this.seqs.get(op) ?? seq, seq, 'an operation has one answer');
    this.seqs.set(op, seq);
    this.#events.emit('ack');
  }

  async reach(count: number): Promise<void> {
    while (this.seqs.size < count) await once(this.#events, 'ack');
  }
}

interface Author {
  /** Operations in the order in which they were posted. */
  readonly posted: readonly string[];
  /** There is a server again. */
  wake(origin: string): void;
  /** Posts no more, and resolves once all that was posted has arrived. */
  finish(): Promise<void>;
  /** Disconnects, and does not connect again. */
  stop(): void;
}

/** A visitor's own client, that always has something more to say. */
class ClientAuthor implements Author {
  readonly posted: string[] = [];
  /** Every message that it was told of, in the order of telling. */
  readonly told: ChatMessage[] = [];
  readonly #client: PresenceClient;
  readonly #events = new EventEmitter();
  #own = 0;
  #writing = false;
  #filling = false;

  constructor(name: string, origin: string, acks: Acks) {
    this.#client = new PresenceClient({
      server: origin,
      room: 'docs',
      page: '/',
      visitor: `visitor-${name}`.padEnd(32, '-'),
      profile: { name },
      // Who waits long after several kills in a row would prove nothing.
      clock: { ...systemClock, random: () => Math.random() / 50 },
      transport: withAcks(acks),
      fetch: (url, init) => fetch(url, { ...init, headers: { origin } }),
    });
    this.#client.useTracker(ChatTracker);
    void this.#client.useChat(ChatLog);
    this.#client.on('message', ({ message }) => {
      this.told.push(message);
      if (message.op === this.posted[this.#own]) this.#own++;
    });
    this.#client.on('chat', () => {
      this.#fill(name);
      this.#events.emit('chat');
    });
    this.#client.connect();
    this.#writing = true;
    this.#fill(name);
  }

  wake(): void {
    this.#client.wake();
  }

  /** Resolves once it has joined: from then on it is told everything. */
  async joined(): Promise<void> {
    while (!this.#client.self) await once(this.#events, 'chat');
  }

  async finish(): Promise<void> {
    this.#writing = false;
    while (this.#own < this.posted.length) await once(this.#events, 'chat');
  }

  stop(): void {
    this.#client.disconnect();
  }

  /** Resolves once it was told of everything up to here. */
  async reach(seq: number): Promise<void> {
    while ((this.told.at(-1)?.seq ?? 0) < seq) await once(this.#events, 'chat');
    this.#client.disconnect();
  }

  #fill(name: string): void {
    if (this.#filling) return;
    this.#filling = true;
    while (this.#writing && this.posted.length - this.#own < DEPTH) {
      this.posted.push(this.#client.chat.post(`${name} ${this.posted.length}`));
    }
    this.#filling = false;
  }
}

/** Overhears the acknowledgements of a real transport. */
function withAcks(acks: Acks): TransportFactory {
  return (url, protocol, handlers) =>
    wsTransport(url, protocol, {
      ...handlers,
      message: (data) => {
        const message = typeof data === 'string' ? (JSON.parse(data) as ServerMessage) : undefined;
        if (message?.type === 'ack') acks.add(message.op, message.seq);
        handlers.message(data);
      },
    });
}

/** Sends without waiting for answers, and everything unanswered again on each new server. */
class Pipeliner implements Author {
  readonly posted: string[] = [];
  readonly #name: string;
  readonly #acks: Acks;
  #client: RawClient | undefined;
  #writing = true;
  #done = 0;

  constructor(name: string, acks: Acks) {
    this.#name = name;
    this.#acks = acks;
  }

  wake(origin: string): void {
    this.#client?.socket.terminate();
    const client = (this.#client = new RawClient(origin));
    client.socket.on('message', (data: Buffer, binary) => {
      const message = binary ? undefined : (JSON.parse(data.toString()) as ServerMessage);
      if (message?.type === 'ack') this.#acks.add(message.op, message.seq);
      else if (message?.type === 'welcome')
        for (const op of this.posted.slice(this.#done)) this.#send(client, op);
      if (message?.type === 'ack' || message?.type === 'welcome') this.#fill(client);
    });
    client.join(this.#name).catch(() => undefined);
  }

  async finish(): Promise<void> {
    this.#writing = false;
    while (this.posted.some((op) => !this.#acks.seqs.has(op)))
      await this.#acks.reach(this.#acks.seqs.size + 1);
    this.stop();
  }

  stop(): void {
    this.#client?.socket.terminate();
  }

  #fill(client: RawClient): void {
    while (this.#acks.seqs.has(this.posted[this.#done] ?? '')) this.#done++;
    while (this.#writing && this.posted.length - this.#done < DEPTH) {
      const op = `${this.#name}-${this.posted.length}`;
      this.posted.push(op);
      this.#send(client, op);
    }
  }

  #send(client: RawClient, op: string): void {
    client.send({ type: 'chat_post', op, text: op });
  }
}

/** Reads what a new server has, from where it was read last, and holds it against what was acknowledged. */
class Audit {
  readonly kept = new Map<string, number>();
  #last: { epoch: string; seq: number; op?: string } | undefined;

  get seq(): number {
    return this.#last?.seq ?? 0;
  }

  async continue(origin: string, acks: Acks): Promise<void> {
    const client = new RawClient(origin);
    const { epoch, seq, events, recovered } = await client.join(
      'Auditor',
      this.#last && { resume: this.#last },
    );
    assert.ok(recovered || !this.#last, 'the same log, and all of it');
    this.#last ??= { epoch, seq: 0 };
    this.#read(recovered ? events : []);
    while (this.seq < seq) {
      client.send({ type: 'events', after: this.seq });
      this.#read((await client.next('chat')).events);
    }
    client.socket.terminate();
    for (const [op, at] of acks.seqs) assert.equal(this.kept.get(op), at, `${op} was acknowledged at ${at}`);
  }

  #read(events: readonly ChatEvent[]): void {
    for (const { seq, op = '' } of events) {
      assert.equal(seq, this.seq + 1, 'dense');
      assert.ok(!this.kept.has(op), `${op} is there once`);
      this.kept.set(op, seq);
      if (this.#last) this.#last = { ...this.#last, seq, op };
    }
  }
}

function hash(messages: readonly Pick<ChatMessage, 'seq' | 'op' | 'text'>[]): string {
  const sum = createHash('sha256');
  for (const { seq, op, text } of messages) sum.update(`${seq}\t${op}\t${text}\n`);
  return sum.digest('hex');
}

void describe('a server killed at any moment, with visitors at work', { concurrency: FILES }, () => {
  for (let i = 1; i <= FILES; i++) {
    void test(`loses nothing, repeats nothing, and all end with the same sequence, file ${i} (seed ${SEED})`, async (t) => {
      const random = seeded(SEED + i);
      await using file = new TestStore();
      const env = {
        LIVE_PRESENCE_DATA: file.path,
        LIVE_PRESENCE_CHAT_RATE: '100000/100000',
        LIVE_PRESENCE_ADDRESS_CHAT_BYTES: '1000000000/1000000000',
        LIVE_PRESENCE_RETENTION: '30d/1000000',
        LIVE_PRESENCE_LOG: 'info',
      };
      const acks = new Acks();
      const audit = new Audit();
      let server = new ServerProcess(env);
      t.after(() => server.kill());
      await using proxy = await ChaosProxy.start(await server.listening(), { seed: SEED + i });
      const clients = Array.from(
        { length: CLIENTS },
        (_, n) => new ClientAuthor(`c${n}`, proxy.origin, acks),
      );
      const pipeliners = Array.from({ length: PIPELINERS }, (_, n) => new Pipeliner(`p${n}`, acks));
      const authors: Author[] = [...clients, ...pipeliners];
      t.after(() => {
        for (const author of authors) author.stop();
      });
      for (const author of clients) author.wake();
      await Promise.all(clients.map((client) => client.joined()));
      for (const author of pipeliners) author.wake(proxy.origin);
      for (let kill = 0; kill < KILLS / FILES; kill++) {
        await acks.reach(acks.seqs.size + Math.floor(random() ** 2 * 600));
        if (pick(random, 3) === 0) {
          // What is written now is acknowledged to nobody.
          proxy.swallow('down');
          await proxy.next('swallowed');
        }
        await server.kill('SIGKILL');
        server = new ServerProcess(env);
        const port = await server.listening();
        await audit.continue(`http://127.0.0.1:${port}`, acks);
        proxy.target = port;
        proxy.heal();
        for (const author of authors) author.wake(proxy.origin);
      }
      await Promise.all(authors.map((author) => author.finish()));
      await audit.continue(`http://127.0.0.1:${await server.listening()}`, acks);
      await Promise.all(clients.map((client) => client.reach(audit.seq)));
      assert.equal(await server.kill('SIGTERM'), 0);

      const store = await file.open();
      const kept = ((await store.eventsAfter('docs', 0, audit.seq + 1)) ?? []) as ChatMessage[];
      assert.deepEqual(
        kept.map(({ seq }) => seq),
        Array.from({ length: audit.seq }, (_, n) => n + 1),
      );
      const expected = hash(kept);
      for (const { told } of clients) assert.equal(hash(told), expected);
      assert.equal(
        authors.reduce((sum, { posted }) => sum + posted.length, 0),
        kept.length,
      );
      for (const { posted } of authors) {
        const own = new Set(posted);
        assert.deepEqual(
          kept.map(({ op = '' }) => op).filter((op) => own.has(op)),
          posted,
          'in the order in which they were posted',
        );
      }
      t.diagnostic(
        `${KILLS / FILES} kills, ${kept.length} messages, ${acks.seqs.size} operations acknowledged`,
      );
    });
  }
});
