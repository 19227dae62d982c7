import { ENGLISH } from './english.ts';
import type { Arguments, Key, Plural } from './messages.ts';

/** A site's own texts may be incomplete: no compiler checks them. */
type Texts = Partial<Record<Key, string | Partial<Plural>>>;

/** The texts and formats that a visitor sees. */
export interface Language {
  /** BCP 47 tag of the texts. */
  readonly tag: string;
  /** BCP 47 tag for dates and times, which may be a language without texts. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** Still loading. Texts are empty until then, so that no visitor sees one language replaced by another. */
  readonly pending: boolean;
  /** A text with its placeholders filled in; `count` selects the plural form. Empty if there is no such text. */
  t: <K extends Key>(key: K, ...values: Arguments<K>) => string;
  number: (value: number) => string;
}

/** The fallback for texts that a language lacks. Each module that loads adds its own. */
const english: Texts = { ...ENGLISH };

/** Languages that format small integers as JavaScript does. */
const PLAIN_DIGITS = /^(de|en|es|fr|ja|pt|zh)(-\w\w)?$/;

/** Adds a module's English texts, or those that it brings in the visitor's language. */
export function addMessages(messages: Partial<Record<Key, string | Plural>>): void {
  Object.assign(english, messages);
}

/** Keeps a name to its own direction, so that it doesn't reorder the text around it. */
export const isolate = (name: string): string => `\u2068${name}\u2069`;

/** @param texts undefined while they load */
export function language(
  texts: Texts | undefined,
  tag = 'en',
  locale = tag,
  dir: Language['dir'] = 'ltr',
): Language {
  let rules: Intl.PluralRules | undefined;
  // A browser's first call of toLocaleString takes 20 ms, longer than the rest of the first render.
  const plain = PLAIN_DIGITS.test(tag);
  const number = (value: number): string =>
    plain && /^\d{1,3}$/.test(`${value}`) ? `${value}` : value.toLocaleString(tag);
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
          : (text[(rules ??= new Intl.PluralRules(tag)).select(all['count'] as number)] ?? text.other ?? '');
      return form.replace(/{(\w+)}/g, (_, placeholder: string) => {
        const value = all[placeholder] ?? '';
        // In a list, each name is isolated already.
        return typeof value === 'number' ? number(value) : placeholder === 'names' ? value : isolate(value);
      });
    },
  };
}
