import type { Clock } from '../../protocol/clock.ts';
import type { CloseCode } from '../../protocol/close-codes.ts';
import type { Limits, Rate } from '../../protocol/limits.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Hub } from '../room/hub.ts';
import type { Moderation } from '../room/moderation.ts';
import type { AddressShares } from './address-shares.ts';
import type { Parsed } from './message-schema.ts';
import type { ReadBudgets } from './read-budgets.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What a session needs of a socket. */
export interface SessionSocket {
  /** Bytes that wait in this process to be sent. */
  readonly queued: number;
  /** Writes whole frames, made by `frame.ts`. */
  write(frames: Buffer): void;
  send(text: string): void;
  /** Ends the connection; nothing is received afterwards. */
  close(code: CloseCode, reason: string): void;
}

/** What all sessions share. */
export interface SessionParts {
  hub: Hub;
  moderation: Moderation;
  authenticator: Authenticator;
  parse: (text: string) => Parsed;
  limits: Limits;
  clock: Clock;
  /** Messages above a rate before the session is closed. */
  strikeRate: Rate;
  chatByMember: RateLimiter;
  chatByAddress: Pick<AddressShares, 'take'>;
  reads: ReadBudgets;
  /** Names this life of the process. */
  instance: string;
  newId: () => string;
  log: SessionLog;
}

export interface SessionLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
