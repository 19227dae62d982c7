import { looksOf } from './look-alikes.ts';
import { cleanName } from './profile.ts';

/** Who has names that look the same. The first has no number, the second is number 2. */
interface Group {
  /** Members without a number; several only if their names are verified. */
  plain: number;
  numbered: number;
  /** No higher number is in use. */
  highest: number;
  /** Unused numbers below it. */
  free: Set<number>;
}

interface Holding {
  groups: ReadonlyMap<string, Group>;
  /** 1 stands for none. */
  number: number;
}

/** Numbers as `numbered` writes them, in brackets of any kind, behind a name. */
const NUMBERS = /^(.+?)(?:\s*\p{Ps}\s*\p{Nd}+\s*\p{Pe})+$/u;
/** UTF-16 units of the longest number that a room needs, with a blank and brackets. */
const LONGEST_NUMBER = ' (9999)'.length;

/**
 * The names of the people in a room. A name that looks like that of somebody who is here gets a number: "Ada", then
 * "Ada (2)". Nobody's name changes because others come and go; who asks for a name again loses the number once
 * nobody has the name without one.
 *
 * Taking a name costs the same however many people are here, and however many have that name.
 */
export class PresentNames {
  readonly #length: number;
  readonly #groups = new Map<string, Group>();
  /** By member id. */
  readonly #holdings = new Map<string, Holding>();

  /** @param length most UTF-16 units of a name with its number */
  constructor(length: number) {
    this.#length = length;
  }

  /** Gives a member a name, instead of the one that they had. @returns the name, with a number if it needs one */
  take(member: string, name: string): string {
    const plain = withoutNumber(name);
    const looks = this.#looksOf(plain);
    const before = this.#holdings.get(member);
    this.release(member);
    const groups = this.#groupsOf(looks);
    const isSame = before?.groups.size === groups.size && looks.every((look) => before.groups.has(look));
    const number = numberIn([...groups.values()], isSame ? before.number : undefined);
    this.#hold(member, { groups, number });
    return this.#numbered(plain, number);
  }

  /** A member has a name that is known to be theirs: it stays as it is, and others who look like it get a number. */
  takeVerified(member: string, name: string): void {
    this.release(member);
    this.#hold(member, { groups: this.#groupsOf(this.#looksOf(name)), number: 1 });
  }

  /** A member has left. */
  release(member: string): void {
    const holding = this.#holdings.get(member);
    if (!holding) return;
    this.#holdings.delete(member);
    for (const [look, group] of holding.groups) {
      if (holding.number === 1) group.plain--;
      else {
        group.numbered--;
        group.free.add(holding.number);
        while (group.free.delete(group.highest)) group.highest--;
      }
      if (group.plain + group.numbered === 0) this.#groups.delete(look);
    }
  }

  #hold(member: string, holding: Holding): void {
    this.#holdings.set(member, holding);
    const { number } = holding;
    for (const [look, group] of holding.groups) {
      this.#groups.set(look, group);
      if (number === 1) group.plain++;
      else {
        group.numbered++;
        group.free.delete(number);
        group.highest = Math.max(group.highest, number);
      }
    }
  }

  #groupsOf(looks: readonly string[]): ReadonlyMap<string, Group> {
    return new Map(
      looks.map((look) => [
        look,
        this.#groups.get(look) ?? { plain: 0, numbered: 0, highest: 1, free: new Set<number>() },
      ]),
    );
  }

  /** Names that differ only where a number would cut them look the same as well. */
  #looksOf(name: string): string[] {
    const room = this.#length - LONGEST_NUMBER;
    return [...new Set([...looksOf(name), ...(name.length > room ? looksOf(cut(name, room)) : [])])];
  }

  #numbered(name: string, number: number): string {
    if (number === 1) return name;
    const mark = ` (${String(number)})`;
    return `${cut(name, this.#length - mark.length)}${mark}`;
  }
}

/** A number that nobody has in any of the groups, or 1 for none. @param own the one that they had */
function numberIn(groups: readonly Group[], own: number | undefined): number {
  if (groups.every(({ plain }) => plain === 0)) return 1;
  const isFree = (number: number): boolean =>
    groups.every(({ highest, free }) => number > highest || free.has(number));
  if (own !== undefined && own > 1 && isFree(own)) return own;
  const candidates = groups.map(({ highest, free: [first = highest + 1] }) => first);
  return candidates.find(isFree) ?? Math.max(...groups.map(({ highest }) => highest)) + 1;
}

/** A name as it was chosen: numbers are only given here. */
function withoutNumber(name: string): string {
  return NUMBERS.exec(name)?.[1]?.trim() || name;
}

/** The start of a name in whole characters, as people see them, or in code points if not even one fits. */
function cut(name: string, units: number): string {
  if (name.length <= units) return name;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(name)) {
    if (index + segment.length > units) break;
    end = index + segment.length;
  }
  return name.slice(0, end).trim() || (cleanName(name, Math.max(2, units)) ?? name);
}
