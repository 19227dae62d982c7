import { LitElement, type PropertyDeclaration, type PropertyDeclarations } from 'lit';
import type { Profile } from '../../protocol/messages.ts';
import { systemClock, type Clock } from '../client/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Language } from '../words/language.ts';

/** A property that is no attribute. */
export const internal: PropertyDeclaration = { attribute: false };

/** What parts may ask of the `<live-presence>` that they belong to. */
export interface PresenceOwner {
  /** Whether there are cursors at all, as the site wants it. */
  readonly cursors: 'on' | 'off';
  /** The visitor's own choice: whether others' cursors are drawn, and whether one's own is sent. */
  readonly visibility: Visibility;
  setVisibility(visibility: Partial<Visibility>): void;
  /** @returns false where the person has no cursor on this page */
  scrollToMember(id: string): boolean;
  dismiss(): void;
  /** The visitor has agreed to all this when asked, and may take it back. */
  readonly consented: boolean;
  /**
   * @param erase what the visitor said is erased first
   * @returns false where it can't be now; then nothing has happened
   */
  withdrawConsent(erase?: boolean): Promise<boolean>;
  /** The visitor's browser asks sites not to share. */
  readonly privacy: boolean;
  /** Where it is signed by the site, nothing in it is the visitor's to choose. */
  readonly token: string | null;
  setProfile(profile: Pick<Profile, 'name' | 'color'>): void;
  /** How the visitor wants to be told of messages. */
  readonly alerts: Alerts;
  setAlerts(alerts: Partial<Alerts>): void;
  /** Members whose messages the visitor does not want to see. */
  readonly ignored: ReadonlySet<string>;
  ignore(member: string, ignored: boolean): void;
}

export interface Alerts {
  /** A sound. */
  sound: boolean;
  /** A notification of the system's, while the page is hidden. */
  notify: boolean;
  /** The number of unread ones before the page's title. */
  title: boolean;
}

export interface Visibility {
  others: boolean;
  own: boolean;
}

/** What all parts have in common: whom they show, in which language, and the time. */
export abstract class PresencePart extends LitElement {
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
