/** What a person sees: a terminal's screen, as far as readline and we write to it. Everything scrolled off is kept. */
export class Screen {
  readonly #columns: number;
  readonly #rows: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number, written = '') {
    this.#columns = columns;
    this.write(written);
  }

  write(text: string): void {
    // A sequence that has not come to its end yet is not looked at.
    for (const [token] of text.matchAll(/\x1b\[[0-9;?]*[A-Za-z]|[^]/gu)) {
      const [, digits = '', letter] = /^\x1b\[(\d*)[0-9;?]*([A-Za-z])$/.exec(token) ?? [];
      if (letter !== undefined) this.#control(letter, Number(digits || 1), digits);
      else if (token === '\r') this.#column = 0;
      else if (token === '\n') this.#down();
      else if (token >= ' ') this.#put(token);
      else throw new Error(`written to the terminal: ${JSON.stringify(token)}`);
    }
  }

  /** The rows, without blanks at their ends. */
  get rows(): string[] {
    return this.#rows.map((row) =>
      Array.from(row, (cell?: string) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  /** Row and column, from 0. */
  get cursor(): [number, number] {
    return [this.#row, this.#column];
  }

  #put(character: string): void {
    if (this.#column === this.#columns) {
      this.#column = 0;
      this.#down();
    }
    this.#current[this.#column++] = character;
  }

  #control(letter: string, count: number, digits: string): void {
    if (letter === 'A') this.#row -= Math.min(count, this.#row);
    else if (letter === 'B') this.#row += count;
    else if (letter === 'C') this.#column = Math.min(this.#column + count, this.#columns - 1);
    else if (letter === 'D') this.#column = Math.max(0, Math.min(this.#column, this.#columns - 1) - count);
    else if (letter === 'G') this.#column = count - 1;
    else if (letter === 'J') this.#rows.splice(this.#row + 1);
    if (letter === 'J' || (letter === 'K' && (digits === '' || digits === '0')))
      this.#current.splice(this.#column);
    else if (!'ABCDGmhl'.includes(letter)) throw new Error(`a sequence that is not known: ${letter}`);
  }

  #down(): void {
    this.#row++;
    this.#rows[this.#row] ??= [];
  }

  get #current(): string[] {
    return (this.#rows[this.#row] ??= []);
  }
}
