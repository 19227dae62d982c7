import type { Rate } from '../../protocol/limits.ts';
import { Addresses } from '../gateway/addresses.ts';
import { OriginList } from '../gateway/origins.ts';
import { LOG_LEVELS } from '../log.ts';
import type { LogLevel } from '../log.ts';
import { ReservedNames } from '../room/reserved-names.ts';
import type { Retention } from '../store/retention-job.ts';

/**
 * How values of one kind are read and written. Errors say what is wrong and what would be right; the reader adds the
 * option's name.
 */
export interface Parser<T> {
  /** Reads a flag or an environment variable. */
  parse(text: string): T;
  /** Checks what a program passed, which may be untyped JavaScript. */
  check(value: unknown): T;
  /** Writes a value as a person would, for help and documentation. */
  format(value: T): string;
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A whole number. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Parser<number> {
  const range = `from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ''}`;
  const check = (value: unknown, shown = String(value)): number => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Error(`"${shown}" is not a whole number ${range}`);
  };
  return {
    parse: (text) => check(/^\d+$/.test(text) ? Number(text) : undefined, text),
    check: (value) => check(value),
    format: String,
  };
}

/** `500`, `500ms`, `5s`, `15m`, `1h` or `1d`; in a program, milliseconds. */
export const duration: Parser<number> = {
  parse(text) {
    const [, digits, unit = 'ms'] = /^(\d+)\s*(ms|s|m|h|d)?$/.exec(text) ?? [];
    const value = Number(digits) * UNITS[unit as keyof typeof UNITS];
    if (isTimer(value)) return value;
    throw new Error(`"${text}" is not a time like 500ms, 5s, 15m, 1h or 1d`);
  },
  check(value) {
    if (isTimer(value)) return value;
    throw new Error(`"${String(value)}" is not a time in milliseconds like 500`);
  },
  format(value) {
    const unit = (['m', 's', 'ms'] as const).find((each) => value % UNITS[each] === 0) ?? 'ms';
    return `${value / UNITS[unit]}${unit}`;
  },
};

/** Timers hold 31 bits; a longer one would fire at once. */
function isTimer(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 31;
}

/** `5/20`: five a second, twenty at once. */
export const rate: Parser<Rate> = {
  parse(text) {
    const [, perSecond, burst] = /^(\d+(?:\.\d+)?)(?:\/s)?\s*[/,]\s*(?:burst\s*)?(\d+)$/.exec(text) ?? [];
    const value = { perSecond: Number(perSecond), burst: Number(burst) };
    if (isRate(value)) return value;
    throw new Error(`"${text}" is not a rate like 5/20 (five a second, twenty at once)`);
  },
  check(value) {
    if (isRate(value)) return { perSecond: value.perSecond, burst: value.burst };
    throw new Error('must be a rate like { perSecond: 5, burst: 20 }');
  },
  format: ({ perSecond, burst }) => `${perSecond}/${burst}`,
};

function isRate(value: unknown): value is Rate {
  const { perSecond, burst } = (value ?? {}) as Partial<Record<keyof Rate, unknown>>;
  return Number.isFinite(perSecond) && Number(perSecond) > 0 && Number.isInteger(burst) && Number(burst) >= 1;
}

/** A string that `read` turns into a value. */
function string<T>(read: (text: string) => T, format: (value: T) => string = String): Parser<T> {
  return {
    parse: read,
    check(value) {
      if (typeof value !== 'string') throw new Error('must be a string');
      return read(value.trim());
    },
    format,
  };
}

export const text = string((value) => value);

/** A secret or key, long enough not to be guessed. */
export const key = string<string | undefined>((value) => {
  if (value.length < 16) throw new Error('must have at least 16 characters');
  return value;
});

export const logLevel = string((value): LogLevel => {
  const found = LOG_LEVELS.find((level) => level === value);
  if (!found) throw new Error(`"${value}" is not one of ${LOG_LEVELS.join(', ')}`);
  return found;
});

/** `30d/10000`: thirty days, and ten thousand messages per room. */
export const retention = string(
  (value): Retention => {
    const [, digits, unit = '', count] = /^(\d+)\s*(s|m|h|d)\s*[/,]\s*(\d+)$/.exec(value) ?? [];
    const read = { ageMs: Number(digits) * UNITS[unit as keyof typeof UNITS], messages: Number(count) };
    if (read.ageMs >= 1 && Number.isSafeInteger(read.ageMs) && read.messages >= 1) return read;
    throw new Error(`"${value}" is not a retention like 30d/10000 (thirty days, 10,000 messages per room)`);
  },
  ({ ageMs, messages }) => `${ageMs / UNITS.d}d/${messages}`,
);

/** A comma-separated list; in a program, an array. @param validate throws an error that names a wrong entry */
function list(
  separator: RegExp,
  validate: (entries: readonly string[]) => unknown,
): Parser<readonly string[]> {
  const validated = (entries: readonly string[]): readonly string[] => {
    const given = entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
    validate(given);
    return given;
  };
  return {
    parse: (value) => validated(value.split(separator)),
    check(value) {
      if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
        throw new Error("must be an array of strings, e.g. ['…']");
      return validated(value);
    },
    format: (entries) => entries.join(','),
  };
}

export const origins = list(/[\s,]+/, (entries) => new OriginList(entries, false));
export const proxies = list(/[\s,]+/, (entries) => new Addresses(entries));
// Names may contain spaces.
export const names = list(/,/, (entries) => new ReservedNames(entries));
