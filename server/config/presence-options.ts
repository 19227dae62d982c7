/** The options as a program gives them, which is not the way of a command line. */
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import type { Limits } from '../../protocol/limits.ts';
import { OptionError, limitName, readOptions } from './options.ts';
import type { LogLevel, Options } from './options.ts';

export interface PresenceOptions {
  /** Sites whose pages may connect, besides those of the very server: `https://www.example.org`, `https://*.example.org`. */
  origins?: readonly string[];
  /** Makes member ids; at least 16 characters. By default one is made and kept beside the data. */
  secret?: string;
  /** Database of the chat, `data/live-presence.db` by default; `:memory:` keeps nothing over a restart. */
  data?: string;
  /** How long messages are kept / how many of each room: `30d/10000` by default. */
  retention?: string;
  /** For the site's own programs, as `Authorization: Bearer …`; at least 16 characters. None by default. */
  adminKey?: string;
  /** Names that no visitor may take. */
  reservedNames?: readonly string[];
  /** Proxies that may say whose request it is, besides those on this machine: addresses or ranges. */
  trustProxy?: readonly string[];
  /** Least level to log, on standard output; `warn` by default. */
  log?: LogLevel;
  /** Whether pages of localhost may connect; false by default. */
  development?: boolean;
  /** Limits other than the defaults; times are in milliseconds. */
  limits?: Partial<Limits>;
}

const TEXTS = {
  secret: 'LIVE_PRESENCE_SECRET',
  data: 'LIVE_PRESENCE_DATA',
  retention: 'LIVE_PRESENCE_RETENTION',
  adminKey: 'LIVE_PRESENCE_ADMIN_KEY',
  log: 'LIVE_PRESENCE_LOG',
} as const;
const LISTS = {
  origins: 'LIVE_PRESENCE_ORIGINS',
  reservedNames: 'LIVE_PRESENCE_RESERVED_NAMES',
  trustProxy: 'LIVE_PRESENCE_TRUST_PROXY',
} as const;
const OTHERS = { development: true, limits: true };

/**
 * Read as if they stood in the environment: one reading, one set of mistakes. The environment itself says nothing
 * here.
 * @throws OptionError for what is unknown, malformed or contradictory; its message names the option
 */
export function readPresenceOptions(given: PresenceOptions): Options {
  const env: Record<string, string> = { NODE_ENV: given.development === true ? 'development' : 'production' };
  for (const name of Object.keys(given)) {
    if (!(Object.hasOwn(OTHERS, name) || Object.hasOwn(TEXTS, name) || Object.hasOwn(LISTS, name)))
      throw new OptionError(`${name}: there is no such option`);
  }
  for (const [name, variable] of Object.entries(TEXTS) as [keyof typeof TEXTS, string][]) {
    const text: unknown = given[name];
    if (text === undefined) continue;
    if (typeof text !== 'string') throw new OptionError(`${name}: should be a text`);
    env[variable] = text;
  }
  env['LIVE_PRESENCE_LOG'] ??= 'warn';
  for (const [name, variable] of Object.entries(LISTS) as [keyof typeof LISTS, string][]) {
    const list: unknown = given[name];
    if (list === undefined) continue;
    if (!isTexts(list)) throw new OptionError(`${name}: should be a list of texts, as ['…']`);
    // In the environment it would be two.
    const two = list.find((value) => value.includes(','));
    if (two !== undefined) throw new OptionError(`${name}: "${two}" has a comma in it`);
    env[variable] = list.join(',');
  }
  for (const [name, limit] of Object.entries(given.limits ?? {})) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) throw new OptionError(`limits.${name}: there is no such limit`);
    if ((limit as Limits[keyof Limits] | undefined) === undefined) continue;
    env[limitName(name as keyof Limits)] =
      typeof limit === 'number' ? String(limit) : `${limit.perSecond}/${limit.burst}`;
  }
  const options = readOptions([], env);
  if ('help' in options) throw new OptionError('help: there is no such option');
  return options;
}

/** Programs without types come here, too. */
function isTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((value) => typeof value === 'string');
}
