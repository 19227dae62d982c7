import { Beginning } from './beginning.ts';
import { atAGlance, bothCases, latin, undisguised } from './look-alikes.ts';
import { ReadingProgress } from './reading-progress.ts';
import { visiblePieces } from './visible-pieces.ts';

/** Names that visitors may not take: those of the site's own people. */
export class ReservedNames {
  /** Of all of them, as they look at a glance. */
  readonly #start = new Beginning();

  /** @throws Error if a name has no letters; empty names are left out */
  constructor(names: readonly string[]) {
    for (const name of names.map((entry) => entry.trim()).filter((entry) => entry !== '')) {
      for (const reading of bothCases(name)) {
        const parts = undisguised(reading).match(/\p{L}+|[0134578@$!|]/gu) ?? [];
        const letters = parts.map(latin).join('');
        if (letters === '') throw new Error(`"${name}" has no letters`);
        this.#start.add(atAGlance(letters));
      }
    }
  }

  /**
   * Whether a name is one of them, looks like one, or has one as a word (`Support Team`), whatever the case, marks,
   * spaces and punctuation. A sign within it may stand for any letter.
   */
  cover(name: string): boolean {
    if (this.#start.next.size === 0) return false;
    const pieces = visiblePieces(name);
    let progress = new ReadingProgress();
    /** Where this piece is taken together with the one before. */
    let joined = new ReadingProgress();
    for (const [i, piece] of pieces.entries()) {
      // Words may be meant as one (`s u p p o r t`), so every run of them is read.
      if (piece.begins) progress.plain.add(this.#start);
      const [after, afterNext] = [joined, new ReadingProgress()];
      after.read(progress, [piece], piece.masks);
      if (piece.ends && after.found) return true;
      if (piece.optional) after.keep(progress);
      if (i + 1 < pieces.length) afterNext.read(progress, pieces.slice(i, i + 2), false);
      [progress, joined] = [after, afterNext];
    }
    return false;
  }
}
