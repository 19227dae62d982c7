import type { Clock } from '../../protocol/clock.ts';
import type { ClientLimits } from '../../protocol/limits.ts';
import type { Rules, WelcomeMessage } from '../../protocol/messages.ts';
import { DEFAULT_CLIENT_LIMITS } from './default-limits.ts';

/** The room's rules and limits, and the server's time. */
export class ServerSettings {
  /** What the site does not allow now. */
  rules: Rules = {};
  /** The defaults before the first welcome. */
  limits: ClientLimits = DEFAULT_CLIENT_LIMITS;
  readonly #clock: Clock;
  /** Server's time less the clock's. */
  #offset: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  welcome({ at, rules = {}, limits }: WelcomeMessage): void {
    this.rules = rules;
    this.limits = limits;
    // Older servers don't send it. Measured on the monotonic clock: the device's time may be set while the page is open.
    if (at !== undefined) this.#offset = at - this.#clock.now();
  }

  /** The server's time in ms since 1970, whatever the device's own clock says; the device's before the first welcome. */
  serverNow(): number {
    return this.#offset === undefined ? this.#clock.date() : this.#clock.now() + this.#offset;
  }
}
