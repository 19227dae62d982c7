import type { Language } from '../words/language.ts';

/** `Ada, Bo and Cy`. */
export function listOf({ tag }: Language, all: readonly string[]): string {
  return new Intl.ListFormat(tag).format(all);
}

/**
 * `Ada and Bo`, or `Ada and 3 others`: a line that stays short. Each name is kept to its own direction.
 *
 * @param names those that are known
 * @param count of all people
 */
export function nameList(language: Language, names: readonly string[], count: number): string {
  const [first = '', ...more] = names.map((name) => `\u2068${name}\u2069`);
  if (count < 2) return first;
  const second = count === 2 && more[0];
  return listOf(language, [first, second || language.t('others', { count: count - 1 })]);
}
