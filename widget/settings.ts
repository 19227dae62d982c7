/** The valid values of `<live-presence>`'s attributes, and what is used instead of an invalid one. */
import { NAME_LENGTH, ROOM_LENGTH } from '../protocol/limits.ts';
import { keepLoading } from './host/keep-loading.ts';
import { pageName } from './host/page-name.ts';

/** Attributes with a fixed set of values; the first is the default. */
export const CHOICES = {
  cursors: ['on', 'off', 'quiet'],
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
  invalid(name, value, fallback, allowed);
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
    invalid('server', value, origin ?? 'none');
  } else if (!origin) {
    explain(({ warnOfNoServer }) => warnOfNoServer());
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
  // Frames of `srcdoc`, `blob:` and `data:` belong to the site of the page around them.
  const { origin } = globalThis;
  const site = [location.href, origin, document.baseURI, document.referrer].find((url) => httpAddress(url));
  const fallback = site ? new URL(site).host : 'file';
  // In a URL, `.` and `..` are no names.
  if (!value || (value.length <= ROOM_LENGTH && !/[\p{Cc}\p{Cs}]|^\.\.?$/u.test(value)))
    return value || fallback;
  invalid('room', value, fallback);
  return fallback;
}

/** The page's name; by default the path of its URL. The client shortens long ones. */
export function pageOf(given: Text): string {
  const value = given ?? '';
  const fallback = pageName(location.pathname);
  if (!/[\p{Cc}\p{Cs}]/u.test(value)) return value || fallback;
  invalid('page', value, fallback);
  return fallback;
}

/** The visitor's name as set by the site. */
export function nameOf(given: Text): string {
  const value = given ?? '';
  const name = value.trim();
  if (name.length > NAME_LENGTH) invalid('name', value, name.slice(0, NAME_LENGTH));
  // Cutting may have split a character in half.
  return name.slice(0, NAME_LENGTH).replace(/\p{Surrogate}$/u, '');
}

/** A key as `KeyboardEvent.key` names it, or empty. */
export function hotkeyOf(given: Text): string {
  const value = given ?? '';
  if (/^(.|[A-Za-z]\w+)?$/u.test(value)) return value;
  invalid('hotkey', value, 'none');
  return '';
}

/**
 * Warns about unknown attributes, which may be misspelt. Those with a hyphen or another sign in them, which frameworks
 * add, are left alone.
 *
 * @param known the element's own attributes
 */
export function checkAttributes(element: Element, known: readonly string[]): void {
  for (const { name } of element.attributes) {
    if (!(known.includes(name) || name in element || /[^a-z]/.test(name)))
      explain(({ warnOfAttribute }) => warnOfAttribute(name, known));
  }
}

/** A colour as the protocol requires it, or undefined, after a warning about an invalid one. */
export function colourOf(value: string): string | undefined {
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase();
  if (value) invalid('color', value, 'a generated colour');
  return undefined;
}

function invalid(name: string, value: unknown, used: string, allowed?: readonly unknown[]): void {
  explain(({ warnOfValue }) => warnOfValue(name, value, used, allowed));
}

export const loadWarnings = () => import('./settings-warnings.ts');

let allow: () => void;
const allowed = new Promise<void>((resolve) => (allow = resolve));

/** Before the visitor's consent nothing may be requested: warnings wait for this call. */
export function allowWarnings(): void {
  allow();
}

function explain(warn: (warnings: Awaited<ReturnType<typeof loadWarnings>>) => void): void {
  void allowed.then(() => keepLoading(loadWarnings, warn));
}
