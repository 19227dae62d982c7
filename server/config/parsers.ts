import type { Rate } from '../../protocol/limits.ts';
import { Addresses } from '../gateway/addresses.ts';
import { OriginList } from '../gateway/origins.ts';
import { LOG_LEVELS } from '../log.ts';
import type { LogLevel } from '../log.ts';
import { ReservedNames } from '../room/reserved-names.ts';
import type { Retention } from '../store/retention-job.ts';
import { proxyEntry } from './proxy-entry.ts';

/**
 * How values of one kind are read and written. Errors say what is wrong and what would be right; the reader adds the
 * option's name.
 */
export interface Parser<T> {
  /** Reads a flag or an environment variable, without blanks around it and not empty. */
  parse(text: string): T;
  /** Checks what a program passed, which may be untyped JavaScript. */
  check(value: unknown): T;
  /** Writes a value as a person would, for help and documentation. */
  format(value: T): string;
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A value as an error shows it, on one line. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : `"${String(value)}"`;
}

/** A whole number. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Parser<number> {
  const range = `from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ''}`;
  const check = (value: unknown, given = value): number => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Error(`${shown(given)} is not a whole number ${range}`);
  };
  return {
    parse: (text) => check(/^\d+$/.test(text) ? Number(text) : undefined, text),
    check: (value) => check(value),
    format: String,
  };
}

/** `500`, `500ms`, `5s`, `15m`, `1h` or `1d`; in a program, milliseconds. */
export function durationFrom(min: number): Parser<number> {
  const checkMin = (value: number, given: unknown): number => {
    if (value >= min) return value;
    throw new Error(`${shown(given)} is too short; the shortest is ${formatDuration(min)}`);
  };
  return {
    parse(text) {
      const [, digits, unit = 'ms'] = /^(\d+)\s*(ms|s|m|h|d)?$/.exec(text) ?? [];
      const value = Number(digits) * UNITS[unit as keyof typeof UNITS];
      if (isTimer(value)) return checkMin(value, text);
      throw new Error(`${shown(text)} is not a time like 500ms, 5s, 15m, 1h or 1d${longest(value)}`);
    },
    check(value) {
      if (isTimer(value)) return checkMin(value, value);
      throw new Error(`${shown(value)} is not a time in milliseconds like 500${longest(value)}`);
    },
    format: formatDuration,
  };
}

export const duration = durationFrom(1);

function formatDuration(value: number): string {
  const unit = (['m', 's', 'ms'] as const).find((each) => value % UNITS[each] === 0) ?? 'ms';
  return `${value / UNITS[unit]}${unit}`;
}

