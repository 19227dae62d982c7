import { LEAD_RATE, REACTION_RATE, SELECTION_RATE } from '../../protocol/limits.ts';
import type { Rate } from '../../protocol/limits.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { TokenBucket } from './rate-limiter.ts';
import type { SessionParts } from './session-parts.ts';

/** Bad frames that are forgiven in a second. */
const FORGIVEN = 0.1;

type LimitParts = Pick<SessionParts, 'limits' | 'clock' | 'strikeRate' | 'chatByMember' | 'chatByAddress'>;

/** How often a client may ask for everything again. */
const HELLO_RATE: Rate = { perSecond: 0.2, burst: 3 };

/**
 * How much one session may send. What the protocol itself needs has a bucket of its own, and so has what a client asks
 * for: however much somebody reads, types or names, their cursors and their connection go on.
 */
export class SessionLimits {
  readonly #parts: LimitParts;
  readonly #address: string;
  readonly #chat: TokenBucket;
  readonly #cursors: TokenBucket;
  readonly #anchors: TokenBucket;
  readonly #reactions: TokenBucket;
  readonly #selections: TokenBucket;
  readonly #leads: TokenBucket;
  readonly #hello: TokenBucket;
  readonly #read: TokenBucket;
  readonly #upkeep: TokenBucket;
  readonly #control: TokenBucket;
  readonly #controlFrames: TokenBucket;
  readonly #strikes: TokenBucket;
  readonly #badFrames: TokenBucket;

  /** @param address key of the visitor's address: chat has a rate of its own for each */
  constructor(address: string, parts: LimitParts) {
    const { limits, clock, strikeRate } = parts;
    const bucket = (rate: Rate): TokenBucket => new TokenBucket(rate, clock.now());
    this.#parts = parts;
    this.#address = address;
    this.#chat = bucket(limits.chatRate);
    this.#cursors = bucket(limits.cursorRate);
    this.#anchors = bucket(limits.anchorRate);
    this.#reactions = bucket(REACTION_RATE);
    this.#selections = bucket(SELECTION_RATE);
    this.#leads = bucket(LEAD_RATE);
    this.#hello = bucket(HELLO_RATE);
    this.#read = bucket(limits.readRate);
    this.#upkeep = bucket(limits.upkeepRate);
    this.#control = bucket(limits.controlRate);
    this.#controlFrames = bucket(limits.upkeepRate);
    this.#strikes = bucket(strikeRate);
    this.#badFrames = bucket({ perSecond: FORGIVEN, burst: limits.badFrames - 1 });
  }

  /** Counts a message of this length. @returns 0 if it is within the rates, else the time until it would be, in ms */
  takeMessage(type: ClientMessage['type'], member: string, bytes: number): number {
    const now = this.#parts.clock.now();
    switch (type) {
      case 'hello':
        return this.#hello.take(now);
      case 'anchor':
        return this.#anchors.take(now);
      case 'reaction':
        return this.#reactions.take(now);
      case 'selection':
        return this.#selections.take(now);
      case 'lead':
        return this.#leads.take(now);
      case 'history':
      case 'quotes':
      case 'events':
      case 'roster':
        return this.#read.take(now);
      case 'seen':
      case 'view':
      case 'ping':
      case 'pulse':
        return this.#upkeep.take(now);
      case 'chat_post':
      case 'chat_edit':
      case 'chat_delete':
      case 'chat_react': {
        const { chatByMember, chatByAddress } = this.#parts;
        return (
          this.#chat.take(now) || chatByMember.take(member, now) || chatByAddress.take(this.#address, bytes)
        );
      }
      default:
        return this.#control.take(now);
    }
  }

  /** Counts a message of a type that the server does not know. @returns as `takeMessage` */
  takeUnknown(): number {
    return this.#control.take(this.#parts.clock.now());
  }

  /** Counts a ping or pong of WebSocket's own. @returns whether it is within the rate */
  takeControlFrame(): boolean {
    return this.#controlFrames.take(this.#parts.clock.now()) === 0;
  }

  /** Counts a cursor frame. @returns whether it is within the rate */
  takeCursor(): boolean {
    return this.#cursors.take(this.#parts.clock.now()) === 0;
  }

  /** Counts something above a rate. @returns whether that goes on for too long */
  isFlood(): boolean {
    return this.#strikes.take(this.#parts.clock.now()) > 0;
  }

  /** Counts a frame that breaks the protocol. @returns whether there were too many */
  isTooBad(): boolean {
    return this.#badFrames.take(this.#parts.clock.now()) > 0;
  }
}
