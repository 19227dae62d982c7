import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { PresenceOwner } from '../shared/presence-part.ts';
import type { Language } from '../words/language.ts';

/** What this room needs of `<live-presence>`. */
export interface TogetherHost extends PresenceOwner, HTMLElement {
  readonly client: PresenceClient | undefined;
  readonly clock: Clock;
  readonly language: Language;
}

/** The layer in the window's coordinates; there is none where the site has no cursors. */
export function windowOf({ renderRoot }: PresenceOwner): Element | null {
  return renderRoot.querySelector('.window');
}
