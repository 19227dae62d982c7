/**
 * The server's options: one table, from which the reading, `--help` and the README's table are made. A flag wins
 * over the environment, the environment over the default.
 */
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import type { Limits, Rate } from '../../protocol/limits.ts';
import { Addresses } from '../gateway/addresses.ts';
import { OriginList } from '../gateway/origins.ts';
import { ReservedNames } from '../room/reserved-names.ts';

export interface Options {
  port: number;
  host: string;
  /** Origins whose pages may connect, besides the server's own. */
  origins: OriginList;
  /** Makes member ids; undefined: one is made and kept beside the data. */
  secret: string | undefined;
  /** Path of the database, or `:memory:`. */
  data: string;
  retention: Retention;
  adminKey: string | undefined;
  /** Names that no visitor may take. */
  reservedNames: ReservedNames;
  addresses: Addresses;
  log: LogLevel;
  /** Localhost origins are allowed and the demo is at `/`. */
  development: boolean;
  limits: Limits;
}

/** How long, and how many messages of each room are kept: what is beyond either is removed. */
export interface Retention {
  ageMs: number;
  messages: number;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** An option that stops the start; the message begins with its name. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export interface OptionRow {
  /** Environment variable. */
  env: string;
  /** Flag without its dashes. */
  flag: string;
  /** As a person would write it. */
  default: string;
  help: string;
}

const MAIN_ROWS = [
  { env: 'PORT', flag: 'port', default: '8787', help: 'Port to listen on' },
  { env: 'HOST', flag: 'host', default: '127.0.0.1; 0.0.0.0 in production', help: 'Address to listen on' },
  {
    env: 'LIVE_PRESENCE_ORIGINS',
    flag: 'origins',
    default: 'none but its own; localhost too in development',
    help: 'Sites whose pages may connect, separated by commas: `https://www.example.org`, or `https://*.example.org` for every sub-domain',
  },
  {
    env: 'LIVE_PRESENCE_SECRET',
    flag: 'secret',
    default: 'made once and kept beside the data',
    help: 'Makes member ids; the same on every node; at least 16 characters',
  },
  {
    env: 'LIVE_PRESENCE_DATA',
    flag: 'data',
    default: 'data/live-presence.db',
    help: 'Database of the chat, in a folder that is made where there is none; `:memory:` keeps nothing over a restart',
  },
  {
    env: 'LIVE_PRESENCE_RETENTION',
    flag: 'retention',
    default: '30d/10000',
    help: 'How long messages are kept / how many of each room',
  },
  {
    env: 'LIVE_PRESENCE_ADMIN_KEY',
    flag: 'admin-key',
    default: 'none',
    help: 'Lets the site’s own programs post notices, moderate and connect without an Origin, as `Authorization: Bearer …`; at least 16 characters',
  },
  {
    env: 'LIVE_PRESENCE_RESERVED_NAMES',
    flag: 'reserved-names',
    default: 'none',
    help: 'Names that no visitor may take, nor one that looks like them or has them as a word, separated by commas: `Admin,Support`',
  },
  {
    env: 'LIVE_PRESENCE_TRUST_PROXY',
    flag: 'trust-proxy',
    default: 'loopback',
    help: 'Proxies that may say whose request it is, besides those on this machine: addresses or ranges (`10.0.0.0/8`), separated by commas',
  },
  {
    env: 'LIVE_PRESENCE_LOG',
    flag: 'log',
    default: 'info',
    help: `Least level to log: ${LOG_LEVELS.join(', ')}`,
  },
] as const satisfies readonly OptionRow[];

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The name and meaning of each limit's option; the defaults stand in `protocol/limits.ts`. */
const LIMIT_ROWS: Record<keyof Limits, { name: string; help: string }> = {
  frameBytes: { name: 'FRAME_BYTES', help: 'Longest frame of a client, in bytes' },
  frameFragments: { name: 'FRAME_FRAGMENTS', help: 'Most fragments of one message' },
  textLength: { name: 'TEXT_LENGTH', help: 'Longest chat text' },
  nameLength: { name: 'NAME_LENGTH', help: 'Longest name' },
  roomLength: { name: 'ROOM_LENGTH', help: 'Longest room name' },
  pageLength: { name: 'PAGE_LENGTH', help: 'Longest page name' },
  helloMs: { name: 'HELLO_MS', help: 'Time for the first message of a socket' },
  pingMs: { name: 'PING_MS', help: 'How often each socket is pinged' },
  silenceMs: { name: 'SILENCE_MS', help: 'A socket silent for so long is closed' },
  graceMs: { name: 'GRACE_MS', help: 'How long a member stays after their last tab went' },
  presenceMs: { name: 'PRESENCE_MS', help: 'How long presence changes are gathered' },
  laggingBytes: { name: 'LAGGING_BYTES', help: 'Queued bytes above which a socket gets no cursors' },
  laggingMs: {
    name: 'LAGGING_MS',
    help: 'How late the answer to a tick may be before a socket gets no cursors',
  },
  slowBytes: { name: 'SLOW_BYTES', help: 'Queued bytes above which a socket is closed' },
  socketsPerAddress: { name: 'SOCKETS_PER_ADDRESS', help: 'Sockets of one address; 0 for no limit' },
  socketsPerMember: { name: 'SOCKETS_PER_MEMBER', help: 'Sockets of one member' },
  sockets: { name: 'SOCKETS', help: 'Sockets of the process' },
  roomMembers: { name: 'ROOM_MEMBERS', help: 'Members of one room' },
  namedMembers: { name: 'NAMED_MEMBERS', help: 'Members named in one message' },
  quietMembers: {
    name: 'QUIET_MEMBERS',
    help: 'Above so many members, joins on other pages are told by the count alone',
  },
  chatRate: { name: 'CHAT_RATE', help: 'Chat operations per second / at once' },
  siteRate: { name: 'SITE_RATE', help: 'Notices and deletions of the site’s backend per second / at once' },
  cursorRate: { name: 'CURSOR_RATE', help: 'Cursor frames per second / at once' },
  anchorRate: { name: 'ANCHOR_RATE', help: 'Anchors named per second / at once' },
  controlRate: { name: 'CONTROL_RATE', help: 'Other messages per second / at once' },
  anchors: { name: 'ANCHORS', help: 'Anchors of one session' },
  anchorBytes: { name: 'ANCHOR_BYTES', help: 'Longest anchor' },
  pageAnchors: { name: 'PAGE_ANCHORS', help: 'Anchors in use on one page, at most 16384' },
  cursorBytes: { name: 'CURSOR_BYTES', help: 'Bytes of cursors that a visitor gets in a second' },
  cursorChatLength: { name: 'CURSOR_CHAT_LENGTH', help: 'Longest text of the cursor chat' },
  samples: { name: 'SAMPLES', help: 'Samples in one cursor frame' },
  badFrames: { name: 'BAD_FRAMES', help: 'Bad frames before the socket is closed' },
  floodStrikes: { name: 'FLOOD_STRIKES', help: 'Refused messages before the socket is closed' },
  mentions: { name: 'MENTIONS', help: 'Members whom one message may mention' },
  reactions: { name: 'REACTIONS', help: 'Different emoji on one message' },
  reactors: { name: 'REACTORS', help: 'Members who react to one message with one emoji' },
  events: { name: 'EVENTS', help: 'Chat events, or messages of history, in one frame' },
  eventsBytes: { name: 'EVENTS_BYTES', help: 'Longest frame of them, in bytes' },
  resumeEvents: { name: 'RESUME_EVENTS', help: 'Chat events that a resume may bring' },
  editMs: {
    name: 'EDIT_WINDOW',
    help: 'How long one may change an own message: `15m`, `2h`, `1d`, or in ms',
  },
  slotMs: { name: 'SLOT_MS', help: 'How long a freed cursor slot rests' },
};

/** The environment variable of a limit. */
export function limitName(key: keyof Limits): string {
  return `LIVE_PRESENCE_${LIMIT_ROWS[key].name}`;
}

/** Every option there is, in the order of the README's table. */
export const OPTION_ROWS: readonly OptionRow[] = [
  ...MAIN_ROWS,
  ...Object.entries(LIMIT_ROWS).map(([key, { name, help }]) => ({
    env: `LIVE_PRESENCE_${name}`,
    flag: flagOf(name),
    default: written(DEFAULT_LIMITS[key as keyof Limits], key),
    help,
  })),
];

export type Command =
  | { command: 'serve'; file?: never; args: readonly string[] }
  | { command: 'backup'; file: string; args: readonly string[] };

/**
 * What is to be done, and the flags that say how.
 * @param args the command line without node and script
 * @throws OptionError where a command lacks something
 */
export function readCommand(args: readonly string[]): Command {
  const [word, file, ...flags] = args;
  if (word !== 'backup') return { command: 'serve', args };
  if (file === '--help' || file === '-h') return { command: 'serve', args: [file] };
  if (file === undefined || file === '' || file.startsWith('-'))
    throw new OptionError('backup: name the file to write, `backup FILE`, before any flags');
  return { command: 'backup', file, args: flags };
}

/**
 * @param args the command line without node and script, and without a command
 * @param env the environment; `NODE_ENV=production` is the only other thing read from it
 * @returns the options, or `help` with the text to print
 * @throws OptionError for what is unknown, malformed or contradictory; its message names the option
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | { help: string } {
  const flags = readFlags(args);
  if (flags['help']) return { help: helpText() };
  const known = new Set(OPTION_ROWS.map((row) => row.env));
  for (const name of Object.keys(env)) {
    if (name.startsWith('LIVE_PRESENCE_') && !known.has(name)) {
      throw new OptionError(`${name}: there is no such option; --help lists them`);
    }
  }
  const development = env['NODE_ENV'] !== 'production';
  const read = <T>(name: string, fallback: T, parse: (text: string) => T): T => {
    const row = OPTION_ROWS.find((candidate) => candidate.env === name);
    const flag = row && flags[row.flag];
    const text = typeof flag === 'string' ? flag : env[name];
    // An empty variable is how many tools write "not set".
    if (text === undefined || (text === '' && typeof flag !== 'string')) return fallback;
    try {
      return parse(text.trim());
    } catch (error) {
      const asked = typeof flag === 'string' ? `--${row?.flag ?? ''} (${name})` : name;
      throw new OptionError(`${asked}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const limits = { ...DEFAULT_LIMITS };
  for (const [key, { name }] of Object.entries(LIMIT_ROWS) as [keyof Limits, { name: string }][]) {
    const fallback = DEFAULT_LIMITS[key];
    const option = `LIVE_PRESENCE_${name}`;
    if (typeof fallback === 'number') {
      const parse = isTime(key)
        ? duration
        : (text: string) => integer(text, key === 'socketsPerAddress' ? 0 : 1);
      Object.assign(limits, { [key]: read(option, fallback, parse) });
    } else Object.assign(limits, { [key]: read(option, fallback, rate) });
  }
  const options: Options = {
    port: read('PORT', 8787, (text) => integer(text, 0, 65_535)),
    host: read('HOST', development ? '127.0.0.1' : '0.0.0.0', (text) => text),
    origins: read(
      'LIVE_PRESENCE_ORIGINS',
      new OriginList([], development),
      (text) => new OriginList(list(text), development),
    ),
    secret: read<string | undefined>('LIVE_PRESENCE_SECRET', undefined, longEnough),
    data: read('LIVE_PRESENCE_DATA', 'data/live-presence.db', (text) => text),
    retention: read('LIVE_PRESENCE_RETENTION', retention('30d/10000'), retention),
    adminKey: read<string | undefined>('LIVE_PRESENCE_ADMIN_KEY', undefined, longEnough),
    reservedNames: read(
      'LIVE_PRESENCE_RESERVED_NAMES',
      new ReservedNames([]),
      (text) => new ReservedNames(text.split(',')),
    ),
    addresses: read('LIVE_PRESENCE_TRUST_PROXY', new Addresses([]), (text) => new Addresses(list(text))),
    log: read<LogLevel>('LIVE_PRESENCE_LOG', 'info', level),
    development,
    limits,
  };
  contradictions(options);
  return options;
}

function readFlags(args: readonly string[]): Record<string, string | boolean | undefined> {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
  };
  for (const { flag } of OPTION_ROWS) options[flag] = { type: 'string' };
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

/** Pairs of options that can't both hold. */
function contradictions({ limits, secret, adminKey }: Options): void {
  const name = limitName;
  const below = (small: keyof Limits, large: keyof Limits, why: string) => {
    if (limits[small] >= limits[large])
      throw new OptionError(`${name(small)}: must be below ${name(large)}: ${why}`);
  };
  below('pingMs', 'silenceMs', 'a healthy socket would be closed between two pings');
  below('laggingBytes', 'slowBytes', 'a socket would be closed before its cursors are left out');
  if (limits.socketsPerAddress > limits.sockets) {
    throw new OptionError(`${name('socketsPerAddress')}: must not be above ${name('sockets')}`);
  }
  // The widest character takes three bytes in JSON as UTF-8 (or six as \u escapes, which browsers don't write).
  if (limits.textLength * 3 + 512 > limits.frameBytes) {
    throw new OptionError(`${name('textLength')}: such a text does not fit into ${name('frameBytes')}`);
  }
  if (limits.anchors > 256)
    throw new OptionError(`${name('anchors')}: at most 256, as cursor frames name them in one byte`);
  if (limits.samples > 255) throw new OptionError(`${name('samples')}: at most 255`);
  if (secret !== undefined && secret === adminKey) {
    throw new OptionError('LIVE_PRESENCE_ADMIN_KEY: must differ from LIVE_PRESENCE_SECRET');
  }
}

function isTime(key: string): boolean {
  return key.endsWith('Ms');
}

function integer(text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(
      `"${text}" is not a whole number from ${String(least)}${most < Number.MAX_SAFE_INTEGER ? ` to ${String(most)}` : ''}`,
    );
  }
  return value;
}

