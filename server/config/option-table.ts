import { LOG_LEVELS } from '../log.ts';
import type { LogLevel } from '../log.ts';
import type { Retention } from '../store/retention-job.ts';
import { LIMIT_OPTIONS } from './limit-table.ts';
import type { Option } from './option.ts';
import { duration, integer, logLevel, names, origins, proxies, retention, size } from './parsers.ts';
import { dataPath, headerKey, host, key, url } from './text-parsers.ts';

/** The options besides the limits, by the names that a program uses for them. */
export interface OptionValues {
  port: number;
  /** Undefined: depends on whether this is production. */
  host: string | undefined;
  /** How long an idle HTTP connection is kept, in milliseconds. */
  keepAliveMs: number;
  origins: readonly string[];
  url: string | undefined;
  secret: string | undefined;
  data: string;
  dataSize: number;
  retention: Retention;
  adminKey: string | undefined;
  reservedNames: readonly string[];
  trustProxy: readonly string[];
  log: LogLevel;
}

/** In the order of the README. */
export const OPTIONS: { readonly [K in keyof OptionValues]: Option<OptionValues[K]> } = {
  port: { env: 'PORT', flag: 'port', help: 'Port to listen on', default: 8787, parser: integer(0, 65_535) },
  host: {
    env: 'HOST',
    flag: 'host',
    help: 'Address to listen on',
    default: undefined,
    defaultText: '127.0.0.1; 0.0.0.0 in production',
    parser: host,
  },
  keepAliveMs: {
    env: 'LIVE_PRESENCE_KEEP_ALIVE',
    flag: 'keep-alive',
    help: 'How long idle HTTP connections stay open; longer than the proxy or load balancer in front keeps them',
    default: 75_000,
    parser: duration,
  },
  origins: {
    env: 'LIVE_PRESENCE_ORIGINS',
    flag: 'origins',
    help: 'Comma-separated sites whose pages can connect: `https://www.example.org`, or `https://*.example.org` for every subdomain',
    default: [],
    defaultText: 'none; localhost in development',
    parser: origins,
  },
  url: {
    env: 'LIVE_PRESENCE_URL',
    flag: 'url',
    help: 'Address of this server for visitors, such as `https://presence.example.com` or `https://www.example.org/presence`: pages there can connect, and the tag to paste, printed at start, has it',
    default: undefined,
    defaultText: 'unknown',
    parser: url,
  },
  secret: {
    env: 'LIVE_PRESENCE_SECRET',
    flag: 'secret',
    help: 'Key that member ids are derived from; the same on every node; at least 16 characters',
    default: undefined,
    defaultText: 'generated once and stored beside the data',
    parser: key,
  },
  data: {
    env: 'LIVE_PRESENCE_DATA',
    flag: 'data',
    help: 'Chat database file; its folder is created if missing. `:memory:` keeps nothing across restarts',
    default: 'data/live-presence.db',
    parser: dataPath,
  },
  dataSize: {
    env: 'LIVE_PRESENCE_DATA_SIZE',
    flag: 'data-size',
    help: 'Size that this file may grow to: `500MB`, `4GB`, or in bytes; 0 for no limit. Then new messages are refused until the retention makes room',
    default: 4_000_000_000,
    parser: size,
  },
  retention: {
    env: 'LIVE_PRESENCE_RETENTION',
    flag: 'retention',
    help: 'How long messages are stored / how many per room',
    default: retention.parse('30d/10000'),
    parser: retention,
  },
  adminKey: {
    env: 'LIVE_PRESENCE_ADMIN_KEY',
    flag: 'admin-key',
    help: 'Lets your own programs post notices, moderate and connect without an Origin, as `Authorization: Bearer …`; at least 16 characters',
    default: undefined,
    defaultText: 'none',
    parser: headerKey,
  },
  reservedNames: {
    env: 'LIVE_PRESENCE_RESERVED_NAMES',
    flag: 'reserved-names',
    help: "Comma-separated names that visitors can't use, alone, as a word in a name, or as look-alikes: `Admin,Support`",
    default: [],
    defaultText: 'none',
    parser: names,
  },
  trustProxy: {
    env: 'LIVE_PRESENCE_TRUST_PROXY',
    flag: 'trust-proxy',
    help: 'Proxies trusted for client addresses, besides those on this machine: comma-separated addresses or ranges (`10.0.0.0/8`)',
    default: [],
    defaultText: 'loopback',
    parser: proxies,
  },
  log: {
    env: 'LIVE_PRESENCE_LOG',
    flag: 'log',
    help: `Minimum log level: ${LOG_LEVELS.join(', ')}`,
    default: 'info',
    parser: logLevel,
  },
};

/** An option as help and documentation show it. */
export interface OptionRow {
  env: string;
  flag: string;
  help: string;
  default: string;
}

/** In the order of the README, which lists the limits in a table of their own. */
export const MAIN_ROWS: readonly OptionRow[] = Object.values(OPTIONS).map(rowOf);
export const LIMIT_ROWS: readonly OptionRow[] = Object.values(LIMIT_OPTIONS).map(rowOf);
export const OPTION_ROWS: readonly OptionRow[] = [...MAIN_ROWS, ...LIMIT_ROWS];

function rowOf({ env, flag, help, parser, ...option }: Option<unknown>): OptionRow {
  return { env, flag, help, default: option.defaultText ?? parser.format(option.default) };
}
