import { ENGLISH } from './english.ts';
import type { Arguments, English, Key, Plural } from './messages.ts';

/** A site's own need not have been checked by types. */
type Texts = Partial<Record<Key, string | Partial<Plural>>>;

/** How a visitor is spoken to. */
export interface Language {
  /** BCP 47: of the texts. */
  readonly tag: string;
  /** The same for dates and times, for which there need not be texts. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** It is not loaded yet, and nothing is said so long: nobody sees one language, and then another. */
  readonly pending: boolean;
  /** A text, with values where it has `{…}`; `count` decides on its plural form. Empty where there is none. */
  t: <K extends Key>(key: K, ...values: Arguments<K>) => string;
  number: (value: number) => string;
}

/** Where a language lacks a text. It grows with the modules that are loaded: each brings what it says. */
const english: Texts = { ...ENGLISH };

/** Languages that write small numbers as JavaScript does. */
const PLAIN_DIGITS = /^(de|en|es|fr|ja|pt|zh)(-\w\w)?$/;

/** Brings more of the built-in English. */
export function addMessages(words: Partial<English>): void {
  Object.assign(english, words);
}

/** @param texts undefined: not loaded yet */
export function language(
  texts: Texts | undefined,
  tag = 'en',
  locale = tag,
  dir: Language['dir'] = 'ltr',
): Language {
  let rules: Intl.PluralRules | undefined;
  // The browser's first formatting of a number takes 20 ms, more than all else that is drawn first.
  const plain = PLAIN_DIGITS.test(tag);
  const number = (value: number): string =>
    plain && value >= 0 && value < 1000 && Number.isInteger(value)
      ? String(value)
      : value.toLocaleString(tag);
  return {
    tag,
    locale,
    dir,
    pending: !texts,
    number,
    t: (key, ...[values]) => {
      const all: Partial<Record<string, string | number>> = values ?? {};
      const text = (texts && (texts[key] ?? english[key])) || '';
      const form =
        typeof text === 'string'
          ? text
          : (text[(rules ??= new Intl.PluralRules(tag)).select(Number(all['count']))] ?? text.other ?? '');
      return form.replace(/{(\w+)}/g, (_, name: string) => {
        const value = all[name] ?? '';
        return typeof value === 'number' ? number(value) : value;
      });
    },
  };
}
