import type { Clock } from '../../../protocol/clock.ts';

/** Silence after which we ping, and after which the connection counts as lost: in ms. */
const PING_MS = 15_000;
const PONG_MS = 10_000;
/** The same when the page wakes and somebody is looking. */
const WAKE_PONG_MS = 1_500;

/** Notices a connection that has gone silent: pings it, and reports it lost if nothing comes back. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #ping: () => void;
  readonly #lost: () => void;
  #receivedAt = 0;
  #pinged = false;
  #timer: (() => void) | undefined;

  constructor(clock: Clock, ping: () => void, lost: () => void) {
    this.#clock = clock;
    this.#ping = ping;
    this.#lost = lost;
  }

  /** Ms since something was received. */
  get silence(): number {
    return this.#clock.now() - this.#receivedAt;
  }

  /** Only notes the time: setting a timer for each message would cost too much. */
  received(): void {
    this.#receivedAt = this.#clock.now();
    this.#pinged = false;
  }

  /** @param ms until the next check */
  watch(ms = PING_MS): void {
    this.stop();
    this.#timer = this.#clock.after(ms, () => {
      if (this.#pinged) this.#lost();
      else if (this.silence >= PING_MS) this.#pingNow(PONG_MS);
      // Whole, or what is left could be so little that no time passes by it.
      else this.watch(Math.ceil(PING_MS - this.silence));
    });
  }

  /** The page wakes. @returns whether it has slept for so long that the connection is lost */
  wake(): boolean {
    if (this.silence > PING_MS + PONG_MS) return true;
    if (this.silence > WAKE_PONG_MS && !this.#pinged) this.#pingNow(WAKE_PONG_MS);
    return false;
  }

  stop(): void {
    this.#timer?.();
  }

  #pingNow(wait: number): void {
    this.#pinged = true;
    this.#ping();
    this.watch(wait);
  }
}
