/** The first wait is shorter than this, in ms; the bound grows by each wait. */
const BASE_MS = 500;
const CAP_MS = 30_000;
/** Nobody looks at a hidden page: it waits longer. */
const HIDDEN = 4;

/**
 * How long to wait before the next attempt: full jitter spreads the load on a server that has just restarted. No wait
 * is more than half a second longer than all before it, so a short outage stays short for everybody. With a bound that
 * doubles, those whose first waits were the shortest would often wait the longest, up to half a minute.
 */
export class Backoff {
  readonly #random: () => number;
  /** In ms, since the connection was stable. */
  #waited = 0;

  /** @param random 0 ≤ random() < 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** @returns ms: below 0.5 s at first, later below 30 s, four times that while hidden */
  next(hidden: boolean): number {
    const wait = this.#random() * Math.min(CAP_MS, BASE_MS + this.#waited);
    this.#waited += wait;
    return wait * (hidden ? HIDDEN : 1);
  }

  /** The connection was stable: the next wait is short again. */
  reset(): void {
    this.#waited = 0;
  }
}
