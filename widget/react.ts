/** `live-presence/react`: the elements as React components, with typed properties and events. */
import { createComponent, type EventName } from '@lit/react';
import * as React from 'react';
import type { LivePresenceEvents } from './events.ts';
import { LivePresence as Element, LivePresenceBadge as Badge, LivePresenceChat as Chat } from './package.ts';

type Named<K extends keyof LivePresenceEvents> = EventName<LivePresenceEvents[K]>;

export const LivePresence = createComponent({
  react: React,
  tagName: 'live-presence',
  elementClass: Element,
  events: {
    onPresenceStatus: 'presence-status' as Named<'presence-status'>,
    onPresenceJoin: 'presence-join' as Named<'presence-join'>,
    onPresenceLeave: 'presence-leave' as Named<'presence-leave'>,
    onPresenceMessage: 'presence-message' as Named<'presence-message'>,
    onPresenceError: 'presence-error' as Named<'presence-error'>,
  },
});
export const LivePresenceBadge = createComponent({
  react: React,
  tagName: 'live-presence-badge',
  elementClass: Badge,
});
export const LivePresenceChat = createComponent({
  react: React,
  tagName: 'live-presence-chat',
  elementClass: Chat,
});
export type { LivePresenceEvents } from './events.ts';
