import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommand, readOptions } from '../../../server/config/command-line.ts';
import { OptionError } from '../../../server/config/option.ts';
import { OPTION_ROWS } from '../../../server/config/option-table.ts';
import type { Options } from '../../../server/config/options.ts';
import { readPresenceOptions } from '../../../server/config/presence-options.ts';

function read(args: string[], env: Record<string, string> = {}): Options {
  const options = readOptions(args, env);
  if ('help' in options) throw new Error('help');
  return options;
}

void test('without anything: port 8787, development, this machine only', () => {
  const options = read([]);
  assert.equal(options.port, 8787);
  assert.equal(options.host, '127.0.0.1');
  assert.ok(options.development);
  assert.ok(options.origins.allows('http://localhost:3000', undefined));
  assert.equal(options.data, 'data/live-presence.db');
});

void test('in production: every address, no localhost', () => {
  const options = read([], { NODE_ENV: 'production' });
  assert.equal(options.host, '0.0.0.0');
  assert.ok(!options.origins.allows('http://localhost:3000', undefined));
});

void test('flags win over the environment, and empty variables count as not set', () => {
  const env = { PORT: '1000', LIVE_PRESENCE_LOG: 'warn', LIVE_PRESENCE_SECRET: '' };
  const options = read(['--port', '2000', '--origins=https://a.test,https://b.test'], env);
  assert.equal(options.port, 2000);
  assert.equal(options.log, 'warn');
  assert.equal(options.secret, undefined);
  assert.ok(options.origins.allows('https://b.test', undefined));
});

void test('limits are options too: numbers, times and rates', () => {
  const { limits } = read(['--edit-window', '1h'], {
    LIVE_PRESENCE_SOCKETS_PER_ADDRESS: '0',
    LIVE_PRESENCE_HELLO_MS: '2s',
    LIVE_PRESENCE_CHAT_RATE: '2.5/10',
  });
  assert.equal(limits.socketsPerAddress, 0);
  assert.equal(limits.helloMs, 2_000);
  assert.equal(limits.editMs, 3_600_000);
  assert.deepEqual(limits.chatRate, { perSecond: 2.5, burst: 10 });
});

void test('the edit window is a time with its unit, or in ms', () => {
  for (const [text, ms] of [
    ['15m', 900_000],
    ['900000', 900_000],
    ['90s', 90_000],
    ['1d', 86_400_000],
  ] as const)
    assert.equal(read([], { LIVE_PRESENCE_EDIT_WINDOW: text }).limits.editMs, ms);
});

void test('reserved names are separated by commas alone', () => {
  const { reservedNames } = read(['--reserved-names', 'Admin, Site Team,']);
  assert.ok(reservedNames.cover('admin') && reservedNames.cover('Site Team'));
  assert.ok(!reservedNames.cover('Team'));
  assert.ok(!read([]).reservedNames.cover('Admin'));
});

void test('retention is a time and a number of messages', () => {
  assert.deepEqual(read([]).retention, { ageMs: 30 * 86_400_000, messages: 10_000 });
  assert.deepEqual(read(['--retention', '12h / 500']).retention, { ageMs: 43_200_000, messages: 500 });
});

void test('a command comes before the flags', () => {
  assert.deepEqual(readCommand(['--port', '1']), { command: 'serve', args: ['--port', '1'] });
  assert.deepEqual(readCommand(['backup', 'x.db', '--data=y']), {
    command: 'backup',
    file: 'x.db',
    args: ['--data=y'],
  });
  assert.throws(() => readCommand(['backup']), OptionError);
  assert.throws(() => readCommand(['backup', '--data', 'y']), OptionError);
});

