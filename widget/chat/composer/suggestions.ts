import type { Member } from '../../../protocol/presence.ts';

/** At most so many people are suggested. */
const MAX_SUGGESTIONS = 5;

/** @returns the mention that is being typed at the end of a text, with its `@`; undefined if there is none */
export function mentionAtEnd(text: string): string | undefined {
  return /(?:^|\s)(@[^\s@][^@\n]{0,39}|@)$/.exec(text)?.[1];
}

/** The people whose name, or a later word of it, starts with what is being typed, but is not complete yet. */
export function suggestions<T extends Pick<Member, 'name'>>(mention: string, people: readonly T[]): T[] {
  const start = mention.slice(1).toLowerCase();
  return people
    .filter(({ name }) => {
      const lower = name.toLowerCase();
      return ` ${lower}`.includes(` ${start}`) && lower !== start.trim();
    })
    .slice(0, MAX_SUGGESTIONS);
}
