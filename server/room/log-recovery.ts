import type { Clock } from '../../protocol/clock.ts';
import type { LogPosition, ResumePoint } from '../../protocol/messages.ts';

/** Time between attempts to read the log again, doubling from the first to the longest, in ms. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;

export interface LogRecoveryParts {
  clock: Clock;
  /** @throws where the log can't be read now; answers in bounded time */
  read: (point: ResumePoint | undefined) => Promise<LogPosition>;
  /** The position as it has to be sent in this step; undefined where it has to be read again. */
  upToDate: (position: LogPosition) => LogPosition | undefined;
}

/** A session that waits for the log. */
export interface WaitingSession {
  point: ResumePoint | undefined;
  /** Called once, in the step in which the answer came. */
  deliver: (position: LogPosition) => void;
  /** Called for each attempt of this session that has failed. */
  report: (error: unknown) => void;
}

/**
 * Sessions that joined while the log could not be read. One of them retries for all, so that a store in trouble gets
 * one request at a time; once it answers, each session gets its own position.
 */
export class LogRecovery {
  readonly #parts: LogRecoveryParts;
  readonly #waiting = new Set<WaitingSession>();
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | undefined;
  #retrying = false;
  #failing = false;

  constructor(parts: LogRecoveryParts) {
    this.#parts = parts;
  }

  /** Whether the last attempt failed and another one follows: one more now would only burden the store. */
  get failing(): boolean {
    return this.#failing && this.#waiting.size > 0;
  }

  /**
   * Reads the log for a session until that works.
   * @param underway an attempt that has not been answered yet, and may be still
   * @returns cancels it
   */
  add(session: WaitingSession, underway?: Promise<LogPosition>): () => void {
    this.#waiting.add(session);
    if (underway) void this.#attempt(session, underway);
    this.#scheduleRetry();
    return () => {
      this.#waiting.delete(session);
      if (this.#waiting.size === 0) this.close();
    };
  }

  /** Cancels its timer. */
  close(): void {
    this.#waiting.clear();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#retryMs = FIRST_RETRY_MS;
  }

  #scheduleRetry(): void {
    if (this.#retrying || this.#waiting.size === 0) return;
    this.#cancelRetry ??= this.#parts.clock.after(this.#retryMs, () => {
      this.#cancelRetry = undefined;
      void this.#retry();
    });
  }

  async #retry(): Promise<void> {
    const [first] = this.#waiting;
    if (!first) return;
    this.#retrying = true;
    this.#failing = !(await this.#attempt(first));
    this.#retryMs = this.#failing ? Math.min(LONGEST_RETRY_MS, this.#retryMs * 2) : FIRST_RETRY_MS;
    if (!this.#failing) await Promise.all([...this.#waiting].map((session) => this.#attempt(session)));
    this.#retrying = false;
    this.#scheduleRetry();
  }

  /** @returns whether the store has answered */
  async #attempt(session: WaitingSession, reading = this.#parts.read(session.point)): Promise<boolean> {
    try {
      const position = this.#parts.upToDate(await reading);
      if (!position) return await this.#attempt(session);
      if (this.#waiting.delete(session)) session.deliver(position);
      return true;
    } catch (error) {
      session.report(error);
      return false;
    }
  }
}
