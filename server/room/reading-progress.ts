import type { Beginning } from './beginning.ts';
import { atAGlance } from './look-alikes.ts';
import type { Piece } from './visible-pieces.ts';

/** Shorter names would be found in too much if a sign could stand for any of their letters. */
const LONG_ENOUGH = 4;

/** How far a name has been read as reserved ones. */
export class ReadingProgress {
  readonly plain = new Set<Beginning>();
  /** Where a sign stands for one of the letters. */
  readonly masked = new Set<Beginning>();

  read(before: ReadingProgress, pieces: readonly Piece[], mask: boolean): void {
    const readings = pieces.length === 1 ? (pieces[0]?.readings ?? []) : glancesAt(pieces);
    for (const reading of readings) {
      if (reading === '') continue;
      for (const kind of ['plain', 'masked'] as const)
        for (const each of before[kind]) {
          const next = each.with(reading);
          if (next) this[kind].add(next);
        }
    }
    if (mask) for (const each of before.plain) for (const next of each.next.values()) this.masked.add(next);
  }

  /** A run doesn't begin with what it leaves out. */
  keep(before: ReadingProgress): void {
    for (const kind of ['plain', 'masked'] as const)
      for (const each of before[kind]) if (each.length > 0) this[kind].add(each);
  }

  get found(): boolean {
    return (
      [...this.plain].some(({ whole }) => whole) ||
      [...this.masked].some(({ whole, length }) => whole && length >= LONG_ENOUGH)
    );
  }
}

/** Two letters that look like one. */
function glancesAt([one, other]: readonly Piece[]): string[] {
  const readings = [...(one?.readings ?? [])].flatMap((first) =>
    [...(other?.readings ?? [])].map((second) => first + second),
  );
  return readings.filter((each) => atAGlance(each).length === 1).map(atAGlance);
}
