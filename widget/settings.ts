/** What may stand in the attributes of `<live-presence>`, and what is taken where something else does. */
import { DEFAULT_LIMITS } from '../protocol/limits.ts';
import { warn } from './warn.ts';

/** Attributes with a fixed set of values; the first is the default. */
export const CHOICES = {
  cursors: ['on', 'off'],
  badge: ['on', 'off'],
  chat: ['closed', 'open', 'off'],
  position: ['bottom-right', 'bottom-left', 'top-right', 'top-left'],
  theme: ['auto', 'light', 'dark'],
  consent: ['granted', 'required'],
  storage: ['local', 'session', 'none'],
  unread: ['badge', 'title'],
} as const;

export type ChoiceName = keyof typeof CHOICES;
export type Choice<K extends ChoiceName> = (typeof CHOICES)[K][number];

/**
 * The value, or where it is none of those allowed the default, after a warning.
 *
 * An unknown `consent` counts as `required`: whoever wrote it meant to ask first.
 */
export function choose<K extends ChoiceName>(name: K, value: unknown): Choice<K> {
  const allowed: readonly unknown[] = CHOICES[name];
  if (allowed.includes(value)) return value as Choice<K>;
  const fallback = CHOICES[name][name === 'consent' ? 1 : 0] as Choice<K>;
  // An attribute that was taken away is no mistake.
  if (value === null || value === undefined) return CHOICES[name][0];
  bad(name, value, `one of ${allowed.join(', ')}`, fallback);
  return fallback;
}

/**
 * The server's address without its trailing slash.
 *
 * @param origin where the script came from; undefined where that is no web address
 * @returns undefined where neither is usable, after a warning
 */
export function serverOf(value: string, origin: string | undefined): string | undefined {
  if (value) {
    const url = httpAddress(value, document.baseURI);
    if (url) return url;
    bad('server', value, 'an http(s) address', origin ?? 'none: nothing is connected');
  } else if (!origin) {
    warn('server is missing, and this script did not come from one: nothing is connected');
  }
  return origin;
}

/** An http(s) address without query, hash and trailing slash, or undefined. */
export function httpAddress(value: string, base?: string): string | undefined {
  try {
    const { protocol, origin, pathname } = new URL(value, base);
    return /^https?:$/.test(protocol) ? (origin + pathname).replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** The room's name; by default the site's host, or `file` where there is none. */
export function roomOf(value: string): string {
  const fallback = location.host || 'file';
  if (!value || (value.length <= DEFAULT_LIMITS.roomLength && !/[\0-\x1f\x7f]/.test(value)))
    return value || fallback;
  bad('room', value, '1–128 characters, none of them a control character', fallback);
  return fallback;
}

/** A colour as the protocol wants it, or undefined, after a warning where there was one. */
export function colourOf(value: string): string | undefined {
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase();
  if (value) bad('color', value, '#rrggbb', 'a generated one');
  return undefined;
}

function bad(name: string, value: unknown, wanted: string, fallback: string): void {
  warn(`${name}="${String(value)}" should be ${wanted}; taken instead: ${fallback}`);
}
