import { defineOnce } from './shared/define-once.ts';
import { LivePresenceBadge } from './badge/live-presence-badge.ts';
import { LivePresenceChat } from './chat/live-presence-chat.ts';
import { LivePresence } from './live-presence.ts';

/** Registers the elements; those that exist already, from another copy of the script, stay as they are. */
export function define(): void {
  defineOnce('live-presence-badge', LivePresenceBadge);
  defineOnce('live-presence-chat', LivePresenceChat);
  // Last: what is inside of it is there when the elements in the page come to life.
  defineOnce('live-presence', LivePresence);
}
