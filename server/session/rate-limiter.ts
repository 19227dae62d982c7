import type { Rate } from '../../protocol/limits.ts';

/** Starts with `rate.burst` tokens, and gains `rate.perSecond` each second up to `rate.burst`. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /**
   * Takes a token, or several.
   * @param now milliseconds on a clock that only goes forward
   * @param wanted how many; no more than the burst are ever taken at once
   * @returns 0 if they were taken, otherwise the milliseconds until there are enough
   */
  take(now: number, wanted = 1): number {
    const wait = this.wait(now, wanted);
    if (wait === 0) this.#tokens -= Math.min(wanted, this.#rate.burst);
    return wait;
  }

  /** What `take` would return; takes nothing. */
  wait(now: number, wanted = 1): number {
    const { perSecond, burst } = this.#rate;
    const tokens = Math.min(wanted, burst);
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    return this.#tokens < tokens ? Math.ceil(((tokens - this.#tokens) / perSecond) * 1000) : 0;
  }

  /** When the bucket is full again, like a new one. */
  get fullAt(): number {
    const { perSecond, burst } = this.#rate;
    return this.#at + ((burst - this.#tokens) / perSecond) * 1000;
  }
}

/** Token buckets by key. Full ones are dropped, so memory is bounded by the recently active keys. */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweepAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes tokens of this key; see `TokenBucket.take`. */
  take(key: string, now: number, wanted = 1): number {
    this.#sweep(now);
    let bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, (bucket = new TokenBucket(this.#rate, now)));
    return bucket.take(now, wanted);
  }

  /** What `take` would return; takes nothing. */
  wait(key: string, now: number): number {
    return this.#buckets.get(key)?.wait(now) ?? 0;
  }

  /** Keys with a bucket. */
  get size(): number {
    return this.#buckets.size;
  }

  #sweep(now: number): void {
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + (this.#rate.burst / this.#rate.perSecond) * 1000;
    for (const [key, bucket] of this.#buckets) if (bucket.fullAt <= now) this.#buckets.delete(key);
  }
}
