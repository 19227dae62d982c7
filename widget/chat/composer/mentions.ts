import type { Member } from '../../../protocol/presence.ts';
import type { PresenceClient } from '../../client/presence-client.ts';

/** Everybody in the room but the visitor. */
export function others({ roster, self }: PresenceClient): Member[] {
  return [...roster.members.values()].filter(({ id }) => id !== self?.id);
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
