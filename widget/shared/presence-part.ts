import { type PropertyDeclaration, type PropertyDeclarations } from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import { systemClock } from '../client/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Alerts, VisitorChoices } from '../visitor/visitor-choices.ts';
import type { Language } from '../words/language.ts';
import { DeferredFirstUpdate } from './deferred-first-update.ts';

/** A property without an attribute. */
export const internal: PropertyDeclaration = { attribute: false };

/** What parts may read and request of the `<live-presence>` that they belong to. */
export interface PresenceOwner {
  /** Whether the site has cursors at all. */
  readonly cursors: 'on' | 'off' | 'quiet';
  readonly choices: VisitorChoices;
  /** @returns false if the member has no cursor on this page */
  scrollToMember(id: string): boolean;
  /** @param id null: nobody any more */
  follow(id: string | null): Promise<void>;
  readonly renderRoot: HTMLElement | DocumentFragment;
  dismiss(): void;
  /**
   * @param erase erases the visitor's messages first
   * @returns false if they could not be erased; nothing has happened then
   */
  withdrawConsent(erase?: boolean): Promise<boolean>;
  /** With a token, name and colour are the site's, and not the visitor's to choose. */
  readonly token: string | null;
}

/** How the visitor is alerted of messages: as they chose, and as the site did. */
export interface SiteAlerts extends Alerts {
  /** The number of unread messages before the page's title. */
  title: boolean;
}

/** What all parts have in common: a client, a language and a clock. */
export abstract class PresencePart extends DeferredFirstUpdate {
  static override properties: PropertyDeclarations = {
    client: internal,
    clock: internal,
    language: internal,
  };

  declare client: PresenceClient | undefined;
  /** Comes with the client. */
  declare language: Language;
  /** For tests. */
  declare clock: Clock;

  constructor() {
    super();
    this.clock = systemClock;
  }
}