/** `500`, `500ms`, `5s`, `15m`, `1h` or `1d`, in milliseconds. */
function duration(text: string): number {
  const [, digits, unit = 'ms'] = /^(\d+)\s*(ms|s|m|h|d)?$/.exec(text) ?? [];
  const value = Number(digits) * UNITS[unit as keyof typeof UNITS];
  // Timers hold 31 bits; a longer one would fire at once.
  if (!(value >= 1 && value < 2 ** 31))
    throw new Error(`"${text}" is not a time like 500ms, 5s, 15m, 1h or 1d`);
  return value;
}

/** `30d/10000`: thirty days, and ten thousand messages of each room. */
function retention(text: string): Retention {
  const [, digits, unit = '', count] = /^(\d+)\s*(s|m|h|d)\s*[/,]\s*(\d+)$/.exec(text) ?? [];
  const value = { ageMs: Number(digits) * UNITS[unit as keyof typeof UNITS], messages: Number(count) };
  if (!(value.ageMs >= 1 && Number.isSafeInteger(value.ageMs) && value.messages >= 1)) {
    throw new Error(
      `"${text}" is not a retention like 30d/10000 (thirty days, ten thousand messages of each room)`,
    );
  }
  return value;
}

/** `5/20`: five a second, twenty at once. */
function rate(text: string): Rate {
  const [, perSecond, burst] = /^(\d+(?:\.\d+)?)(?:\/s)?\s*[/,]\s*(?:burst\s*)?(\d+)$/.exec(text) ?? [];
  const value = { perSecond: Number(perSecond), burst: Number(burst) };
  if (!(value.perSecond > 0 && value.burst >= 1)) {
    throw new Error(`"${text}" is not a rate like 5/20 (five a second, twenty at once)`);
  }
  return value;
}

function list(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '');
}

function longEnough(text: string): string {
  if (text.length < 16) throw new Error('must have at least 16 characters');
  return text;
}

function level(text: string): LogLevel {
  const found = LOG_LEVELS.find((candidate) => candidate === text);
  if (!found) throw new Error(`"${text}" is none of ${LOG_LEVELS.join(', ')}`);
  return found;
}

function flagOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function written(value: number | Rate, key: string): string {
  if (typeof value !== 'number') return `${String(value.perSecond)}/${String(value.burst)}`;
  if (!isTime(key)) return String(value);
  if (value % UNITS.m === 0) return `${String(value / UNITS.m)}m`;
  return value % UNITS.s === 0 ? `${String(value / UNITS.s)}s` : `${String(value)}ms`;
}

function helpText(): string {
  const rows = OPTION_ROWS.map(
    (row) => `  --${row.flag.padEnd(22)} ${row.env}\n      ${row.help}. Default: ${row.default}`,
  );
  return `live-presence: cursors, presence and chat for your site\n\nbackup FILE   copies the chat's database into a new file, also while the server runs\n\nEach option can be given as a flag or in the environment.\n\n${rows.join('\n')}\n`;
}
