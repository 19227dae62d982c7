import type { Clock } from '../../protocol/clock.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { Hub } from '../room/hub.ts';
import type { Moderation } from '../room/moderation.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { AdminKey } from './admin-key.ts';

/** What the admin API works with. */
export interface AdminParts {
  key: AdminKey;
  hub: Hub;
  moderation: Moderation;
  store: MessageStore;
  limits: Limits;
  clock: Clock;
  /** Whether the server is shutting down. */
  draining: () => boolean;
  /** A request came with a wrong key. */
  onWrongKey: () => void;
  log: AdminLog;
}

export interface AdminLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
