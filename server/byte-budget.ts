import type { Rate } from '../protocol/limits.ts';

/**
 * Bytes that may be spent: `perSecond` are added each second, up to `burst`. Whoever asks how many are left may spend
 * more than that, as the size of an answer is known only once it is there; the debt then has to be waited for.
 */
export class ByteBudget {
  readonly #rate: Rate;
  #bytes: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#bytes = rate.burst;
    this.#at = now;
  }

  /** Bytes left; negative in debt. @param now milliseconds on a clock that only goes forward */
  left(now: number): number {
    const { perSecond, burst } = this.#rate;
    this.#bytes = Math.min(burst, this.#bytes + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    return this.#bytes;
  }

  /** @param bytes negative to give back what was not needed */
  spend(bytes: number, now: number): void {
    this.#bytes = this.left(now) - bytes;
  }

  /** @returns 0 while at least `bytes` are left, otherwise the milliseconds until they are */
  wait(now: number, bytes = 1): number {
    const missing = Math.min(bytes, this.#rate.burst) - this.left(now);
    return missing > 0 ? Math.ceil((missing / this.#rate.perSecond) * 1000) : 0;
  }

  /** When it is whole again, like a new one. */
  get fullAt(): number {
    return this.#at + ((this.#rate.burst - this.#bytes) / this.#rate.perSecond) * 1000;
  }
}

/** Budgets by key. Whole ones are dropped, so memory is bounded by the recently active keys. */
export class ByteBudgets {
  readonly #rate: Rate;
  readonly #budgets = new Map<string, ByteBudget>();
  #sweepAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  of(key: string, now: number): ByteBudget {
    this.#sweep(now);
    let budget = this.#budgets.get(key);
    if (!budget) this.#budgets.set(key, (budget = new ByteBudget(this.#rate, now)));
    return budget;
  }

  /** Keys with a budget. */
  get size(): number {
    return this.#budgets.size;
  }

  #sweep(now: number): void {
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + (this.#rate.burst / this.#rate.perSecond) * 1000;
    for (const [key, budget] of this.#budgets) if (budget.fullAt <= now) this.#budgets.delete(key);
  }
}
