/** Options from an object, when another program mounts the server. The environment is not read. */
import type { Limits } from '../../protocol/limits.ts';
import type { LogLevel } from '../log.ts';
import { LIMIT_OPTIONS } from './limit-table.ts';
import { OptionError } from './option.ts';
import type { Option } from './option.ts';
import { OPTIONS } from './option-table.ts';
import type { OptionValues } from './option-table.ts';
import { resolveOptions } from './options.ts';
import type { Options } from './options.ts';

export interface PresenceOptions {
  /** Sites whose pages can connect, besides those of this server: `https://www.example.org`, `https://*.example.org`. */
  origins?: readonly string[];
  /** Key that member ids are derived from; at least 16 characters. By default one is generated and stored beside the data. */
  secret?: string;
  /** Chat database file, by default `data/live-presence.db`; `:memory:` keeps nothing across restarts. */
  data?: string;
  /** How long messages are stored / how many per room; by default `30d/10000`. */
  retention?: string;
  /** For your own programs, as `Authorization: Bearer …`; at least 16 characters. None by default. */
  adminKey?: string;
  /** Names that visitors can't use, alone, as a word in a name, or as look-alikes. */
  reservedNames?: readonly string[];
  /** Proxies trusted for client addresses, besides those on this machine: addresses or ranges. */
  trustProxy?: readonly string[];
  /** Minimum log level on standard output; by default `warn`. */
  log?: LogLevel;
  /** Whether pages on localhost can connect; false by default. */
  development?: boolean;
  /** Limits that differ from their defaults; times are in milliseconds. */
  limits?: Partial<Limits>;
}

/** An HTTP server brings its own port, host and time to keep connections. */
const KEYS: readonly string[] = Object.keys(OPTIONS).filter(
  (key) => !['port', 'host', 'keepAliveMs'].includes(key),
);

/** @throws OptionError for unknown, malformed or contradictory options; its message names the option */
export function readPresenceOptions(given: PresenceOptions): Options {
  for (const key of Object.keys(given))
    if (![...KEYS, 'development', 'limits'].includes(key)) throw new OptionError(`${key}: unknown option`);
  for (const key of Object.keys(given.limits ?? {}))
    if (!Object.hasOwn(LIMIT_OPTIONS, key)) throw new OptionError(`limits.${key}: unknown limit`);
  const values: Readonly<Record<string, unknown>> = { log: 'warn', ...withoutUnset(given) };
  const limits: Readonly<Record<string, unknown>> = given.limits ?? {};
  const nameOf = (key: keyof OptionValues | keyof Limits): string =>
    Object.hasOwn(LIMIT_OPTIONS, key) ? `limits.${key}` : key;
  const check = <T>(key: keyof OptionValues | keyof Limits, { parser }: Option<T>, value: unknown) => {
    if (value === undefined) return undefined;
    try {
      return parser.check(value);
    } catch (error) {
      throw new OptionError(`${nameOf(key)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return resolveOptions(
    {
      value: (key) => (KEYS.includes(key) ? check(key, OPTIONS[key], values[key]) : undefined),
      limit: (key) => check(key, LIMIT_OPTIONS[key], limits[key]),
      nameOf,
    },
    given.development === true,
  );
}

/** An empty string is often a variable that is not set. */
function withoutUnset(given: object): object {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]: [string, unknown]) => value !== undefined && value !== ''),
  );
}
