import type { ReactiveControllerHost } from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Language } from '../words/language.ts';

/** An element that shows something of a client. */
export interface PresenceHost extends ReactiveControllerHost, HTMLElement {
  client: PresenceClient | undefined;
  owner?: unknown;
  language: Language;
  readonly clock: Clock;
}
