import type { Clock } from '../../protocol/clock.ts';

interface Timer {
  at: number;
  run: () => void;
}

/** A clock that stands still until a test moves it, and chance that a test decides. */
export class ManualClock implements Clock {
  /** What `random` returns. */
  chance = 0.5;
  #now = 1_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  date(): number {
    return 1_700_000_000_000 + this.#now;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Timers that are pending. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Advances time and fires what falls due, in order, each at its own time. */
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

  /** Advances time without firing timers, as a sleeping machine does. They are due when it wakes. */
  sleep(ms: number): void {
    this.#now += ms;
  }
}
