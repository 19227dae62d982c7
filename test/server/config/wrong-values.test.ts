/**
 * Every option with the values that people give it by mistake: each is accepted and normalised, or refused with the
 * option's name, the value and what would be right. Nothing silently becomes something else.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_LIMITS } from '../../../protocol/limits.ts';
import { readOptions } from '../../../server/config/command-line.ts';
import { LIMIT_OPTIONS } from '../../../server/config/limit-table.ts';
import { OPTIONS, OPTION_ROWS } from '../../../server/config/option-table.ts';
import type { OptionValues } from '../../../server/config/option-table.ts';
import type { Options } from '../../../server/config/options.ts';
import { readPresenceOptions } from '../../../server/config/presence-options.ts';
import { refuses } from './refuses.ts';
import { LIMIT_KEYS, ROWS, limitRows } from './wrong-values.ts';

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
