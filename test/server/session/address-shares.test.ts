import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterEach, describe, test } from 'node:test';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import { AddressShares } from '../../../server/session/address-shares.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import { createLog } from '../../../server/log.ts';

void describe('what one address may write', () => {
  const clients: RawClient[] = [];
  afterEach(() => {
    for (const { socket } of clients.splice(0)) socket.terminate();
  });

  void test('is the same however many sockets, members and rooms it uses', async () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _, done) {
        lines.push(...chunk.toString().trim().split('\n'));
        done();
      },
    });
    await using server = await startServer({ log: createLog('info', sink) });
    const { burst, perSecond } = DEFAULT_LIMITS.addressChatRate;
    let acks = 0;
    const start = Date.now();
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const client = new RawClient(server.origin, `room ${String(i % 7)}`);
        clients.push(client);
        await client.join(`Person ${String(i)}`);
        for (let n = 0; n < 20; n++)
          client.send({ type: 'chat_post', op: randomUUID(), text: 'spam', mentions: [] });
        await client.settled();
        acks += client.all('ack').length;
        for (const { code, retryAfterMs } of client.all('error')) {
          assert.equal(code, 'rate_limited');
          assert.ok((retryAfterMs ?? 0) > 0);
        }
      }),
    );
    const most = burst + (perSecond * (Date.now() - start)) / 1000 + 1;
    assert.ok(acks <= most, `${String(acks)} acks of ${String(most)}`);
    const said = lines.filter((line) => line.includes('LIVE_PRESENCE_ADDRESS_CHAT_RATE'));
    assert.equal(said.length, 1, said.join('\n'));
    assert.ok(!said[0]?.includes('127.0.0.1'));
  });

  void test('is bounded in bytes, comes back with time, and leaves others theirs', () => {
    const clock = new ManualClock();
    const logged: string[] = [];
    const shares = new AddressShares({
      limits: DEFAULT_LIMITS,
      clock,
      log: { warn: (_, message) => logged.push(message) },
    });
    const day = 24 * 3_600;
    let bytes = 0;
    for (let second = 0; second < day; second++) {
      while (shares.take('198.51.100.1', 16_000) === 0) bytes += 16_000;
      clock.advance(1_000);
    }
    const { burst, perSecond } = DEFAULT_LIMITS.addressChatBytes;
    assert.ok(bytes <= burst + perSecond * day, `${String(bytes)} bytes in a day`);
    assert.equal(shares.take('198.51.100.2', 16_000), 0);
    assert.ok(logged.length <= 24, `${String(logged.length)} lines in a day`);
  });

  void test('is enough for a class that answers at once, and for an office that talks all day', () => {
    const clock = new ManualClock();
    const log = { warn: (_: object, message: string) => assert.fail(message) };
    const shares = new AddressShares({ limits: DEFAULT_LIMITS, clock, log });
    for (let pupil = 0; pupil < 60; pupil++) assert.equal(shares.take('a school', 250), 0);
    for (let second = 0; second < 8 * 3_600; second += 2) {
      assert.equal(shares.take('an office', 350), 0);
      clock.advance(2_000);
    }
  });

  void test('never keeps out a single message that is larger than all of it', () => {
    const clock = new ManualClock();
    const limits = { ...DEFAULT_LIMITS, addressChatBytes: { perSecond: 10, burst: 100 } };
    const shares = new AddressShares({ limits, clock, log: { warn: () => undefined } });
    assert.equal(shares.take('a', 5_000), 0);
    clock.advance(shares.take('a', 5_000));
    assert.equal(shares.take('a', 5_000), 0);
  });
});
