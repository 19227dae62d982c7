import type { ENGLISH } from './english.ts';
import type { ALERTS } from './english-alerts.ts';
import type { CHAT } from './english-chat.ts';
import type { CONSENT } from './english-consent.ts';
import type { CURSOR_CHAT } from './english-cursor-chat.ts';
import type { CURSORS } from './english-cursors.ts';
import type { CHAT_DETAILS } from './english-chat-details.ts';
import type { MESSAGE_MENU } from './english-message-menu.ts';
import type { PEOPLE } from './english-people.ts';
import type { PINS } from './english-pins.ts';
import type { SUGGESTIONS } from './english-suggestions.ts';
import type { TOGETHER } from './english-together.ts';

/** All texts in English. The types require every other language to have the same keys. */
export type English = typeof ENGLISH &
  typeof CHAT &
  typeof CHAT_DETAILS &
  typeof MESSAGE_MENU &
  typeof SUGGESTIONS &
  typeof PEOPLE &
  typeof CURSORS &
  typeof CONSENT &
  typeof CURSOR_CHAT &
  typeof ALERTS &
  typeof PINS &
  typeof TOGETHER;
export type Key = keyof English;

/** A text in the plural categories of its language. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** All texts of a language, but those of `together.ts`, with these plural categories besides `other`. */
export type MessagesWith<Category extends Intl.LDMLPluralRule> = {
  readonly [K in Exclude<Key, keyof typeof TOGETHER>]: English[K] extends string
    ? string
    : Readonly<Record<Category | 'other', string>>;
};
/** All texts of some language. */
export type Messages = MessagesWith<'other'>;

/** Texts that a site overrides. */
export type Strings = { readonly [K in Key]?: string | Plural };

type PlaceholdersIn<T> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersIn<Rest>
  : never;
type Placeholders<T> = T extends string ? PlaceholdersIn<T> : PlaceholdersIn<T[keyof T]> | 'count';
/** Values for a text's placeholders, `{…}`. */
export type Values<K extends Key> = Readonly<Record<Placeholders<English[K]>, string | number>>;
/** The arguments after the key; none for a text without placeholders. */
export type Arguments<K extends Key> = [Placeholders<English[K]>] extends [never] ? [] : [values: Values<K>];
