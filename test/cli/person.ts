import { spawn, spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import type { Readable, Writable } from 'node:stream';
import { once } from 'node:events';
import { runChat } from '../../cli/chat/run.ts';
import { MAIN } from './program.ts';
import { Screen } from './screen.ts';
import { PrintedText } from './printed-text.ts';

export const COLUMNS = 48;
/** Makes a pseudo terminal; that of util-linux, as others take other words. */
const SCRIPT = spawnSync('script', ['--version'], { encoding: 'utf8' });
export const HAS_TERMINALS = SCRIPT.status === 0 && SCRIPT.stdout.includes('util-linux');

/** Somebody who sits at a terminal of 48 columns. */
export class Person implements Disposable {
  readonly exited: Promise<number | null>;
  readonly #input: Writable;
  readonly #printed: PrintedText;

  readonly #leave: () => void;

  private constructor(input: Writable, output: Readable, exited: Promise<number | null>, leave: () => void) {
    this.#input = input;
    this.#printed = new PrintedText(output);
    this.exited = exited;
    this.#leave = leave;
  }

  /** In a pseudo terminal where such can be had, else in streams that say they were one. */
  static at(origin: string, name: string, real = HAS_TERMINALS): Person {
    const args = ['chat', origin, '--room', 'docs', '--name', name, '--anonymous'];
    const env = { TERM: 'xterm-256color' };
    if (real) {
      const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
      const child = spawn(
        'script',
        ['-qefc', `stty cols ${COLUMNS} rows 20 -echo; exec ${command}`, '/dev/null'],
        {
          env: { PATH: process.env['PATH'] ?? '', ...env },
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      );
      const exited = once(child, 'close').then(([code]) => code as number | null);
      return new Person(child.stdin, child.stdout, exited, () => child.kill());
    }
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: COLUMNS,
      getColorDepth: () => 8,
    });
    const stop = new AbortController();
    const exited = runChat(args.slice(1), { input, output, errors: output, env, stop: stop.signal });
    void exited.then(() => output.end());
    return new Person(input, output, exited, () => stop.abort());
  }

  type(keys: string): this {
    this.#input.write(keys);
    return this;
  }

  get screen(): Screen {
    return new Screen(COLUMNS, this.#printed.text);
  }

  /** Waits until the screen's last rows are these; `|` is the cursor. */
  async sees(...rows: (string | RegExp)[]): Promise<void> {
    const seen = () => {
      const { screen } = this;
      const last = screen.rows.slice(-rows.length);
      const [row, column] = screen.cursor;
      const at = row - screen.rows.length + rows.length;
      last[at] = `${last[at]?.slice(0, column).padEnd(column)}|${last[at]?.slice(column)}`;
      return rows.every((row, i) =>
        typeof row === 'string' ? row === last[i] : last[i] !== undefined && row.test(last[i]),
      );
    };
    await this.#printed.until(seen).catch(() => {
      throw new Error(`not seen: ${rows.join(' | ')}, but\n${this.screen.rows.join('\n')}`);
    });
  }

  [Symbol.dispose](): void {
    this.#leave();
  }
}
