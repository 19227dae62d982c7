/** The values that people give options by mistake, and what becomes of each. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LIMIT_OPTIONS } from '../../../server/config/limit-table.ts';
import type { OptionValues } from '../../../server/config/option-table.ts';

/** What was read, or a part of the message with which it is refused. */
type Expected = { is: unknown } | RegExp;
type Rows = readonly (readonly [value: string, expected: Expected])[];

const is = (value: unknown): { is: unknown } => ({ is: value });
const NUMBER = /is not a whole number from/;
const TIME = /is not a time like 500ms, 5s, 15m, 1h or 1d/;
const RATE = /is not a rate like 5\/20/;
const ORIGIN = /is not an origin like https:\/\/www\.example\.org/;
const ADDRESS = /is not an address like 127\.0\.0\.1/;
const URL_LIKE = /is not an address like https:\/\/presence\.example\.com|is not an origin like/;
const PROXY = /is not an address like 10\.0\.0\.7/;
const SIZE = /is not a size like 500MB or 4GB/;
const PATH = /is not a path like/;
const CONTROL = /contains a control character \(U\+000D\)/;
/** Of a key, with letters that a key cannot have. */
const KEY_FILE = join(mkdtempSync(join(tmpdir(), 'live-presence-test-')), 'Schlüssel 鍵');
writeFileSync(KEY_FILE, 'a key in a file');
process.once('exit', () => {
  rmSync(dirname(KEY_FILE), { recursive: true });
});
const LONG = 'sixteen letters, and more';

