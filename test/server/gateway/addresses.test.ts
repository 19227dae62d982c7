import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, test } from 'node:test';
import { Addresses } from '../../../server/gateway/addresses.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';

const trusting = (...proxies: string[]) => {
  const addresses = new Addresses(proxies);
  return (headers: IncomingHttpHeaders, remoteAddress: string | undefined = '127.0.0.1'): string =>
    addresses.key({ headers, socket: { remoteAddress } });
};
const key = trusting('10.0.0.0/8', 'fd00::/8');
const xff = (value: string, remote?: string): string => key({ 'x-forwarded-for': value }, remote);
const forwarded = (value: string): string => key({ forwarded: value });
const V4 = '203.0.113.9';
const V6 = key({}, '2001:db8:7::1');

void describe('the address by which a visitor is counted', () => {
  void test('is the same however a proxy writes it', () => {
    for (const value of [
      V4,
      `${V4}:50000`,
      `${V4}:1`,
      `  ${V4}\t`,
      `"${V4}:50000"`,
      `::ffff:${V4}`,
      `[::ffff:${V4}]:443`,
      `[${V4}]:443`,
      `${V4}, 10.0.0.1`,
      `${V4}:5000,10.0.0.1:6000,[fd00::1]:7000`,
      `198.51.100.1, ${V4}`,
      `unknown, ${V4}`,
      `${V4},`,
      `, ${V4}, ,10.0.0.1,`,
    ])
      assert.equal(xff(value), V4, value);
    for (const value of [
      '2001:db8:7::1',
      '[2001:db8:7::1]',
      '[2001:db8:7::1]:50001',
      '"[2001:db8:7::1]:50001"',
      '2001:DB8:7::0001',
      '2001:db8:7:0:0:0:0:1:50001',
      '2001:db8:7::1%eth0',
      '[2001:db8:7::1%25eth0]:50001',
      '2001:db8:7::1, fd00::2',
    ])
      assert.equal(xff(value), V6, value);
  });

  void test('is read from Forwarded where there is no X-Forwarded-For', () => {
    for (const value of [
      `for=${V4}`,
      `For="${V4}:4711"`,
      `proto=https;for=${V4};by=10.0.0.1`,
      `for="_odd,;name";by=x, for=${V4} ; host="a,b"`,
      `for=${V4}, for=10.0.0.1`,
    ])
      assert.equal(forwarded(value), V4, value);
    for (const value of ['for="[2001:db8:7::1]:4711"', 'FOR="[2001:db8:7::1]"'])
      assert.equal(forwarded(value), V6, value);
    assert.equal(key({ 'x-forwarded-for': V4, forwarded: 'for=198.51.100.1' }), V4);
  });

  void test('is the proxy’s own where it names none, whatever it writes instead', () => {
    for (const value of [
      '"1.2.3.4, 5.6.7.8',
      'unknown',
      'unknown:50000',
      '_hidden1',
      '_hidden2',
      '-',
      '',
      ' ',
      ',',
      'localhost',
      '999.1.1.1',
      '1.2.3',
      '[',
      '[]',
      ':80',
      '[::1',
      'a'.repeat(10_000),
      `${V4}, unknown`,
    ])
      assert.equal(xff(value), '127.0.0.1', value.slice(0, 20));
    for (const value of [
      'for=unknown',
      'for="_SEVKISEK"',
      'for=',
      'by=10.0.0.1',
      'nonsense',
      '"',
      `for=${V4}, by=10.0.0.1`,
    ])
      assert.equal(forwarded(value), '127.0.0.1', value);
    assert.equal(xff('unknown, 10.0.0.7'), '10.0.0.7');
  });

  void test('is not the one that a visitor claims', () => {
    for (const value of ['198.51.100.7', '10.0.0.1', 'unknown', '198.51.100.7:80'])
      assert.equal(xff(value, V4), V4, value);
    assert.equal(xff(`198.51.100.7, ${V4}`, '10.0.0.1'), V4);
  });

  void test('is there for every kind of connection', () => {
    assert.equal(xff(V4, '::1'), V4);
    assert.equal(xff(V4, '::ffff:10.1.2.3'), V4);
    assert.equal(trusting()({ 'x-forwarded-for': V4 }, undefined), V4, 'over a Unix socket');
    assert.equal(key({}, undefined), '127.0.0.1');
    assert.equal(key({}, 'fe80::1%eth0'), key({}, 'fe80::1'));
    assert.equal(trusting('linklocal')({ 'x-forwarded-for': V4 }, 'fe80::1%eth0'), V4);
  });

  void test('is found quickly in long headers', () => {
    const start = performance.now();
    for (const part of ['"', '\\"', ', ,', '"\\"', 'for="\\', '1:', '[', ';for='])
      for (const long of [part.repeat(8_000), `"${part.repeat(8_000)}`]) {
        xff(long);
        forwarded(long);
      }
    assert.ok(performance.now() - start < 1_000);
  });
});

void test('changing ports get nobody around the limit', async () => {
  await using live = await startServer({ env: { LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '3' } });
  for (const address of [V4, '[2001:db8::1]']) {
    const clients = [1, 2, 3, 4, 5, 6].map(
      (index) =>
        new RawClient(live.origin, 'docs', {
          headers: { 'X-Forwarded-For': `${address}:${50_000 + index}` },
        }),
    );
    const opened = await Promise.allSettled(clients.map((client) => client.opened));
    assert.equal(opened.filter(({ status }) => status === 'fulfilled').length, 3, address);
    for (const client of clients) client.socket.terminate();
  }
});
