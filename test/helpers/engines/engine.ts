/** A browser of whatever make, as far as the tests of host pages ask for one. */
export interface Engine {
  readonly name: string;
  /** A fresh tab of a visitor who was never there before. */
  open(): Promise<Tab>;
  close(): Promise<void>;
}

export const KEYS = ['Tab', 'Enter', 'Escape'] as const;
export type Key = (typeof KEYS)[number];

export abstract class Tab {
  abstract goto(url: string): Promise<void>;
  /** Presses and lets go of the mouse there. */
  abstract click(x: number, y: number): Promise<void>;
  /** Types into what has the focus. */
  abstract type(text: string): Promise<void>;
  abstract press(key: Key): Promise<void>;
  abstract close(): Promise<void>;
  /** What an expression comes to in the page; a promise is waited for. */
  protected abstract ask(expression: string): Promise<unknown>;

  /** What a function returns in the page. It is sent as text, so it knows its arguments and the page alone. */
  async evaluate<A extends readonly unknown[], T>(run: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
    return (await this.ask(`(${String(run)})(...${JSON.stringify(args)})`)) as Awaited<T>;
  }

  /** Resolves once a function returns something true in the page. */
  async until<A extends readonly unknown[]>(condition: (...args: A) => unknown, ...args: A): Promise<void> {
    const text = String(condition);
    try {
      await this.ask(`watch.until(() => (${text})(...${JSON.stringify(args)}))`);
    } catch (error) {
      throw new Error(`${String(error)}: ${text} with ${JSON.stringify(args)}`, { cause: error });
    }
  }
}
