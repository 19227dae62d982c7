import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import type { Interface, Key } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Terminal, TerminalUser } from './terminal.ts';

/**
 * A terminal with a prompt on its last line. Output goes above it, and what the user is typing stays, with the cursor
 * in place. An entered line disappears: it is printed as a message once the server has it.
 */
export class PromptTerminal implements Terminal {
  readonly #output: Writable;
  readonly #lines: Interface;
  #closed = false;
  #waiting = 0;
  /** Rows between the prompt and the cursor when the line was entered. */
  #row = 0;

  constructor(input: Readable, output: Writable, user: TerminalUser) {
    this.#output = output;
    const lines = (this.#lines = createInterface({ input, output, terminal: true, prompt: '> ' }));
    // Before readline's own listener, which clears the line.
    input.prependListener('keypress', (_: unknown, key: Key | undefined) => {
      if (this.#closed || (key?.name !== 'return' && key?.name !== 'enter')) return;
      lines.write(null, { ctrl: true, name: 'e' });
      this.#row = lines.getCursorPos().rows;
    });
    lines.on('line', (line) => {
      moveCursor(output, 0, -1);
      this.#clear(this.#row);
      user.line(line);
      if (!this.#closed) lines.prompt();
    });
    lines.on('SIGINT', () => user.interrupt());
    lines.on('close', () => {
      if (!this.#closed) this.#clear(lines.getCursorPos().rows);
      this.#closed = true;
      user.end();
    });
    input.on('error', () => user.end());
    lines.prompt();
  }

  print(text: string): void {
    if (!this.#closed) this.#clear(this.#lines.getCursorPos().rows);
    this.#output.write(`${text}\n`);
    if (!this.#closed) this.#lines.prompt(true);
  }

  waiting(count: number): void {
    if (count === this.#waiting || this.#closed) return;
    this.#waiting = count;
    this.#clear(this.#lines.getCursorPos().rows);
    this.#lines.setPrompt(count > 0 ? `(${count} waiting) > ` : '> ');
    this.#lines.prompt(true);
  }

  /** Not needed: nobody types that fast. */
  hold(): void {}

  close(): void {
    this.#lines.close();
  }

  /** Erases the prompt and its line. @param row rows between the prompt and the cursor */
  #clear(row: number): void {
    moveCursor(this.#output, 0, -row);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    // Readline would move up these rows once more; it has no public way to reset them.
    (this.#lines as unknown as { prevRows: number }).prevRows = 0;
  }
}
