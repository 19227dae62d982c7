/**
 * Every option with the values that people give it by mistake: each is accepted and normalised, or refused with the
 * option's name, the value and what would be right. Nothing silently becomes something else.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import { readOptions } from '../../../server/config/command-line.ts';
import { LIMIT_OPTIONS } from '../../../server/config/limit-table.ts';
import { OptionError } from '../../../server/config/option.ts';
import { OPTIONS, OPTION_ROWS } from '../../../server/config/option-table.ts';
import type { OptionValues } from '../../../server/config/option-table.ts';
import type { Options } from '../../../server/config/options.ts';
import { readPresenceOptions } from '../../../server/config/presence-options.ts';

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
const LONG = 'sixteen letters, and more';

const ROWS: { readonly [K in keyof OptionValues]: Rows } = {
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

const LIMIT_KEYS = Object.keys(LIMIT_OPTIONS) as (keyof typeof LIMIT_OPTIONS)[];
/** By what a limit's default is; a limit of another kind has no rows, and fails. */
function limitRows(key: keyof typeof LIMIT_OPTIONS): Rows {
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

function read(args: readonly string[], env: Readonly<Record<string, string>> = {}): Options {
  const options = readOptions(args, env);
  if ('help' in options) throw new Error('help');
  return options;
}

/** What an option has become; for what is read into an object, what its parser gives. */
function valueOf(key: keyof OptionValues, options: Options, text: string): unknown {
  if (key === 'origins') return options.origins.sites;
  if (key === 'reservedNames' || key === 'trustProxy') return OPTIONS[key].parser.parse(text.trim());
  return options[key];
}

function refuses(run: () => unknown, name: string, message: RegExp): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof OptionError, String(error));
    assert.ok(error.message.startsWith(name), error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /[\r\n]/, 'on one line');
    return true;
  });
}

const OPTION_KEYS = Object.keys(OPTIONS) as (keyof OptionValues)[];

void describe('every option has its typical wrong values', () => {
  for (const key of OPTION_KEYS) {
    const { env, flag } = OPTIONS[key];
    void test(`${env} and --${flag}`, () => {
      assert.ok(ROWS[key].some(([, expected]) => expected instanceof RegExp) && ROWS[key].length > 4);
      for (const [value, expected] of ROWS[key]) {
        if (expected instanceof RegExp) {
          refuses(() => read([], { [env]: value }), `${env}: `, expected);
          refuses(() => read([`--${flag}=${value}`]), `--${flag} (${env}): `, expected);
        } else {
          assert.deepEqual(valueOf(key, read([], { [env]: value }), value), expected.is, value);
          assert.deepEqual(valueOf(key, read([`--${flag}`, value]), value), expected.is, value);
        }
      }
    });
  }

  for (const key of LIMIT_KEYS) {
    const { env, flag } = LIMIT_OPTIONS[key];
    void test(`${env} and --${flag}`, () => {
      for (const [value, expected] of limitRows(key)) {
        if (expected instanceof RegExp) {
          refuses(() => read([], { [env]: value }), `${env}: `, expected);
          refuses(() => read([`--${flag}=${value}`]), `--${flag} (${env}): `, expected);
        } else {
          assert.deepEqual(read([], { [env]: value }).limits[key], expected.is, value);
        }
      }
    });
  }

  void test('an empty variable is not set; an empty flag, and whatever is blank, is refused', () => {
    for (const { env, flag } of OPTION_ROWS) {
      assert.deepEqual(read([], { [env]: '' }), read([]));
      for (const blank of [' ', '\r', '\t\n', '\u00a0'])
        refuses(() => read([], { [env]: blank }), `${env}: `, /is blank.*leave it out for the default/);
      for (const args of [[`--${flag}=`], [`--${flag}`, ''], [`--${flag}`, ' ']])
        refuses(() => read(args), `--${flag} (${env}): `, /is blank/);
      refuses(() => read([`--${flag}`]), `--${flag}: `, /missing value/);
      refuses(() => read([`--${flag}`, '--port', '1']), `--${flag}: `, /missing value/);
      refuses(() => read([`--${flag}=x`, `--${flag}=x`]), `--${flag}: `, /given twice/);
    }
  });

  void test('an object’s options of another type are refused', () => {
    const wrong = [null, 7, true, {}, [], [7], [null], () => 1, ' ', '\r', Symbol.iterator, NaN];
    for (const key of OPTION_KEYS.filter((each) => each !== 'port' && each !== 'host'))
      for (const value of wrong) {
        // An empty list is a list.
        if (Array.isArray(value) && value.length === 0 && Array.isArray(OPTIONS[key].default)) continue;
        refuses(() => readPresenceOptions({ [key]: value }), `${key}: `, /./);
      }
    for (const key of LIMIT_KEYS)
      for (const value of [...wrong.filter((each) => each !== 7), '', '5', Infinity, -1, 0.5])
        refuses(() => readPresenceOptions({ limits: { [key]: value } }), `limits.${key}: `, /./);
    for (const value of ['true', 1, null, {}])
      refuses(() => readPresenceOptions({ development: value as never }), 'development: ', /true or false/);
    for (const value of [null, 'x', []]) {
      refuses(() => readPresenceOptions(value as never), 'options: ', /must be an object/);
      if (value !== null)
        refuses(() => readPresenceOptions({ limits: value as never }), 'limits: ', /object/);
    }
    refuses(() => readPresenceOptions({ port: 1 } as never), 'port: ', /your HTTP server has its own/);
    refuses(() => readPresenceOptions({ sockets: 1 } as never), 'sockets: ', /limits\.sockets/);
    refuses(() => readPresenceOptions({ origin: [] } as never), 'origin: ', /did you mean origins\?/);
    refuses(() => readPresenceOptions({ limits: { socket: 1 } as never }), 'limits.socket: ', /sockets/);
  });

  void test('a limit that the widget assumes is no option, and the others leave room for what it sends', () => {
    const fixed = ['roomLength', 'pageLength', 'anchorBytes', 'cursorChatLength', 'samples', 'mentions'];
    assert.deepEqual([...LIMIT_KEYS, ...fixed].sort(), Object.keys(DEFAULT_LIMITS).sort());
    const low: Record<string, string> = {
      FRAME_BYTES: '1000',
      HELLO_MS: '10',
      LAGGING_MS: '100',
      SLOW_BYTES: '1000',
      CURSOR_RATE: '1/1',
      ANCHOR_RATE: '1/1',
      READ_RATE: '1/1',
      UPKEEP_RATE: '1/1',
      CONTROL_RATE: '1/1',
    };
    for (const [name, value] of Object.entries(low))
      refuses(
        () => read([], { [`LIVE_PRESENCE_${name}`]: value }),
        `LIVE_PRESENCE_${name}: `,
        /too|whole number from/,
      );
  });
});

