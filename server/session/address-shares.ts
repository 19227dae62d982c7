import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import { RateLimiter } from './rate-limiter.ts';

/** How often the log says that an address is above its share, in ms. */
const LOG_MS = 3_600_000;

export interface AddressSharesParts {
  limits: Pick<Limits, 'chatRate' | 'addressChatRate' | 'addressChatBytes'>;
  clock: Clock;
  log: { warn(fields: object, message: string): void };
}

/** What visitors of one address may write together, however many sockets, members and rooms they use. */
export class AddressShares {
  readonly #operations: RateLimiter;
  readonly #bytes: RateLimiter;
  readonly #clock: Clock;
  readonly #log: AddressSharesParts['log'];
  #logAt = -Infinity;

  constructor({ limits, clock, log }: AddressSharesParts) {
    const { chatRate, addressChatRate } = limits;
    // An address is at least one visitor.
    this.#operations = new RateLimiter({
      perSecond: Math.max(chatRate.perSecond, addressChatRate.perSecond),
      burst: Math.max(chatRate.burst, addressChatRate.burst),
    });
    this.#bytes = new RateLimiter(limits.addressChatBytes);
    this.#clock = clock;
    this.#log = log;
  }

  /** Counts a chat operation. @returns 0 if it is within the shares, else the time until it would be, in ms */
  take(address: string, bytes: number): number {
    const now = this.#clock.now();
    const wait = this.#operations.take(address, now) || this.#bytes.take(address, now, bytes);
    if (wait > 0 && now >= this.#logAt) {
      this.#logAt = now + LOG_MS;
      // Which one stays unsaid: addresses are not logged.
      const options = 'LIVE_PRESENCE_ADDRESS_CHAT_RATE, LIVE_PRESENCE_ADDRESS_CHAT_BYTES';
      this.#log.warn({}, `chat messages of one address are refused: it is above its share (${options})`);
    }
    return wait;
  }
}
