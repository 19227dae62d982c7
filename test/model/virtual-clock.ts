import type { Clock } from '../../protocol/clock.ts';

interface Timer {
  at: number;
  run: () => void;
}

/** One time for clients and server: it stands still until the world moves it on. */
export class VirtualClock implements Clock {
  /** By how much the date is off, in ms. */
  shift = 0;
  readonly random: () => number;
  #now = 1_000;
  readonly #timers = new Set<Timer>();

  constructor(random: () => number) {
    this.random = random;
  }

  now(): number {
    return this.#now;
  }

  date(): number {
    return 1_700_000_000_000 + this.#now + this.shift;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Moves to the first timer that falls due up to `end` and runs it. @returns false where there is none */
  next(end: number): boolean {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    this.#now = Math.max(this.#now, first?.at ?? end);
    if (!first) return false;
    this.#timers.delete(first);
    first.run();
    return true;
  }
}
