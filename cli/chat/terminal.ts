import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What a terminal reports: a person's input, or a pipe's. */
export interface TerminalUser {
  line(text: string): void;
  /** Ctrl+C, where it is a key and not a signal. */
  interrupt(): void;
  /** The end of input. */
  end(): void;
}

/** Reads lines and prints texts. */
export interface Terminal {
  /** Prints whole lines; a line that is being typed stays. */
  print(text: string): void;
  /** Shows how many lines are not acknowledged yet. */
  waiting(count: number): void;
  /** Pauses or resumes reading. */
  hold(on: boolean): void;
  /** Stops reading. Printing still works, without a prompt. */
  close(): void;
}

/** Files and pipes: lines in, lines out. */
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