const wrong: [string, string[], Record<string, string>, string][] = [
  ['an unknown flag', ['--colour', 'red'], {}, '--colour'],
  ['an unknown variable', [], { LIVE_PRESENCE_ORIGIN: 'https://a.test' }, 'LIVE_PRESENCE_ORIGIN'],
  ['a stray word', ['serve'], {}, 'serve'],
  ['a port that is none', [], { PORT: '99999' }, 'PORT'],
  ['an origin that is none', [], { LIVE_PRESENCE_ORIGINS: 'example.org' }, 'LIVE_PRESENCE_ORIGINS'],
  ['a short secret', ['--secret', 'short'], {}, 'LIVE_PRESENCE_SECRET'],
  ['a proxy that is no address', [], { LIVE_PRESENCE_TRUST_PROXY: 'nginx' }, 'LIVE_PRESENCE_TRUST_PROXY'],
  ['a level that is none', [], { LIVE_PRESENCE_LOG: 'loud' }, 'LIVE_PRESENCE_LOG'],
  ['a rate that is none', [], { LIVE_PRESENCE_CHAT_RATE: '5' }, 'LIVE_PRESENCE_CHAT_RATE'],
  ['a time that is none', [], { LIVE_PRESENCE_HELLO_MS: 'soon' }, 'LIVE_PRESENCE_HELLO_MS'],
  ['a retention that is a time alone', [], { LIVE_PRESENCE_RETENTION: '30d' }, 'LIVE_PRESENCE_RETENTION'],
  ['a retention of nothing', [], { LIVE_PRESENCE_RETENTION: '30d/0' }, 'LIVE_PRESENCE_RETENTION'],
  ['an edit window that is none', [], { LIVE_PRESENCE_EDIT_WINDOW: 'long' }, 'LIVE_PRESENCE_EDIT_WINDOW'],
  ['a reserved name without letters', [], { LIVE_PRESENCE_RESERVED_NAMES: '…' }, 'RESERVED_NAMES'],
  ['pings slower than the silence', [], { LIVE_PRESENCE_PING_MS: '20s' }, 'LIVE_PRESENCE_PING_MS'],
  ['texts that fit no frame', [], { LIVE_PRESENCE_TEXT_LENGTH: '9000' }, 'LIVE_PRESENCE_TEXT_LENGTH'],
  [
    'more of an address than of all',
    [],
    { LIVE_PRESENCE_SOCKETS: '50' },
    'LIVE_PRESENCE_SOCKETS_PER_ADDRESS',
  ],
  [
    'one word for two purposes',
    [],
    { LIVE_PRESENCE_SECRET: 'the same long secret', LIVE_PRESENCE_ADMIN_KEY: 'the same long secret' },
    'LIVE_PRESENCE_ADMIN_KEY',
  ],
];
void test('an error says what is wrong and what would be right', () => {
  const messages: [Record<string, string>, string][] = [
    [{ PORT: '99999' }, 'PORT: "99999" is not a whole number from 0 to 65535'],
    [
      { LIVE_PRESENCE_ORIGIN: 'x' },
      'LIVE_PRESENCE_ORIGIN: unknown option; did you mean LIVE_PRESENCE_ORIGINS? See --help',
    ],
    [
      { LIVE_PRESENCE_HELLO_MS: '1w' },
      'LIVE_PRESENCE_HELLO_MS: "1w" is not a time like 500ms, 5s, 15m, 1h or 1d',
    ],
    [
      { LIVE_PRESENCE_TEXT_LENGTH: '9000' },
      'LIVE_PRESENCE_TEXT_LENGTH: 9000 is too long for LIVE_PRESENCE_FRAME_BYTES (16384)',
    ],
    [
      { LIVE_PRESENCE_PING_MS: '20s' },
      'LIVE_PRESENCE_PING_MS: must be below LIVE_PRESENCE_SILENCE_MS (13s), or healthy sockets would be closed between two pings',
    ],
  ];
  for (const [env, message] of messages) assert.throws(() => readOptions([], env), { message });
});

for (const [what, args, env, name] of wrong) {
  void test(`${what} stops the start with its name`, () => {
    assert.throws(
      () => readOptions(args, env),
      (error: unknown) => error instanceof OptionError && error.message.includes(name),
    );
  });
}

void test('--help lists every option once', () => {
  const result = readOptions(['--help'], {});
  assert.ok('help' in result);
  for (const row of OPTION_ROWS) assert.equal(result.help.split(`--${row.flag} `).length, 2, row.flag);
  assert.equal(new Set(OPTION_ROWS.map((row) => row.env)).size, OPTION_ROWS.length);
});

void test('an object’s names may contain a comma, and an empty string is not set', () => {
  const { reservedNames, secret } = readPresenceOptions({ reservedNames: ['Smith, John'], secret: '' });
  assert.ok(reservedNames.cover('Smith, John'));
  assert.equal(secret, undefined);
});
