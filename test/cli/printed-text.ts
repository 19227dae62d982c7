import type { Readable } from 'node:stream';

/** How long to wait for a text, in ms. */
const LIMIT_MS = 60_000;

/** What a program has printed so far, and waits for more. */
export class PrintedText {
  text = '';
  readonly #waiters = new Set<() => void>();
  #ended = false;

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
      this.#check();
    });
    stream.on('close', () => {
      this.#ended = true;
      this.#check();
    });
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  /** Resolves once the text matches. @throws Error if the stream ends first */
  async until(wanted: RegExp | ((text: string) => boolean)): Promise<void> {
    const matches = () => (typeof wanted === 'function' ? wanted(this.text) : wanted.test(this.text));
    const deadline = Date.now() + LIMIT_MS;
    const limit = setTimeout(() => this.#check(), LIMIT_MS + 1);
    try {
      while (!matches()) {
        if (this.#ended || Date.now() > deadline)
          throw new Error(`never came: ${String(wanted)}, but\n${this.text}`);
        await new Promise<void>((resolve) => this.#waiters.add(resolve));
      }
    } finally {
      clearTimeout(limit);
    }
  }

  #check(): void {
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }
}
