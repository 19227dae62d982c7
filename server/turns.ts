/** Owners whose last turn is remembered, at most. */
const MAX_OWNERS = 1_000;

/**
 * Turns of owners who wait for something scarce: whoever has a thousand items does not delay somebody who has one.
 * That holds from one time to the next, too, as the owner whose last turn is longest ago comes first.
 */
export class Turns {
  /** Who had a turn, the last one last. */
  readonly #served = new Set<string>();

  /** Items in turn of their owners: the first of each, then the second of each, and so on. */
  *of<T>(items: Iterable<T>, ownerOf: (item: T) => string): Generator<T> {
    const queues = new Map<string, T[]>();
    for (const item of items) {
      const owner = ownerOf(item);
      const queue = queues.get(owner);
      if (queue) queue.push(item);
      else queues.set(owner, [item]);
    }
    const owners = [...queues.keys()].filter((owner) => !this.#served.has(owner));
    for (const owner of this.#served) if (queues.has(owner)) owners.push(owner);
    for (let turn = 0, any = true; any; turn++) {
      any = false;
      for (const owner of owners) {
        const item = queues.get(owner)?.[turn];
        if (item === undefined) continue;
        any = true;
        yield item;
      }
    }
  }

  /** An owner has got what they waited for. */
  served(owner: string): void {
    this.#served.delete(owner);
    this.#served.add(owner);
    if (this.#served.size <= MAX_OWNERS) return;
    for (const oldest of this.#served) {
      this.#served.delete(oldest);
      break;
    }
  }
}
