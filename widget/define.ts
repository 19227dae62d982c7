import { defineOnce } from './shared/define-once.ts';
import { LivePresenceBadge } from './badge/live-presence-badge.ts';
import { LivePresenceChat } from './chat/live-presence-chat.ts';
import { LivePresence } from './live-presence.ts';

/** Registers the elements. Those that another copy of the script has registered stay as they are. */
export function define(): void {
  defineOnce('live-presence-badge', LivePresenceBadge);
  defineOnce('live-presence-chat', LivePresenceChat);
  // Last: its parts are defined when the elements in the page are upgraded.
  defineOnce('live-presence', LivePresence);
}
