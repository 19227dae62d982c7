/** `live-presence`: defines the elements for a site that bundles them into its own scripts. */
import { define } from './define.ts';
import { LivePresence } from './live-presence.ts';

// In server-side rendering there is nothing to define. Unlike the script to paste, this one does not set the server's
// URL: it comes from the site.
if (typeof document !== 'undefined') define();

export { LivePresence };
export { LivePresenceBadge } from './badge/live-presence-badge.ts';
export { LivePresenceChat } from './chat/live-presence-chat.ts';
export type { MappedPoint, PlaceMap } from './anchors/place-map.ts';
export type { LivePresenceEvents } from './events.ts';
export type { Choice, ChoiceName } from './settings.ts';
export type { Alerts, Visibility, VisitorChoices } from './visitor/visitor-choices.ts';
export type { ChatItem } from './client/chat/chat-item.ts';
export type { Status } from './client/connection/connection-status.ts';
export type { ChatMessage } from '../protocol/chat.ts';
export type { Member, Profile } from '../protocol/presence.ts';
