/** What several names begin with. */
export class Beginning {
  readonly next = new Map<string, Beginning>();
  /** Whether it is all of a name. */
  whole = false;
  readonly length: number;

  constructor(length = 0) {
    this.length = length;
  }

  /** @returns itself with these letters behind it; undefined if no name begins like that */
  with(letters: string): Beginning | undefined {
    return Array.from(letters).reduce<Beginning | undefined>((each, letter) => each?.next.get(letter), this);
  }

  add(name: string): void {
    const [letter] = name;
    if (letter === undefined) {
      this.whole = true;
      return;
    }
    const next = this.next.get(letter) ?? new Beginning(this.length + 1);
    this.next.set(letter, next);
    next.add(name.slice(letter.length));
  }
}
