import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Who sits at a terminal, or writes into its pipe. */
export interface TerminalUser {
  line(text: string): void;
  /** Ctrl+C was pressed; elsewhere that is a signal. */
  interrupt(): void;
  /** No line comes any more. */
  end(): void;
}

/** Where lines come from and texts go to. */
export interface Terminal {
  /** Whole lines; what is being typed stays as it is. */
  print(text: string): void;
  /** How many lines are not acknowledged yet. */
  waiting(count: number): void;
  /** Takes no more lines for a while. */
  hold(on: boolean): void;
  /** No more lines are read. What is printed then comes as it is. */
  close(): void;
}

/** Files, pipes and whatever else can't be drawn on: lines in, lines out. */
export class PipeTerminal implements Terminal {
  readonly #output: Writable;
  readonly #lines: Interface;
  #closed = false;

  constructor(input: Readable, output: Writable, user: TerminalUser) {
    this.#output = output;
    this.#lines = createInterface({ input, crlfDelay: Infinity, terminal: false });
    this.#lines.on('line', (line) => user.line(line));
    this.#lines.on('close', () => {
      this.#closed = true;
      user.end();
    });
    input.on('error', () => user.end());
  }

  print(text: string): void {
    this.#output.write(`${text}\n`);
  }

  waiting(): void {}

  hold(on: boolean): void {
    if (this.#closed) return;
    if (on) this.#lines.pause();
    else this.#lines.resume();
  }

  close(): void {
    this.#lines.close();
  }
}
