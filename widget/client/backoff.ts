/** The first wait is shorter than this, in ms; the bound doubles with each failure. */
const BASE_MS = 500;
const CAP_MS = 30_000;
/** Nobody looks at a hidden page: it waits longer. */
const HIDDEN = 4;

/** How long to wait before the next attempt: full jitter spreads the load on a server that has just restarted. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random 0 ≤ random() < 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** @returns ms: below 0.5 s at first, later below 30 s, four times that while hidden */
  next(hidden: boolean): number {
    const bound = Math.min(CAP_MS, BASE_MS * 2 ** this.#failures++);
    return this.#random() * bound * (hidden ? HIDDEN : 1);
  }

  /** The connection was stable: the next wait is short again. */
  reset(): void {
    this.#failures = 0;
  }
}
