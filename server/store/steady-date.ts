import type { Clock } from '../../protocol/clock.ts';

/** What is kept of it over a restart. */
export interface DateMark {
  /** What the clock said last. */
  date: number;
  /** How far the clock was ahead of this date then, in ms; negative: behind. */
  ahead: number;
}

/** The clock may differ from the time that has passed by so much, in ms. */
const JUMP_MS = 60_000;

/**
 * A date that goes on evenly, whatever somebody does to the clock: only time that passes while the server runs counts.
 * A clock that is set is noticed and left out, also one that was set while the server was stopped.
 */
export class SteadyDate {
  readonly #clock: Clock;
  #date: number;
  #now: number;
  #ahead = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#date = clock.date();
    this.#now = clock.now();
  }

  /** How far the clock is ahead of this date, in ms: what to subtract from what it says. */
  ahead(): number {
    const [date, now] = [this.#clock.date(), this.#clock.now()];
    const jump = date - this.#date - (now - this.#now);
    this.#date = date;
    this.#now = now;
    if (Math.abs(jump) > JUMP_MS) this.#ahead += jump;
    return this.#ahead;
  }

  mark(): DateMark {
    const ahead = this.ahead();
    return { date: this.#date, ahead };
  }

  /**
   * Goes on where an earlier process stopped. How long nothing ran is unknown: the clock may have been set.
   * @returns whether it was set back for sure
   */
  resume({ date, ahead }: DateMark): boolean {
    this.ahead();
    this.#ahead = ahead + this.#date - date;
    return this.#date < date - JUMP_MS;
  }
}
