import { LitElement, type PropertyDeclaration, type PropertyDeclarations } from 'lit';
import { systemClock, type Clock } from '../client/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';

/** A property that is no attribute. */
export const internal: PropertyDeclaration = { attribute: false };

/** What all parts have in common: whom they show, and the time. */
export abstract class PresencePart extends LitElement {
  static override properties: PropertyDeclarations = { client: internal, clock: internal };

  declare client: PresenceClient | undefined;
  /** For tests. */
  declare clock: Clock;

  constructor() {
    super();
    this.clock = systemClock;
  }
}
