import { isolate, type Language } from '../words/language.ts';

/** At most so many of those who have reacted are named; the others are counted. */
export const NAMED = 10;

/** `Ada, Bo and Cy`, each name isolated from the text around it. */
export function listOf({ tag }: Language, all: readonly string[]): string {
  return new Intl.ListFormat(tag).format(all.map(isolate));
}

/**
 * `Ada and Bo`, or `Ada and 3 others`: a list that stays short.
 *
 * @param names those that are known
 * @param count number of people, including those without a known name
 */
export function nameList(language: Language, names: readonly string[], count: number): string {
  const [first = '', second] = names;
  if (count < 2) return listOf(language, [first]);
  return listOf(language, [first, (count === 2 && second) || language.t('others', { count: count - 1 })]);
}

/** `Ada and Bo are typing…` */
export function typingText(language: Language, names: readonly string[], count: number): string {
  return language.t('typing', { count, names: nameList(language, names, count) });
}
