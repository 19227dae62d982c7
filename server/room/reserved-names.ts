import { atAGlance, bothCases, latin, undisguised } from './look-alikes.ts';

/** Names that visitors may not take: those of the site's own people. */
export class ReservedNames {
  /** Each as it looks at a glance. */
  readonly #looks = new Set<string>();
  /** Length of the longest, in letters. */
  #longest = 0;

  /** @throws Error if a name has no letters; empty names are left out */
  constructor(names: readonly string[]) {
    for (const name of names.map((entry) => entry.trim()).filter((entry) => entry !== '')) {
      for (const parts of bothCases(name).map(partsOf)) {
        const letters = parts.join('');
        if (letters === '') throw new Error(`"${name}" has no letters`);
        this.#looks.add(atAGlance(letters));
        this.#longest = Math.max(this.#longest, letters.length);
      }
    }
  }

  /**
   * Whether a name is one of them, looks like one, or has one as a word (`Support Team`), whatever the case, marks,
   * spaces and punctuation.
   */
  cover(name: string): boolean {
    return (
      this.#looks.size > 0 &&
      bothCases(name)
        .map(partsOf)
        .some((parts) => this.#covers(parts))
    );
  }

  #covers(parts: readonly string[]): boolean {
    // Parts may be meant as one word (`s u p p o r t`), so every run of parts is checked.
    return parts.some((_, start) => {
      let letters = '';
      for (let end = start; end < parts.length && letters.length <= 2 * this.#longest; end++) {
        letters += parts[end] ?? '';
        if (this.#looks.has(atAGlance(letters))) return true;
      }
      return false;
    });
  }
}

/** The words of a name in lower case Latin letters, split at capitals and signs, too. */
function partsOf(name: string): string[] {
  const plain = undisguised(name).replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const parts = plain.match(/\p{L}+|[0134578@$!|]/gu) ?? [];
  return parts.map(latin);
}
