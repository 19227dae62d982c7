import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { PrintedText } from './printed-text.ts';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Where the programs of a test keep who their users are. */
export class ConfigFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'live-presence-cli-'));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** `live-presence` with pipes, as a script runs it. */
export class Program implements Disposable {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly output: PrintedText;
  readonly errors: PrintedText;
  /** The exit code, once all it printed is here. */
  readonly exited: Promise<number | null>;

  constructor(args: readonly string[], env: Record<string, string> = {}) {
    const { PATH = '' } = process.env;
    this.child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH, HOME: '/nonexistent', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin.on('error', () => undefined);
    this.output = new PrintedText(this.child.stdout);
    this.errors = new PrintedText(this.child.stderr);
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Types whole lines. */
  say(...lines: string[]): this {
    this.child.stdin.write(lines.map((line) => `${line}\n`).join(''));
    return this;
  }

  /** Nothing more is typed. @returns the exit code */
  end(): Promise<number | null> {
    this.child.stdin.end();
    return this.exited;
  }

  /** What was printed, as objects. */
  get objects(): Record<string, unknown>[] {
    return this.output.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  [Symbol.dispose](): void {
    this.child.kill('SIGKILL');
  }
}

/** `live-presence chat` as somebody who is kept nowhere. */
export function chat(origin: string, name: string, ...more: string[]): Program {
  return new Program(['chat', origin, '--room', 'docs', '--name', name, '--anonymous', ...more]);
}
