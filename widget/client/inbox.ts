/** Keeps what arrives for a module that is still loading: the newest `max` items, delivered once and in order. */
export class Inbox<T> {
  readonly #max: number;
  #items: T[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  add(item: T): void {
    if (this.#items.push(item) > this.#max) this.#items.shift();
  }

  /** Empties the inbox. @returns what was in it */
  take(): T[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}
