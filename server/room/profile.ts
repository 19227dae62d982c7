/** Cleans the names and colours that visitors choose, and generates those they don't. */
import { createHash } from 'node:crypto';
import { BLANKS, isVisible } from './invisible.ts';
import { COLORS } from '../../protocol/colors.ts';
import { distance, placeOf } from './color-distance.ts';
import { TAGGED_FLAG, withoutIdleJoiners } from './joiners.ts';

/** Format characters and what is no character; in its group what stays of them. */
const UNSEEN = new RegExp(`(${TAGGED_FLAG})|(?![\\u200c\\u200d])[\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}]`, 'gu');

/**
 * A name that may be shown to others: NFKC, one line, no control or format characters (they can turn the text around or
 * hide it) but joiners where they join, at most three combining marks on a character.
 *
 * @param limit most UTF-16 units
 * @returns undefined if nothing visible is left
 */
export function cleanName(raw: string | undefined, limit: number): string | undefined {
  if (raw === undefined) return undefined;
  // Normalising can make a text much longer, and its cost grows with consecutive marks: cut first.
  const name = raw
    .slice(0, limit * 8)
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(UNSEEN, '$1')
    .replace(BLANKS, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  const cut = withoutIdleJoiners(name).slice(0, limit);
  // The cut may have left a joiner without the right side, or a flag without its end.
  const whole = withoutIdleJoiners(cut.replace(UNSEEN, '$1')).trim();
  return isVisible(whole) ? whole : undefined;
}

/** `#rrggbb` in lower case, or undefined. */
export function cleanColor(raw: string | undefined): string | undefined {
  return raw !== undefined && /^#[0-9a-f]{6}$/i.test(raw) ? raw.toLowerCase() : undefined;
}

const TEMPERS =
  'Amber Brisk Calm Clever Coral Curious Eager Gentle Golden Happy Jolly Keen Kind Lucky Mellow Merry Nimble Polite Quiet Rosy Silver Sunny Swift Witty'.split(
    ' ',
  );
const ANIMALS =
  'Badger Beaver Crane Dolphin Falcon Finch Fox Gecko Hare Heron Ibis Koala Lark Lynx Marten Newt Otter Owl Panda Puffin Robin Seal Swan Wren'.split(
    ' ',
  );

/** A friendly name for a member who chose none, always the same for the same member. */
export function generatedName(member: string): string {
  const [a = 0, b = 0] = digestOf(member);
  return `${pick(TEMPERS, a)} ${pick(ANIMALS, b)}`;
}

/**
 * A colour for a member who chose none: the same for the same member, unless others have it or one that looks like it.
 * Then it is the one that is least like theirs, or, once all are taken, one that the fewest have.
 * @param used colours of the room's other members, and how many have each
 */
export function generatedColor(member: string, used: ReadonlyMap<string, number>): string {
  const [, , c = 0] = digestOf(member);
  const own = pick(COLORS, c);
  if (used.size === 0) return own;
  const from = COLORS.map((_, i) => pick(COLORS, c + i));
  const users = (color: string): number => used.get(color) ?? 0;
  // Among many, all are taken: nothing has to be measured.
  if (!from.every(users)) {
    const others = [...used.keys()].map((color) => PLACES.get(color) ?? placeOf(color));
    const gaps = new Map<string, number>();
    for (const [color, place] of PLACES)
      gaps.set(color, Math.min(...others.map((other) => distance(place, other))));
    const gapOf = (color: string): number => gaps.get(color) ?? 0;
    if (gapOf(own) >= APART) return own;
    return from.reduce((best, color) => (gapOf(color) > gapOf(best) ? color : best));
  }
  return from.reduce((best, color) => (users(color) < users(best) ? color : best));
}

const PLACES = new Map(COLORS.map((color) => [color, placeOf(color)]));

/** From which distance on nobody takes one colour for the other, as one violet for the next. */
const APART = 0.09;

function digestOf(member: string): Buffer {
  return createHash('sha256').update(member).digest();
}

function pick(list: readonly string[], at: number): string {
  return list[at % list.length] ?? '';
}
