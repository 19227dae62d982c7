import type { Clock } from '../../protocol/clock.ts';
import { SILENT, paceFor } from './pace.ts';
import type { Pace } from './pace.ts';
import { RECENT_TICKS } from './page-session.ts';
import type { PageSession } from './page-session.ts';

/** Movers of all pages of a process. */
export interface Traffic {
  movers: number;
}

/** A session is a mover until a count finds that its cursor has rested for this long, ms. */
const REST_MS = 1_000;
const COUNT_MS = 1_000;
/** With more movers than this the page is crowded; with three quarters of them it no longer is. */
const CROWD = 100;
const CROWD_OVER = 75;

/**
 * Who moves on a page, and what follows from how many do: the pace, and whether the page is crowded.
 *
 * Counts are the sizes of sets, so nobody is counted twice, however often they rest, hide or leave and return. The
 * page slows down at once, but speeds up only after two counts in a row allow it: people who all rest for a moment
 * do not switch the pace back and forth.
 */
export class Movers {
  /** The page's pace until the next `update`. */
  pace: Pace = SILENT;
  /** Too many move to send everything to everybody. */
  crowded = false;
  readonly #traffic: Traffic;
  readonly #clock: Clock;
  readonly #onCount: () => void;
  #sinceTick = new Set<PageSession>();
  readonly #recent = new Set<PageSession>();
  readonly #counted = new Set<PageSession>();
  #lastCount = 0;
  #countBefore = 0;
  /** This page's share of the process's traffic. */
  #reported = 0;
  #cancelCount: (() => void) | undefined;

  /** @param onCount called each second while somebody moves; it is to call `update` */
  constructor(traffic: Traffic, clock: Clock, onCount: () => void) {
    this.#traffic = traffic;
    this.#clock = clock;
    this.#onCount = onCount;
  }

  /** Sessions that moved since the last tick. */
  get sinceTick(): ReadonlySet<PageSession> {
    return this.#sinceTick;
  }

  /** Sessions that moved within the last `RECENT_TICKS`. */
  get recent(): ReadonlySet<PageSession> {
    return this.#recent;
  }

  add(pageSession: PageSession, now: number): void {
    pageSession.movedAt = now;
    this.#sinceTick.add(pageSession);
    this.#recent.add(pageSession);
    this.#counted.add(pageSession);
    this.#countSoon();
  }

  /** The next tick carries the session's position although it does not move: it moved before it had a slot. */
  resend(pageSession: PageSession): void {
    this.#sinceTick.add(pageSession);
  }

  delete(pageSession: PageSession): void {
    this.#sinceTick.delete(pageSession);
    this.#recent.delete(pageSession);
    this.#counted.delete(pageSession);
  }

  /** Starts a tick. @returns the sessions that moved since the one before */
  startTick(tick: number): ReadonlySet<PageSession> {
    const moved = this.#sinceTick;
    this.#sinceTick = new Set();
    for (const pageSession of this.#recent) {
      if (pageSession.movedTick < tick - RECENT_TICKS) this.#recent.delete(pageSession);
    }
    return moved;
  }

  /**
   * Derives pace and crowd from the movers.
   * @param silent nobody is there to see them
   * @returns whether either has changed
   */
  update(silent: boolean): boolean {
    this.#report(this.#counted.size);
    const movers = Math.max(this.#counted.size, this.#countBefore);
    const others = this.#traffic.movers - this.#reported;
    const pace = silent ? SILENT : paceFor(movers, others, this.pace);
    const crowded = movers > (this.crowded ? CROWD_OVER : CROWD);
    if (pace === this.pace && crowded === this.crowded) return false;
    this.pace = pace;
    this.crowded = crowded;
    return true;
  }

  /** Stops counting, and takes the page's movers out of the process's traffic. */
  close(): void {
    this.#cancelCount?.();
    this.#cancelCount = undefined;
    this.#counted.clear();
    this.#lastCount = this.#countBefore = 0;
    this.#report(0);
  }

  #report(movers: number): void {
    this.#traffic.movers += movers - this.#reported;
    this.#reported = movers;
  }

  #countSoon(): void {
    this.#cancelCount ??= this.#clock.after(COUNT_MS, () => {
      this.#cancelCount = undefined;
      const now = this.#clock.now();
      for (const pageSession of this.#counted) {
        if (now - pageSession.movedAt >= REST_MS) this.#counted.delete(pageSession);
      }
      this.#countBefore = this.#lastCount;
      this.#lastCount = this.#counted.size;
      this.#onCount();
      if (this.#lastCount + this.#countBefore > 0) this.#countSoon();
    });
  }
}
