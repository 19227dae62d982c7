import { type PropertyDeclaration, type PropertyDeclarations } from 'lit';
import type { Clock } from '../../protocol/clock.ts';
import { systemClock } from '../client/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Alerts, VisitorChoices } from '../visitor/visitor-choices.ts';
import type { Language } from '../words/language.ts';
import { DeferredFirstUpdate } from './deferred-first-update.ts';

/** A property that is no attribute. */
export const internal: PropertyDeclaration = { attribute: false };

/** What parts may ask of the `<live-presence>` that they belong to. */
export interface PresenceOwner {
  /** Whether there are cursors at all, as the site wants it. */
  readonly cursors: 'on' | 'off';
  readonly choices: VisitorChoices;
  /** @returns false where the person has no cursor on this page */
  scrollToMember(id: string): boolean;
  dismiss(): void;
  /**
   * @param erase what the visitor said is erased first
   * @returns false where it can't be now; then nothing has happened
   */
  withdrawConsent(erase?: boolean): Promise<boolean>;
  /** Where it is signed by the site, nothing in it is the visitor's to choose. */
  readonly token: string | null;
}

/** How the visitor is told of messages: as they chose, and as the site wants it. */
export interface SiteAlerts extends Alerts {
  /** The number of unread ones before the page's title. */
  title: boolean;
}

/** What all parts have in common: whom they show, in which language, and the time. */
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
