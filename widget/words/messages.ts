import type { ENGLISH } from './english.ts';
import type { CHAT } from './english-chat.ts';
import type { CURSORS } from './english-cursors.ts';
import type { PEOPLE } from './english-people.ts';

/** Every text there is, in English. A new one stands there, and by that in every other language: the types see to it. */
export type English = typeof ENGLISH & typeof CHAT & typeof PEOPLE & typeof CURSORS;
export type Key = keyof English;

/** Texts by the number in them, in the categories of the language's plural rules. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** All texts of a language whose plural rules have these categories. */
export type MessagesWith<Category extends Intl.LDMLPluralRule> = {
  readonly [K in Key]: English[K] extends string ? string : Readonly<Record<Category | 'other', string>>;
};
/** All texts of any language. */
export type Messages = MessagesWith<'other'>;

/** Some texts, as a site wants them. */
export type Strings = { readonly [K in Key]?: string | Plural };

type HolesIn<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | HolesIn<Rest> : never;
type Holes<T> = T extends string ? HolesIn<T> : HolesIn<T[keyof T]> | 'count';
/** What is to be put in where a text has `{…}`. */
export type Values<K extends Key> = Readonly<Record<Holes<English[K]>, string | number>>;
/** Nothing for most texts. */
export type Arguments<K extends Key> = [Holes<English[K]>] extends [never] ? [] : [values: Values<K>];
