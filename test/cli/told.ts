import type { Readable } from 'node:stream';

/** What is not there by then does not come: in ms. */
const LIMIT_MS = 60_000;

/** What a program has printed, to be waited for. */
export class Told {
  text = '';
  readonly #waiters = new Set<() => void>();
  #over = false;

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
      this.#look();
    });
    stream.on('close', () => {
      this.#over = true;
      this.#look();
    });
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  /** Resolves once it looks as wanted. @throws Error where it ends otherwise */
  async until(wanted: RegExp | ((text: string) => boolean)): Promise<void> {
    const fits = () => (typeof wanted === 'function' ? wanted(this.text) : wanted.test(this.text));
    const deadline = Date.now() + LIMIT_MS;
    const limit = setTimeout(() => this.#look(), LIMIT_MS + 1);
    try {
      while (!fits()) {
        if (this.#over || Date.now() > deadline)
          throw new Error(`never came: ${String(wanted)}, but\n${this.text}`);
        await new Promise<void>((resolve) => this.#waiters.add(resolve));
      }
    } finally {
      clearTimeout(limit);
    }
  }

  #look(): void {
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }
}
