import { COLORS, TONES } from '../../protocol/colors.ts';
import { generatedColor } from './profile.ts';

/** How somebody's cursor looks. */
export interface Look {
  readonly color: string;
  /** 0: nothing but the colour; from 1 on, where a second tone lies on it. */
  readonly tone: number;
}

/** Somebody who has a colour. */
export interface ColorOwner {
  readonly id: string;
  /** The colour that they, or the site for them, asked for. */
  readonly chosenColor: string | undefined;
  look: Look;
}

/** Stands for the room among its pages. No page has an empty name. */
const ROOM = '';
/** With more people than this a room's colours repeat anyway: only those on a page are kept apart. */
const SHARED_FROM = COLORS.length * 4;
/** With more colours than this on a page, all that counts is whether one of ours is among them. */
const MANY = 48;

/**
 * Who has which colour, on each page of a room: nobody has that of somebody else on the page as long as one is free,
 * and beyond that nobody's second tone is the same, as long as there are tones. In a small room, nobody has that of
 * somebody on another page, either.
 *
 * A chosen colour is kept. Whoever had it by chance takes another one, and among those who chose it tones tell who is who.
 * A colour that is not chosen stays as it is for as long as it is nobody else's on the page.
 */
export class PageColors<O extends ColorOwner> {
  /** By page, then by colour. */
  readonly #pages = new Map<string, Map<string, Set<O>>>();
  /** Where each of them is, and the colour they have there. */
  readonly #placed = new Map<O, { color: string; pages: ReadonlySet<string> }>();

  /**
   * Somebody is on these pages now, or has chosen a colour or none.
   * @param yielded called before somebody takes another colour, because theirs was chosen; returns what to call after
   */
  place(owner: O, pages: ReadonlySet<string>, yielded: (other: O) => () => void): void {
    this.remove(owner);
    const all = new Set(pages).add(ROOM);
    const { chosenColor } = owner;
    if (chosenColor !== undefined) this.#clear(chosenColor, all, yielded);
    const color = chosenColor ?? this.#freeColor(owner, pages);
    this.#wear(owner, color, all);
  }

  remove(owner: O): void {
    const placed = this.#placed.get(owner);
    if (!placed) return;
    this.#placed.delete(owner);
    for (const page of placed.pages) {
      const colors = this.#pages.get(page);
      const owners = colors?.get(placed.color);
      owners?.delete(owner);
      if (owners?.size === 0) colors?.delete(placed.color);
      if (colors?.size === 0) this.#pages.delete(page);
    }
  }

  #wear(owner: O, color: string, pages: ReadonlySet<string>): void {
    const tone = this.#freeTone(color, pages);
    if (owner.look.color !== color || owner.look.tone !== tone) owner.look = { color, tone };
    this.#placed.set(owner, { color, pages });
    for (const page of pages) {
      const colors = this.#pages.get(page) ?? new Map<string, Set<O>>();
      this.#pages.set(page, colors);
      const owners = colors.get(color) ?? new Set();
      colors.set(color, owners.add(owner));
    }
  }

  /** Whoever has a colour by chance that somebody chose takes a free one, as long as there are any. */
  #clear(color: string, pages: ReadonlySet<string>, yielded: (other: O) => () => void): void {
    for (const page of pages) {
      if (page === ROOM && !this.#isSmall) continue;
      for (const other of [...(this.#pages.get(page)?.get(color) ?? [])]) {
        if (other.chosenColor !== undefined) continue;
        const theirs = this.#placed.get(other)?.pages ?? pages;
        const others = this.#usedOn(theirs).set(color, 1);
        const free = generatedColor(other.id, others);
        if (others.has(free)) break;
        const done = yielded(other);
        this.remove(other);
        this.#wear(other, free, theirs);
        done();
      }
    }
  }

  /** One that is free on these pages, and where possible in the room; the present one if none is better. */
  #freeColor({ id, look }: O, pages: ReadonlySet<string>): string {
    const onPages = this.#usedOn(pages);
    const has = COLORS.includes(look.color);
    for (const used of [this.#usedOn(new Set([ROOM])), onPages]) {
      if (has && !used.has(look.color) && !onPages.has(look.color)) return look.color;
      const free = generatedColor(id, used);
      if (!onPages.has(free)) return free;
    }
    const least = generatedColor(id, onPages);
    const users = (color: string): number => onPages.get(color) ?? 0;
    return has && users(look.color) <= users(least) ? look.color : least;
  }

  /** The first tone that nobody who has the colour on these pages has; if all are taken, one of them. */
  #freeTone(color: string, pages: ReadonlySet<string>): number {
    const taken = new Set<number>();
    let count = 0;
    for (const page of pages) {
      const owners = page === ROOM ? undefined : this.#pages.get(page)?.get(color);
      count += owners?.size ?? 0;
      for (const { look } of owners ?? []) if (taken.add(look.tone).size > TONES) return count % (TONES + 1);
    }
    let tone = 0;
    while (taken.has(tone)) tone++;
    return tone;
  }

  /** Colours on these pages, and how many people have each. */
  #usedOn(pages: ReadonlySet<string>): Map<string, number> {
    const used = new Map<string, number>();
    for (const page of pages) {
      const colors = this.#pages.get(page);
      if (!colors || (page === ROOM && !this.#isSmall)) continue;
      const names = colors.size > MANY ? COLORS : colors.keys();
      for (const color of names) {
        const count = colors.get(color)?.size ?? 0;
        if (count > 0) used.set(color, (used.get(color) ?? 0) + count);
      }
    }
    return used;
  }

  get #isSmall(): boolean {
    return this.#placed.size <= SHARED_FROM;
  }
}
