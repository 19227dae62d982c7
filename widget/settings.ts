/** The valid values of `<live-presence>`'s attributes, and what is used instead of an invalid one. */
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
/** Frameworks unset a text with null or undefined. */
type Text = string | null | undefined;
export type Choice<K extends ChoiceName> = (typeof CHOICES)[K][number];

/**
 * The value if it is valid, else the default, after a warning.
 *
 * An invalid `consent` counts as `required`: its author meant to ask first.
 */
export function choose<K extends ChoiceName>(name: K, value: unknown): Choice<K> {
  const allowed: readonly unknown[] = CHOICES[name];
  if (allowed.includes(value)) return value as Choice<K>;
  const fallback = CHOICES[name][name === 'consent' ? 1 : 0] as Choice<K>;
  // A removed attribute is not a mistake.
  if (value === null || value === undefined) return CHOICES[name][0];
  bad(name, value, allowed.join(', ').replace(/,([^,]*)$/, ' or$1'), fallback);
  return fallback;
}

/**
 * The server's URL without its trailing slash.
 *
 * @param origin the server that the script came from; undefined if that is not a web address
 * @returns undefined if neither is usable, after a warning
 */
export function serverOf(value: string, origin: string | undefined): string | undefined {
  if (value) {
    const url = httpAddress(value, document.baseURI);
    if (url) return url;
    bad('server', value, 'an http(s) URL', origin ?? 'none');
  } else if (!origin) {
    warn('no server: set the server attribute, or load this script from your server');
  }
  return origin;
}

/** An http(s) URL without query, hash and trailing slash, or undefined. */
export function httpAddress(value: string, base?: string): string | undefined {
  try {
    const { protocol, origin, pathname } = new URL(value, base);
    return /^https?:$/.test(protocol) ? (origin + pathname).replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** The room's name; by default the site's host, or `file` for local files. */
export function roomOf(value: string): string {
  const fallback = location.host || 'file';
  if (!value || (value.length <= ROOM_LENGTH && !/[\0-\x1f\x7f]/.test(value))) return value || fallback;
  bad('room', value, `1–${ROOM_LENGTH} characters, no control characters`, fallback);
  return fallback;
}

/** The page's name; by default the path of its URL. */
export function pageOf(given: Text): string {
  const value = given ?? '';
  const fallback = pageName(location.pathname);
  if (value.length <= PAGE_LENGTH) return value || fallback;
  bad('page', value, `1–${PAGE_LENGTH} characters`, fallback);
  return fallback;
}

/** The visitor's name as set by the site. */
export function nameOf(given: Text): string {
  const value = given ?? '';
  const name = value.trim();
  if (name.length > NAME_LENGTH)
    bad('name', value, `at most ${NAME_LENGTH} characters`, name.slice(0, NAME_LENGTH));
  // Cutting may have split a character in half.
  return name.slice(0, NAME_LENGTH).replace(/\p{Surrogate}$/u, '');
}

/** A key as `KeyboardEvent.key` names it, or empty. */
export function hotkeyOf(given: Text): string {
  const value = given ?? '';
  if (/^(.|[A-Za-z]\w+)?$/u.test(value)) return value;
  bad('hotkey', value, 'a KeyboardEvent.key such as / or F2', 'none');
  return '';
}

/**
 * Warns about unknown attributes, which may be misspelt. Global attributes, and those with a hyphen or another sign in
 * them, which frameworks add, are left alone.
 *
 * @param known the element's own attributes
 */
export function checkAttributes(element: Element, known: readonly string[]): void {
  for (const { name } of element.attributes) {
    if (known.includes(name) || name in element) continue;
    if (/[^a-z]|^(class|tabindex|part|exportparts|role|is|status|item.*)$/.test(name)) continue;
    const near = known.find((other) => distance(name, other) + distance(other, name) < 3);
    warn(`unknown attribute "${name}"${near ? ` (did you mean "${near}"?)` : ''}; ignored`);
  }
}

/** How many letters of one word the other one lacks: small between a word and its misspelling. */
function distance(word: string, other: string): number {
  return word.split('').filter((letter) => !other.includes(letter)).length;
}

/** A colour as the protocol requires it, or undefined, after a warning about an invalid one. */
export function colourOf(value: string): string | undefined {
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase();
  if (value) bad('color', value, '#rrggbb', 'a generated colour');
  return undefined;
}

function bad(name: string, value: unknown, wanted: string, fallback: string): void {
  warn(`invalid ${name}="${String(value).slice(0, 200)}": expected ${wanted}; using ${fallback}`);
}
