/**
 * The configuration of one server.
 *
 * `option-table` and `limit-table` have one row per option: names, help, default, parser. Values come from one source:
 * `command-line` (a flag wins over the environment) or `presence-options` (an object, when another program mounts the
 * server). Both resolve to the same `Options` here; contradictions prevent the start. Help and the README's tables
 * are made from the rows.
 */
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import type { Limits } from '../../protocol/limits.ts';
import { Addresses } from '../gateway/addresses.ts';
import { OriginList } from '../gateway/origins.ts';
import type { LogLevel } from '../log.ts';
import { ReservedNames } from '../room/reserved-names.ts';
import type { Retention } from '../store/retention-job.ts';
import { LIMIT_OPTIONS } from './limit-table.ts';
import type { LimitOptions } from './limit-table.ts';
import { OptionError } from './option.ts';
import { OPTIONS } from './option-table.ts';
import type { OptionValues } from './option-table.ts';

export interface Options {
  port: number;
  host: string;
  /** How long an idle HTTP connection is kept, in milliseconds. */
  keepAliveMs: number;
  /** Origins whose pages may connect. */
  origins: OriginList;
  /** The server's address for visitors, without a slash at its end; its origin is among `origins`. */
  url: string | undefined;
  /** Key that member ids are derived from; undefined: one is generated and stored beside the data. */
  secret: string | undefined;
  /** Path of the database, or `:memory:`. */
  data: string;
  /** Size that the database may grow to, in bytes; 0 for no limit. */
  dataSize: number;
  retention: Retention;
  adminKey: string | undefined;
  /** Names that visitors can't use. */
  reservedNames: ReservedNames;
  addresses: Addresses;
  log: LogLevel;
  /** Localhost origins are allowed, and the demo is served at `/`. */
  development: boolean;
  limits: Limits;
  /** Variables that look like options and were made by a platform for others. */
  ignoredVariables?: readonly string[];
}

/** Where values come from. Undefined: not set. @throws OptionError for a malformed value, with the option's name */
export interface OptionSource {
  value<K extends keyof OptionValues>(key: K): OptionValues[K] | undefined;
  limit<K extends keyof LimitOptions>(key: K): LimitOptions[K] | undefined;
  /** An option's name as its user knows it. */
  nameOf(key: keyof OptionValues | keyof LimitOptions): string;
}

/** @throws OptionError for malformed values and contradictions */
export function resolveOptions(source: OptionSource, development: boolean): Options {
  const value = <K extends keyof OptionValues>(key: K): OptionValues[K] =>
    source.value(key) ?? OPTIONS[key].default;
  const limit = <K extends keyof LimitOptions>(key: K): [K, LimitOptions[K]] => [
    key,
    source.limit(key) ?? LIMIT_OPTIONS[key].default,
  ];
  const url = value('url');
  const options: Options = {
    port: value('port'),
    host: value('host') ?? (development ? '127.0.0.1' : '0.0.0.0'),
    keepAliveMs: value('keepAliveMs'),
    origins: new OriginList(
      [...value('origins'), ...(url === undefined ? [] : [new URL(url).origin])],
      development,
    ),
    url,
    secret: value('secret'),
    data: value('data'),
    dataSize: value('dataSize'),
    retention: value('retention'),
    adminKey: value('adminKey'),
    reservedNames: new ReservedNames(value('reservedNames')),
    addresses: new Addresses(value('trustProxy')),
    log: value('log'),
    development,
    limits: {
      ...DEFAULT_LIMITS,
      ...Object.fromEntries((Object.keys(LIMIT_OPTIONS) as (keyof LimitOptions)[]).map(limit)),
    },
  };
  rejectContradictions(options, source.nameOf.bind(source));
  return options;
}

/** Pairs of options that can't both hold. */
function rejectContradictions({ limits, secret, adminKey }: Options, nameOf: OptionSource['nameOf']): void {
  const shown = (key: keyof LimitOptions) =>
    `${nameOf(key)} (${LIMIT_OPTIONS[key].parser.format(limits[key] as never)})`;
  const fail = (key: keyof LimitOptions, message: string): never => {
    throw new OptionError(`${nameOf(key)}: ${message}`);
  };
  const requireBelow = (small: keyof LimitOptions, large: keyof LimitOptions, why: string) => {
    if (limits[small] >= limits[large]) fail(small, `must be below ${shown(large)}, or ${why}`);
  };
  requireBelow('pingMs', 'silenceMs', 'healthy sockets would be closed between two pings');
  requireBelow('laggingBytes', 'slowBytes', 'sockets would be closed before their cursors are skipped');
  requireBelow('eventsBytes', 'slowBytes', 'sockets would be closed by one frame');
  for (const rate of ['readBytes', 'missedBytes'] as const)
    if (limits[rate].burst < limits.eventsBytes)
      fail(rate, `must allow ${shown('eventsBytes')} at once, or history could not be read`);
  if (limits.socketsPerAddress > limits.sockets)
    fail('socketsPerAddress', `must not be above ${shown('sockets')}`);
  // The widest character takes three bytes in JSON as UTF-8 (or six as \u escapes, which browsers don't write).
  if (limits.textLength * 3 + 512 > limits.frameBytes)
    fail('textLength', `${limits.textLength} is too long for ${shown('frameBytes')}`);
  if (secret !== undefined && secret === adminKey)
    throw new OptionError(`${nameOf('adminKey')}: must differ from ${nameOf('secret')}`);
}
