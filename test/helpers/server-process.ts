import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

/**
 * The built server in its own process, as in production. A failed test must not leave it running, because Node waits
 * for it: declare it with `await using`, or kill it in a hook.
 */
export class ServerProcess {
  readonly child: ChildProcess;
  /** Everything it has printed so far. */
  output = '';
  readonly exited: Promise<number | null>;
  readonly #listening: Promise<number>;

  /**
   * @param main the script for node; by default the one built here
   * @param cwd its working directory
   */
  constructor(env: Record<string, string> = {}, args: string[] = [], main = MAIN, cwd = process.cwd()) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { PATH, HOME, PORT: '0', LIVE_PRESENCE_DATA: ':memory:', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.child, 'exit').then(([code]) => code as number | null);
    this.#listening = new Promise((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        this.output += chunk.toString();
        const port = /"port":(\d+)/.exec(this.output)?.[1];
        if (port !== undefined) resolve(Number(port));
      };
      this.child.stdout?.on('data', read);
      this.child.stderr?.on('data', read);
      void this.exited.then((code) => {
        reject(new Error(`the server exited with ${String(code)}: ${this.output}`));
      });
    });
    this.#listening.catch(() => undefined);
  }

  /** The port, once it listens. */
  listening(): Promise<number> {
    return this.#listening;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
