/** A browser of any make, reduced to what the tests of host pages need. */
export interface Engine {
  readonly name: string;
  /** A fresh tab for a first-time visitor. */
  open(): Promise<Tab>;
  close(): Promise<void>;
}

export const KEYS = ['Tab', 'Enter', 'Escape'] as const;
export type Key = (typeof KEYS)[number];

export abstract class Tab {
  abstract goto(url: string): Promise<void>;
  /** Presses and releases the mouse there. */
  abstract click(x: number, y: number): Promise<void>;
  /** Types into the focused element. */
  abstract type(text: string): Promise<void>;
  abstract press(key: Key): Promise<void>;
  abstract close(): Promise<void>;
  /** The value of an expression in the page; awaits a promise. */
  protected abstract ask(expression: string): Promise<unknown>;

  /** The return value of a function in the page. It is sent as text, so it sees only its arguments and the page. */
  async evaluate<A extends readonly unknown[], T>(run: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
    return (await this.ask(`(${String(run)})(...${JSON.stringify(args)})`)) as Awaited<T>;
  }

  /** Resolves once a function returns a truthy value in the page. */
  async until<A extends readonly unknown[]>(condition: (...args: A) => unknown, ...args: A): Promise<void> {
    const text = String(condition);
    try {
      await this.ask(`watch.until(() => (${text})(...${JSON.stringify(args)}))`);
    } catch (error) {
      throw new Error(`${String(error)}: ${text} with ${JSON.stringify(args)}`, { cause: error });
    }
  }
}
