import type { Clock } from '../../widget/client/clock.ts';

/** A clock that stands still until a test moves it, and chance that a test decides. */
export class ManualClock implements Clock {
  /** What `random` answers. */
  chance = 0.5;
  #now = 1_000;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.chance;
  }

  setTimeout(run: () => void, ms: number): unknown {
    const timer = { at: this.#now + Math.max(0, ms), run };
    this.#timers.push(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.#timers = this.#timers.filter((timer) => timer !== handle);
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets time pass and fires what falls due, in order, at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.reduce<{ at: number; run: () => void } | undefined>(
        (first, timer) => (timer.at <= end && (!first || timer.at < first.at) ? timer : first),
        undefined,
      );
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.clearTimeout(next);
      next.run();
    }
    this.#now = end;
  }

  /** Lets time pass in which no timer runs: the machine sleeps. They are due when it wakes. */
  sleep(ms: number): void {
    this.#now += ms;
  }
}