export const ROWS: { readonly [K in keyof OptionValues]: Rows } = {
  port: [
    ['9000', is(9000)],
    ['9000\r', is(9000)],
    ['0', is(0)],
    ['08787', is(8787)],
    ['65536', NUMBER],
    ['-1', NUMBER],
    ['8787.0', NUMBER],
    ['8e3', NUMBER],
    ['0x22', NUMBER],
    ['８７８７', NUMBER],
    ['80 81', NUMBER],
    ['tcp://10.0.0.7:80', NUMBER],
    ['/run/live.sock', NUMBER],
    ['true', NUMBER],
  ],
  keepAliveMs: [
    ['75s', is(75_000)],
    ['2m\r', is(120_000)],
    ['500', is(500)],
    ['0', TIME],
    ['75 seconds', TIME],
    ['1e3', TIME],
    ['60d', /is not a time like .*at most 24d/],
    ['on', TIME],
  ],
  dataSize: [
    ['500MB', is(500_000_000)],
    ['4gb\r', is(4_000_000_000)],
    ['1000000', is(1_000_000)],
    ['0', is(0)],
    ['4 GB', is(4_000_000_000)],
    ['-1', SIZE],
    ['4GiB', SIZE],
    ['4', SIZE],
    ['999KB', SIZE],
    ['1.5GB', SIZE],
    ['many', SIZE],
    ['99999999TB', SIZE],
  ],
  host: [
    ['0.0.0.0', is('0.0.0.0')],
    ['[::]', is('::')],
    ['::1', is('::1')],
    ['LocalHost', is('localhost')],
    ['localhost\r', is('localhost')],
    ['münchen.example', is('xn--mnchen-3ya.example')],
    ['x86_64-conda-linux-gnu', is('x86_64-conda-linux-gnu')],
    ['*', ADDRESS],
    ['256.1.1.1', ADDRESS],
    ['127.0.0.1:8787', ADDRESS],
    ['[127.0.0.1]', ADDRESS],
    ['localhost:8787', ADDRESS],
    ['http://localhost', ADDRESS],
    ['8787', ADDRESS],
    ['0.0.0.0/0', ADDRESS],
    ['a b', ADDRESS],
    ['local\rhost', CONTROL],
  ],
  origins: [
    ['https://www.example.org', is(['https://www.example.org'])],
    ['HTTPS://WWW.Example.ORG/', is(['https://www.example.org'])],
    ['https://www.example.org:443', is(['https://www.example.org'])],
    [
      'http://www.example.org:80, https://a.example:444\r',
      is(['http://www.example.org', 'https://a.example:444']),
    ],
    ['https://*.example.org:443', is(['https://*.example.org'])],
    ['https://www.müller.example', is(['https://www.xn--mller-kva.example'])],
    ['https://*.MÜLLER.example', is(['https://*.xn--mller-kva.example'])],
    ['https://a.example,,https://a.example', is(['https://a.example'])],
    [',', /has no entries/],
    ['www.example.org', /write https:\/\/www\.example\.org/],
    ['https://www.example.org/blog', /write only https:\/\/www\.example\.org/],
    ['wss://www.example.org', /use https:\/\//],
    ['https://a.example;https://b.example', ORIGIN],
    ['"https://a.example"', ORIGIN],
    ['["https://a.example"]', ORIGIN],
    ['*', ORIGIN],
    ['https://*', ORIGIN],
    ['https://*.org', ORIGIN],
    ['https://www.*.org', ORIGIN],
    ['https://user:word@a.example', ORIGIN],
    ['https://123', ORIGIN],
    ['localhost', ORIGIN],
    ['null', /can’t be let in/],
    ['true', ORIGIN],
    ['https://a.example:port', ORIGIN],
  ],
  url: [
    ['https://presence.example.com', is('https://presence.example.com')],
    ['https://Presence.Example.com:443/\r', is('https://presence.example.com')],
    ['https://www.example.org/presence/', is('https://www.example.org/presence')],
    ['https://bücher.example/p', is('https://xn--bcher-kva.example/p')],
    ['presence.example.com', URL_LIKE],
    ['https://presence.example.com/live-presence.js', /without the script’s name/],
    ['https://presence.example.com?x', URL_LIKE],
    ['https://*.example.com', /a wildcard is for the sites/],
    ['wss://presence.example.com', URL_LIKE],
    ['https://', URL_LIKE],
    ['/presence', URL_LIKE],
  ],
  secret: [
    [LONG, is(LONG)],
    [`${LONG}\r\n`, is(LONG)],
    ['short', /must have at least 16 characters, not 5/],
    [`'${LONG}'`, /in quotation marks/],
    [import.meta.filename, /is the path of a file/],
    ['sixteen\rletters, and more', CONTROL],
  ],
  data: [
    ['data/chat.db', is('data/chat.db')],
    ['/a b/ü.db\r', is('/a b/ü.db')],
    ['C:\\data\\chat.db', is('C:\\data\\chat.db')],
    [':MEMORY:', is(':memory:')],
    ['memory', /write :memory:/],
    [':memory', /write :memory:/],
    ['/data/', /is a folder/],
    ['file:data.db', PATH],
    ['sqlite:///data.db', PATH],
    ['postgres://user@host/db', PATH],
    ['~/chat.db', /are not replaced here/],
    ['$HOME/chat.db', /are not replaced here/],
    ['"/data/chat.db"', /without quotation marks/],
    ['/data/a\rb.db', CONTROL],
  ],
  retention: [
    ['12h / 500', is({ ageMs: 43_200_000, messages: 500 })],
    ['30d/10000\r', is({ ageMs: 2_592_000_000, messages: 10_000 })],
    ...[
      '30d',
      '10000',
      '30/10000',
      '30D/10000',
      '30d/0',
      '0d/5',
      '30 days',
      '-1d/5',
      '30d/10,000',
      'forever',
    ].map((value) => [value, /is not a retention like 30d\/10000/] as const),
    [`1d/${'9'.repeat(400)}`, /is not a retention/],
    [`${'9'.repeat(400)}d/1`, /is not a retention/],
  ],
  adminKey: [
    [LONG, is(LONG)],
    [`${LONG}\r`, is(LONG)],
    ['short', /at least 16/],
    ['schlüssel mit mehr als sechzehn', /sent in a header/],
    [`"${LONG}"`, /in quotation marks/],
    [import.meta.filename, /is the path of a file/],
    [KEY_FILE, /is the path of a file/],
  ],
  reservedNames: [
    ['Admin, Site Team,', is(['Admin', 'Site Team'])],
    ['Admin\r', is(['Admin'])],
    ['Müller,管理员', is(['Müller', '管理员'])],
    [' , ', /has no entries/],
    ['…', /"…"/],
    ['Ad\rmin', /contains a control character/],
  ],
  trustProxy: [
    ['10.0.0.7, 10.1.0.0/16', is(['10.0.0.7', '10.1.0.0/16'])],
    ['LOOPBACK uniquelocal\r', is(['loopback', 'uniquelocal'])],
    ['[2001:DB8::1]', is(['2001:db8::1'])],
    ['10.0.0.0/255.0.0.0', is(['10.0.0.0/255.0.0.0'])],
    ['1', PROXY],
    ['true', PROXY],
    ['*', PROXY],
    ['nginx', PROXY],
    ['10.0.0.7:80', PROXY],
    ['10.0.0.0/33', PROXY],
    ['10.0.0', PROXY],
    ['::1/', PROXY],
    ['10.0.0.0/8/8', PROXY],
    ['fe80::1%eth0', PROXY],
  ],
  log: [
    ['WARN', is('warn')],
    ['warn\r', is('warn')],
    ['warning', /is not one of trace, debug, info/],
    ['pretty', /is not one of/],
    ['0', /is not one of/],
    ['true', /is not one of/],
    ['wa\rrn', CONTROL],
  ],
};

const NUMBERS: Rows = [
  ['abc', NUMBER],
  ['-5', NUMBER],
  ['1.5', NUMBER],
  ['1e5', NUMBER],
  ['10k', NUMBER],
  ['1,000,000', NUMBER],
  ['99999999999999999999', NUMBER],
  ['Infinity', NUMBER],
  ['true', NUMBER],
];
const TIMES: Rows = [
  ['soon', TIME],
  ['5S', TIME],
  ['5 seconds', TIME],
  ['1w', TIME],
  ['-1s', TIME],
  ['0', TIME],
  ['1.5s', TIME],
  ['PT5S', TIME],
  ['25d', /at most 24d/],
];
const RATES: Rows = [
  ['5', RATE],
  ['5/', RATE],
  ['-5/20', RATE],
  ['0/20', RATE],
  ['5/0', RATE],
  ['5/m', RATE],
  ['5/20/30', RATE],
  ['unlimited', RATE],
];

export const LIMIT_KEYS = Object.keys(LIMIT_OPTIONS) as (keyof typeof LIMIT_OPTIONS)[];
/** By what a limit's default is; a limit of another kind has no rows, and fails. */
export function limitRows(key: keyof typeof LIMIT_OPTIONS): Rows {
  const { default: byDefault, parser } = LIMIT_OPTIONS[key];
  const format = (value: unknown): string => parser.format(value as never);
  const same: Rows = [
    [`${format(byDefault)}\r`, is(byDefault)],
    [` ${format(byDefault)} `, is(byDefault)],
  ];
  if (typeof byDefault === 'object') return [...same, ...RATES];
  if (key.endsWith('Ms')) return [...same, [String(byDefault), is(byDefault)], ...TIMES];
  return [...same, ...NUMBERS, ...(key === 'socketsPerAddress' ? [] : ([['0', NUMBER]] as const))];
}
