import { existsSync } from 'node:fs';
import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { readOriginEntry } from '../gateway/origin-entry.ts';
import { shown, string } from './parsers.ts';

/** An address or a name of this machine to listen on. Whether it is one of this machine shows when listening. */
export const host = string<string | undefined>((value) => {
  const fail = (why = ''): never => {
    throw new Error(
      `${shown(value)} is not an address like 127.0.0.1 (this machine alone) or 0.0.0.0 (all networks)${why}`,
    );
  };
  const address = value.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0) return address === value || isIPv6(address) ? address : fail();
  if (/:\d+$/.test(value)) return fail('; the port is an option of its own');
  const name = domainToASCII(value);
  return /^([a-z0-9_-]+\.)*[a-z0-9_-]*[a-z_-][a-z0-9_-]*\.?$/.test(name) ? name : fail();
});

/** `https://presence.example.com`, with a path where a proxy serves it below one. */
export const url = string<string | undefined>((value) => {
  const fail = (why = ''): never => {
    throw new Error(
      `${shown(value)} is not an address like https://presence.example.com or https://www.example.org/presence${why}`,
    );
  };
  const [, origin = '', rest = ''] = /^(\w+:\/\/[^/?#]*)(.*)$/s.exec(value) ?? [];
  if (!/^https?:/i.test(origin)) return fail();
  const { wildcard } = readOriginEntry(origin);
  if (wildcard) return fail('; a wildcard is for the sites that are let in');
  if (/[?#]/.test(rest)) return fail('; it has no ? and no #');
  if (/\.m?js$/.test(rest)) return fail('; write the address without the script’s name');
  return new URL(value).href.replace(/\/+$/, '');
});

/** The database's file, or `:memory:`. What is at that path is looked at when it is opened. */
export const dataPath = string((value) => {
  if (/^:memory:$/i.test(value)) return ':memory:';
  const fail = (why: string): never => {
    throw new Error(`${shown(value)} is not a path like /var/lib/live-presence/live-presence.db: ${why}`);
  };
  if (/^[a-z][a-z0-9+.-]+:/i.test(value))
    return fail('the data is in a SQLite file, given by its path alone');
  if (/^:|^memory$/i.test(value)) return fail('to keep nothing, write :memory:');
  if (/^~|\$\{?\w|%\w+%/.test(value)) return fail('~ and variables are not replaced here');
  if (/^["'].*["']$/.test(value)) return fail('write it without quotation marks');
  if (/[/\\]$/.test(value)) return fail('that is a folder; add the name of a file');
  return value;
});

/** A secret or key, long enough not to be guessed. Errors do not contain it. */
export const key = string<string | undefined>((value) => {
  if (value.length < 16) throw new Error(`must have at least 16 characters, not ${value.length}`);
  if (/^["'].*["']$/.test(value)) throw new Error('is in quotation marks, which would be part of it');
  if (value.startsWith('/') && existsSync(value))
    throw new Error('is the path of a file; must be the key itself, e.g. "$(cat FILE)" in a shell');
  return value;
});

/** A key that programs send in a header, which holds no other characters. */
export const headerKey = string<string | undefined>((value) => {
  // First what else is wrong with it: the path of a file may have any letters.
  const parsed = key.parse(value);
  if (/[^\x20-\x7e]/.test(value))
    throw new Error('must have only letters of English, digits and signs, because it is sent in a header');
  return parsed;
});
