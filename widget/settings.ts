/** What may stand in the attributes of `<live-presence>`, and what is taken where something else does. */
import { NAME_LENGTH, PAGE_LENGTH, ROOM_LENGTH } from '../protocol/limits.ts';
import { pageName } from './host/page-name.ts';
import { warn } from './host/warn.ts';

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
/** Frameworks take a text away by giving none. */
type Text = string | null | undefined;
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
  if (!value || (value.length <= ROOM_LENGTH && !/[\0-\x1f\x7f]/.test(value))) return value || fallback;
  bad('room', value, `1–${ROOM_LENGTH} characters, none of them a control character`, fallback);
  return fallback;
}

/** The page's name; by default that of the address. */
export function pageOf(given: Text): string {
  const value = given ?? '';
  const fallback = pageName(location.pathname);
  if (value.length <= PAGE_LENGTH) return value || fallback;
  bad('page', value, `1–${PAGE_LENGTH} characters`, fallback);
  return fallback;
}

/** The visitor's name as the site gives it. */
export function nameOf(given: Text): string {
  const value = given ?? '';
  const name = value.trim();
  if (name.length > NAME_LENGTH)
    bad('name', value, `at most ${NAME_LENGTH} characters`, name.slice(0, NAME_LENGTH));
  // Half a character at the end is none.
  return name.slice(0, NAME_LENGTH).replace(/\p{Surrogate}$/u, '');
}

/** A key as `KeyboardEvent.key` names it, or empty. */
export function hotkeyOf(given: Text): string {
  const value = given ?? '';
  if (/^(.|[A-Za-z]\w+)?$/u.test(value)) return value;
  bad('hotkey', value, 'one key as KeyboardEvent.key names it, as / or F2', 'none');
  return '';
}

/**
 * Warns of attributes that mean nothing here: they may be meant for us, and be misspelt. Those of every element, and
 * those with a hyphen or another sign in them, as frameworks make them, are none of our business.
 *
 * @param known the element's own ones
 */
export function checkAttributes(element: Element, known: readonly string[]): void {
  for (const { name, value } of element.attributes) {
    if (/[^a-z]|^(class|tabindex|part|exportparts|role|is|status|item.*)$/.test(name) || name in element)
      continue;
    if (!known.includes(name))
      bad(name, value, `one of the attributes there are: ${known.join(', ')}`, 'nothing, it is ignored');
  }
}

/** A colour as the protocol wants it, or undefined, after a warning where there was one. */
export function colourOf(value: string): string | undefined {
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase();
  if (value) bad('color', value, '#rrggbb', 'a generated one');
  return undefined;
}

function bad(name: string, value: unknown, wanted: string, fallback: string): void {
  warn(`${name}="${String(value).slice(0, 200)}" should be ${wanted}; taken instead: ${fallback}`);
}