/** `500MB`, `4GB`, or 0; in a program, bytes. Below a megabyte it is a mistake. */
export const size: Parser<number> = {
  parse(text) {
    const [, digits, unit = ''] = /^(\d+)\s*(KB|MB|GB|TB)?$/i.exec(text) ?? [];
    const value = Number(digits) * 1_000 ** ['', 'KB', 'MB', 'GB', 'TB'].indexOf(unit.toUpperCase());
    if (isSize(value)) return value;
    throw new Error(`${shown(text)} is not a size like 500MB or 4GB (at least 1MB), or 0 for no limit`);
  },
  check(value) {
    if (isSize(value)) return value;
    throw new Error(
      `${shown(value)} is not a size in bytes like 4000000000 (at least 1000000), or 0 for no limit`,
    );
  },
  format(value) {
    const units = ['', 'KB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (unit < 4 && value > 0 && value % 1_000 === 0) [value, unit] = [value / 1_000, unit + 1];
    return `${value}${units[unit]}`;
  },
};

function isSize(value: unknown): value is number {
  return value === 0 || (Number.isSafeInteger(value) && (value as number) >= 1_000_000);
}

/** Timers hold 31 bits; a longer one would fire at once. */
function isTimer(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 31;
}

function longest(value: unknown): string {
  return typeof value === 'number' && value >= 2 ** 31 ? ', at most 24d' : '';
}

/** `5/20`: five a second, twenty at once. */
export function rateFrom(perSecond: number, burst: number): Parser<Rate> {
  const checkMin = (value: Rate): Rate => {
    if (value.perSecond >= perSecond && value.burst >= burst)
      return { perSecond: value.perSecond, burst: value.burst };
    throw new Error(`"${formatRate(value)}" is too low; a page needs ${formatRate({ perSecond, burst })}`);
  };
  return {
    parse(text) {
      const [, first, second] = /^(\d+(?:\.\d+)?)(?:\/s)?\s*[/,]\s*(?:burst\s*)?(\d+)$/.exec(text) ?? [];
      const value = { perSecond: Number(first), burst: Number(second) };
      if (isRate(value)) return checkMin(value);
      throw new Error(`${shown(text)} is not a rate like 5/20 (five a second, twenty at once)`);
    },
    check(value) {
      if (isRate(value)) return checkMin(value);
      throw new Error(`must be a rate like { perSecond: 5, burst: 20 }, not ${shown(value)}`);
    },
    format: formatRate,
  };
}

export const rate = rateFrom(0, 1);

function formatRate({ perSecond, burst }: Rate): string {
  return `${perSecond}/${burst}`;
}

function isRate(value: unknown): value is Rate {
  const { perSecond, burst, ...others } = (value ?? {}) as Partial<Record<keyof Rate, unknown>>;
  return (
    Object.keys(others).length === 0 &&
    Number.isFinite(perSecond) &&
    Number(perSecond) > 0 &&
    Number.isInteger(burst) &&
    Number(burst) >= 1
  );
}

/** A string on one line that `read` turns into a value. */
export function string<T>(read: (text: string) => T, format: (value: T) => string = String): Parser<T> {
  const readLine = (value: string): T => {
    // Such as the carriage return of a file with Windows line ends.
    const control = /\p{Cc}/u.exec(value)?.[0].codePointAt(0);
    if (control === undefined) return read(value);
    throw new Error(
      `contains a control character (U+${control.toString(16).toUpperCase().padStart(4, '0')})`,
    );
  };
  return {
    parse: readLine,
    check(value) {
      if (typeof value !== 'string') throw new Error(`must be a string, not ${shown(value)}`);
      if (value.trim() === '') throw new Error(`${shown(value)} is blank`);
      return readLine(value.trim());
    },
    format,
  };
}

export const logLevel = string((value): LogLevel => {
  const found = LOG_LEVELS.find((level) => level === value.toLowerCase());
  if (!found) throw new Error(`${shown(value)} is not one of ${LOG_LEVELS.join(', ')}`);
  return found;
});

/** `30d/10000`: thirty days, and ten thousand messages per room. */
export const retention = string(
  (value): Retention => {
    const [, digits, unit = '', count] = /^(\d+)\s*(s|m|h|d)\s*[/,]\s*(\d+)$/.exec(value) ?? [];
    const read = { ageMs: Number(digits) * UNITS[unit as keyof typeof UNITS], messages: Number(count) };
    if (read.ageMs >= 1 && Number.isSafeInteger(read.ageMs) && isCount(read.messages)) return read;
    throw new Error(
      `${shown(value)} is not a retention like 30d/10000 (thirty days, 10,000 messages per room)`,
    );
  },
  ({ ageMs, messages }) => `${ageMs / UNITS.d}d/${messages}`,
);

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

/**
 * A comma-separated list; in a program, an array.
 * @param read the entries as they are kept; throws an error that names a wrong one
 */
function list(
  separator: RegExp,
  read: (entries: readonly string[]) => readonly string[],
): Parser<readonly string[]> {
  const entriesOf = (given: readonly string[]): readonly string[] =>
    read(given.map((entry) => entry.trim()).filter((entry) => entry !== ''));
  return {
    parse(value) {
      const entries = entriesOf(value.split(separator));
      if (entries.length === 0) throw new Error(`${shown(value)} has no entries`);
      return entries;
    },
    check(value) {
      if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
        throw new Error("must be an array of strings, e.g. ['…']");
      const blank = value.find((entry) => entry.trim() === '');
      if (blank !== undefined) throw new Error(`${shown(blank)} among its entries is blank`);
      return entriesOf(value);
    },
    format: (entries) => entries.join(','),
  };
}

export const origins = list(/[\s,]+/, (entries) => new OriginList(entries, false).sites);

export const proxies = list(/[\s,]+/, (entries) => {
  const read = entries.map(proxyEntry);
  // Checks what lies in the ranges' length.
  new Addresses(read);
  return read;
});

// Names may contain spaces.
export const names = list(/,/, (entries) => {
  const broken = entries.find((entry) => /\p{Cc}/u.test(entry));
  if (broken !== undefined) throw new Error(`${shown(broken)} contains a control character`);
  new ReservedNames(entries);
  return entries;
});
