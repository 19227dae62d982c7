/** How members are mentioned in a text: `@` and the whole name. */
import type { Member } from '../../protocol/presence.ts';

type Named = Pick<Member, 'id' | 'name'>;

/** At most so many people are suggested. */
const MAX_SUGGESTIONS = 5;

/** @returns the mention that is being typed at the end of a text, with its `@`; undefined if there is none */
export function mentionAtEnd(text: string): string | undefined {
  return /(?:^|\s)(@[^\s@][^@\n]{0,39}|@)$/.exec(text)?.[1];
}

/** The people whose name, or a later word of it, starts with what is being typed, but is not complete yet. */
export function suggestions<T extends Named>(mention: string, people: readonly T[]): T[] {
  const start = mention.slice(1).toLowerCase();
  return people
    .filter(({ name }) => {
      const lower = name.toLowerCase();
      return ` ${lower}`.includes(` ${start}`) && lower !== start.trim();
    })
    .slice(0, MAX_SUGGESTIONS);
}

/**
 * Ids of the people whose whole name stands in a text after an `@`. “Ada” is not mentioned by “@Ada Lovelace” if both
 * are there, nor by “@Adam” or an e-mail address.
 *
 * @param ids by name
 */
export function mentionedIn(text: string, ids: ReadonlyMap<string, string>): string[] {
  const mentioned = new Set<string>();
  let rest = text;
  for (const [name, id] of [...ids].sort(([a], [b]) => b.length - a.length)) {
    const parts = rest.split(`@${name}`);
    const whole = parts.some(
      (part, index) =>
        index > 0 && !/^[\p{L}\p{N}]/u.test(part) && !/[\p{L}\p{N}]$/u.test(parts[index - 1] ?? ''),
    );
    if (whole) mentioned.add(id);
    rest = parts.join('\n');
  }
  return [...mentioned];
}
