import type { Clock } from '../../protocol/clock.ts';

interface Timer {
  at: number;
  run: () => void;
}

/** A clock that only a test advances, with random numbers that the test sets. */
export class ManualClock implements Clock {
  /** The value that `random` returns. */
  chance = 0.5;
  /** How far the device's clock is off, in ms. */
  error = 0;
  #now = 1_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  date(): number {
    return 1_700_000_000_000 + this.#now + this.error;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Advances time and fires due timers in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      let next: Timer | undefined;
      for (const timer of this.#timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** Advances time without firing timers, like a sleeping machine. They fire when it wakes. */
  sleep(ms: number): void {
    this.#now += ms;
  }
}
