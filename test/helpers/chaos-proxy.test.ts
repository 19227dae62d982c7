import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ChaosProxy } from './chaos-proxy.ts';
import type { ChaosProxyOptions } from './chaos-proxy.ts';
import { ManualClock } from './manual-clock.ts';

/** One end of a connection, and what it has received. */
class End {
  readonly socket: Socket;
  heard = '';
  /** Sizes of the chunks it received. */
  portions = 0;
  /** `end` after a FIN, `ECONNRESET` after an RST. */
  readonly over: Promise<string>;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.heard += text;
      this.portions++;
    });
    this.over = new Promise((resolve) => {
      socket.once('end', () => resolve('end'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    socket.on('error', () => undefined);
  }

  async hears(text: string): Promise<void> {
    while (this.heard.length < text.length) await once(this.socket, 'data');
    assert.equal(this.heard, text);
  }
}

/** Records the delays that are requested. */
class RecordingClock extends ManualClock {
  readonly waits: number[] = [];
  override after(ms: number, run: () => void): () => void {
    this.waits.push(ms);
    return super.after(ms, run);
  }
}

/** A server, a proxy to it and connections through it, all closed at the end. */
class Line {
  readonly clock = new RecordingClock();
  proxy!: ChaosProxy;
  readonly #ends: End[] = [];
  readonly #server: Server = createServer({ allowHalfOpen: true });

  static async open(options: ChaosProxyOptions = {}): Promise<Line> {
    const line = new Line();
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    line.proxy = await ChaosProxy.start(line.port, { clock: line.clock, ...options });
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The two ends of a new connection. */
  async connect(): Promise<{ client: End; server: End }> {
    const socket = connect({ port: this.proxy.port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const [accepted] = (await once(this.#server, 'connection')) as [Socket];
    const pair = { client: new End(socket), server: new End(accepted.setNoDelay()) };
    this.#ends.push(pair.client, pair.server);
    return pair;
  }

  /** Advances time in steps until a condition holds. @returns the time it took, in ms */
  async until(wanted: () => boolean, step = 1): Promise<number> {
    const start = this.clock.now();
    while (!wanted()) {
      if (this.clock.pending > 0) this.clock.advance(step);
      await setImmediate();
    }
    return this.clock.now() - start;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    for (const { socket } of this.#ends) socket.destroy();
    this.#server.close();
  }
}

void describe('a chaos proxy', () => {
  void test('carries everything in both directions by default, and closes one direction at a time', async () => {
    await using line = await Line.open();
    const { client, server } = await line.connect();
    const long = 'a long text '.repeat(100_000);
    client.socket.write(long);
    await server.hears(long);
    server.socket.write('answer');
    await client.hears('answer');
    client.socket.end();
    assert.equal(await server.over, 'end');
    const closed = line.proxy.next('closed');
    server.socket.end(' and more');
    await client.hears('answer and more');
    assert.equal(await client.over, 'end');
    await closed;
    assert.equal(line.proxy.connections, 0);
  });

  void test('resets both ends on a simulated crash, and ends both on a simulated close', async () => {
    await using line = await Line.open();
    const first = await line.connect();
    first.client.socket.write('x');
    await first.server.hears('x');
    line.proxy.cut();
    assert.deepEqual([await first.client.over, await first.server.over], ['ECONNRESET', 'ECONNRESET']);
    const second = await line.connect();
    line.proxy.cut('end');
    assert.deepEqual([await second.client.over, await second.server.over], ['end', 'end']);
  });

  void test('forwards a reset from either end', async () => {
    await using line = await Line.open();
    const { client, server } = await line.connect();
    server.socket.write('x');
    await client.hears('x');
    server.socket.resetAndDestroy();
    assert.equal(await client.over, 'ECONNRESET');
  });

  void test('delays bytes, and keeps their order', async () => {
    await using line = await Line.open({ seed: 7 });
    const { client, server } = await line.connect();
    line.proxy.weather = { delayMs: 100, jitterMs: 50 };
    let sent = '';
    for (let i = 0; i < 20; i++) {
      client.socket.write(`${i};`);
      sent += `${i};`;
      await setImmediate();
    }
    await line.until(() => line.clock.pending > 0, 0);
    line.clock.advance(99);
    await setImmediate();
    assert.equal(server.heard, '');
    const more = await line.until(() => server.heard.length === sent.length);
    assert.equal(server.heard, sent);
    assert.ok(more <= 52, `${more} ms`);
  });

  void test('splits bytes into small chunks, reproducibly by seed', async () => {
    const text = 'drop by drop '.repeat(20);
    const portions = async (seed: number): Promise<number[]> => {
      await using line = await Line.open({ seed });
      const { client, server } = await line.connect();
      line.proxy.weather = { drip: 9, bytesPerSecond: 1000 };
      client.socket.write(text);
      await line.until(() => server.heard.length === text.length);
      assert.equal(server.heard, text);
      assert.ok(server.portions > 1);
      return line.clock.waits;
    };
    const first = await portions(3);
    assert.ok(Math.max(...first) <= 9 && Math.min(...first) >= 1, 'a byte takes a millisecond');
    assert.equal(Math.round(first.reduce((sum, bytes) => sum + bytes)), text.length);
    assert.deepEqual(await portions(3), first);
    assert.notDeepEqual(await portions(4), first);
  });

  void test('throttles bytes per second, with backpressure', async () => {
    await using line = await Line.open();
    const { client, server } = await line.connect();
    line.proxy.weather = { drip: 1_000_000, bytesPerSecond: 1_000_000 };
    const text = 'x'.repeat(8_000_000);
    server.socket.write(text);
    await line.until(() => client.heard.length > 0);
    assert.ok(server.socket.writableLength > 0, 'the sender notices');
    const took = await line.until(() => client.heard.length === text.length, 10);
    assert.ok(took > 7_500 && took < 9_000, `${took} ms`);
  });

  void test('can be half-open: accepts everything, returns nothing, and does not close', async () => {
    await using line = await Line.open();
    const { client, server } = await line.connect();
    line.proxy.swallow('up', 'down');
    const swallowed = line.proxy.next('swallowed');
    client.socket.write('hello?');
    await swallowed;
    const end = line.proxy.next('swallowed');
    server.socket.resetAndDestroy();
    const later = await line.connect();
    later.client.socket.write('hello?');
    await end;
    await setImmediate();
    assert.deepEqual([server.heard, later.server.heard], ['', '']);
    assert.equal(client.socket.destroyed, false);
    line.proxy.heal();
    assert.deepEqual([await client.over, await later.client.over], ['ECONNRESET', 'ECONNRESET']);
    const healed = await line.connect();
    healed.client.socket.write('there!');
    await healed.server.hears('there!');
  });

  void test('can strand open connections: those become half-open, new ones work', async () => {
    await using line = await Line.open();
    const { client, server } = await line.connect();
    line.proxy.strand();
    const swallowed = line.proxy.next('swallowed');
    client.socket.write('hello?');
    await swallowed;
    const later = await line.connect();
    later.client.socket.write('hello!');
    await later.server.hears('hello!');
    assert.equal(server.heard, '');
  });

  void test('can lose answers: the server receives everything, the client nothing', async () => {
    await using line = await Line.open();
    const { client, server } = await line.connect();
    server.socket.write('first');
    await client.hears('first');
    line.proxy.swallow('down');
    client.socket.write('question');
    await server.hears('question');
    const swallowed = line.proxy.next('swallowed');
    server.socket.write('answer');
    await swallowed;
    line.proxy.cut();
    assert.equal(await client.over, 'ECONNRESET');
    assert.equal(client.heard, 'first');
  });

  void test('refuses new connections until it is healed', async () => {
    await using line = await Line.open();
    line.proxy.refuse();
    const refused = new End(connect(line.proxy.port, '127.0.0.1'));
    assert.equal(await refused.over, 'ECONNRESET');
    line.proxy.heal();
    const { client, server } = await line.connect();
    client.socket.write('hello');
    await server.hears('hello');
  });

  void test('connects to the current server port', async () => {
    await using line = await Line.open();
    await using other = await Line.open();
    const before = await line.connect();
    other.proxy.target = line.port;
    line.proxy.target = other.proxy.port;
    const moved = other.proxy.next('opened');
    const after = await line.connect();
    await moved;
    after.client.socket.write('new');
    await after.server.hears('new');
    before.client.socket.write('old');
    await before.server.hears('old');
  });

  void test('resets connections if no server listens', async () => {
    await using line = await Line.open();
    line.proxy.target = 1;
    const nobody = new End(connect(line.proxy.port, '127.0.0.1'));
    assert.equal(await nobody.over, 'ECONNRESET');
  });
});
