/** Time and randomness, injected everywhere so that tests can control both. */
export interface Clock {
  /** Milliseconds on a monotonic clock. */
  now(): number;
  /** Milliseconds since 1970. For display and for lifetimes: nothing is ordered by it. */
  date(): number;
  /**
   * Runs `run` once, `ms` milliseconds from now.
   * @returns cancels it; harmless once it has run
   */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ random < 1. */
  random(): number;
}