void describe('names that are no option', () => {
  const unknown: [args: string[], env: Record<string, string>, name: string, message: RegExp][] = [
    [['--orgins=x'], {}, '--orgins: ', /Did you mean --origins\? There are --port, --host, .*--slot-ms/],
    [['--PORT', '1'], {}, '--PORT: ', /Did you mean --port\?/],
    [['--trustProxy=1'], {}, '--trustProxy: ', /Did you mean --trust-proxy\?/],
    [['--colour'], {}, '--colour: ', /There are --port/],
    [['-p', '1'], {}, '-p: ', /There are --port/],
    [['--no-log'], {}, '--no-log: ', /There are --port/],
    [['--help=yes'], {}, '--help: ', /./],
    [['9000'], {}, 'unexpected argument "9000"', /options begin with --/],
    [['PORT=9000'], {}, 'unexpected argument "PORT=9000"', /did you mean --port\?/],
    [['-'], {}, 'unexpected argument', /./],
    [[], { LIVE_PRESENCE_ORIGIN: 'x' }, 'LIVE_PRESENCE_ORIGIN: ', /did you mean LIVE_PRESENCE_ORIGINS\?/],
    [[], { live_presence_origins: 'x' }, 'live_presence_origins: ', /did you mean LIVE_PRESENCE_ORIGINS\?/],
    [[], { 'LIVE-PRESENCE-DATA': 'x' }, 'LIVE-PRESENCE-DATA: ', /did you mean LIVE_PRESENCE_DATA\?/],
    [[], { LIVE_PRESENCE_PORT: '9000' }, 'LIVE_PRESENCE_PORT: ', /did you mean PORT\?/],
    [[], { LIVE_PRESENCE_HOST: 'x' }, 'LIVE_PRESENCE_HOST: ', /did you mean HOST\?/],
    [[], { LIVE_PRESENCE_PAGE_LENGTH: '20' }, 'LIVE_PRESENCE_PAGE_LENGTH: ', /unknown option/],
    [[], { NODE_ENV: 'prod' }, 'NODE_ENV: ', /"prod" is neither production nor development/],
    [[], { NODE_ENV: 'staging' }, 'NODE_ENV: ', /neither/],
  ];
  for (const [args, env, name, message] of unknown)
    void test(`${args.join(' ')}${JSON.stringify(env)}`, () => {
      refuses(() => read(args, env), name, message);
    });

  void test('NODE_ENV with blanks, or in capitals, is what it says', () => {
    for (const value of ['production', 'Production', 'PRODUCTION\r', ' production '])
      assert.equal(read([], { NODE_ENV: value }).development, false, value);
    for (const value of ['', 'development', 'Development', 'test'])
      assert.equal(read([], { NODE_ENV: value }).development, true, value);
  });

  void test('what Kubernetes and Docker make for a service of this name is ignored, and listed', () => {
    const made = {
      LIVE_PRESENCE_PORT: 'tcp://10.0.0.7:80',
      LIVE_PRESENCE_SERVICE_HOST: '10.0.0.7',
      LIVE_PRESENCE_SERVICE_PORT: '80',
      LIVE_PRESENCE_SERVICE_PORT_HTTP: '80',
      LIVE_PRESENCE_PORT_80_TCP: 'tcp://10.0.0.7:80',
      LIVE_PRESENCE_PORT_80_TCP_PROTO: 'tcp',
      LIVE_PRESENCE_PORT_80_TCP_PORT: '80',
      LIVE_PRESENCE_PORT_80_TCP_ADDR: '10.0.0.7',
      LIVE_PRESENCE_METRICS_SERVICE_HOST: 'fd00::7',
      LIVE_PRESENCE_METRICS_PORT: 'tcp://[fd00::7]:9090',
      LIVE_PRESENCE_METRICS_PORT_9090_TCP_ADDR: 'fd00::7',
      LIVE_PRESENCE_PORT_53_UDP: 'udp://10.0.0.7:53',
      LIVE_PRESENCE_NAME: '/web/live-presence',
      LIVE_PRESENCE_ENV_NODE_VERSION: '24.1.0',
    };
    const options = read([], made);
    assert.deepEqual(options.ignoredVariables, Object.keys(made));
    assert.equal(options.port, 8787);
  });
});
