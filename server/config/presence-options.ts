/** Options from an object, when another program mounts the server. The environment is not read. */
import type { LogLevel } from '../log.ts';
import { LIMIT_OPTIONS } from './limit-table.ts';
import type { LimitOptions } from './limit-table.ts';
import { OptionError, named } from './option.ts';
import type { Option } from './option.ts';
import { OPTIONS } from './option-table.ts';
import type { OptionValues } from './option-table.ts';
import { resolveOptions } from './options.ts';
import type { Options } from './options.ts';
import { shown } from './parsers.ts';
import { nearest } from './suggestion.ts';

export interface PresenceOptions {
  /** Sites whose pages can connect, your own included: `https://www.example.org`, `https://*.example.org`. */
  origins?: readonly string[];
  /** Address for visitors of what is mounted, such as `https://www.example.org/presence`; pages there can connect. */
  url?: string;
  /** Key that member ids are derived from; at least 16 characters. By default one is generated and stored beside the data. */
  secret?: string;
  /** Chat database file, by default `data/live-presence.db`; `:memory:` keeps nothing across restarts. */
  data?: string;
  /** Size that the file may grow to, in bytes; 0 for no limit. By default 4 GB. */
  dataSize?: number;
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
  limits?: Partial<LimitOptions>;
}

/** An HTTP server brings its own port, host and time to keep connections. */
const KEYS: readonly string[] = Object.keys(OPTIONS).filter(
  (key) => !['port', 'host', 'keepAliveMs'].includes(key),
);
const ALL_KEYS: readonly string[] = [...KEYS, 'development', 'limits'];

/** @throws OptionError for unknown, malformed or contradictory options; its message names the option */
export function readPresenceOptions(given: PresenceOptions): Options {
  const values: Readonly<Record<string, unknown>> = {
    log: 'warn',
    ...withoutUnset(requireObject('options', given)),
  };
  const limits = requireObject('limits', 'limits' in values ? values['limits'] : {});
  const { development = false } = values;
  for (const key of Object.keys(given))
    if (!ALL_KEYS.includes(key)) throw new OptionError(`${key}: unknown option${hint(key)}`);
  for (const key of Object.keys(limits))
    if (!Object.hasOwn(LIMIT_OPTIONS, key))
      throw new OptionError(`limits.${key}: unknown limit${meant(key, Object.keys(LIMIT_OPTIONS))}`);
  if (typeof development !== 'boolean')
    throw new OptionError(`development: ${shown(development)} is not true or false`);
  const nameOf = (key: keyof OptionValues | keyof LimitOptions): string =>
    Object.hasOwn(LIMIT_OPTIONS, key) ? `limits.${key}` : key;
  const check = <T>(key: keyof OptionValues | keyof LimitOptions, { parser }: Option<T>, value: unknown) =>
    value === undefined ? undefined : named(nameOf(key), () => parser.check(value));
  return resolveOptions(
    {
      value: (key) => (KEYS.includes(key) ? check(key, OPTIONS[key], values[key]) : undefined),
      limit: (key) => check(key, LIMIT_OPTIONS[key], limits[key]),
      nameOf,
    },
    development,
  );
}

function requireObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new OptionError(`${name}: must be an object, not ${shown(value)}`);
}

/** An empty string is often a variable that is not set. */
function withoutUnset(given: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]: [string, unknown]) => value !== undefined && value !== ''),
  );
}

function hint(key: string): string {
  if (key === 'port' || key === 'host') return '; your HTTP server has its own';
  if (Object.hasOwn(LIMIT_OPTIONS, key)) return `; did you mean limits.${key}?`;
  return meant(key, ALL_KEYS);
}

function meant(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${near}?`;
}
