/** The client without any user interface: `live-presence/client`. */
export { PresenceClient } from './presence-client.ts';
export type { Identity, PresenceClientOptions, PresenceEvents } from './presence-client.ts';
export { CursorChannel } from './cursor-channel.ts';
export { ChatLog } from './chat-log.ts';
export type { ChatItem } from './chat-item.ts';
export type { PendingOperation, PendingStore } from './chat-queue.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export type { Refusal, Status } from './connection.ts';
export type { Place } from './place.ts';
export type { Transport, TransportFactory, TransportHandlers } from './transport.ts';
export { webSocketTransport } from './websocket-transport.ts';
export type { Anchor, AnchorRoot } from '../../protocol/anchor.ts';
export { SAMPLE } from '../../protocol/cursor-frame.ts';
export type { CursorSample, CursorTick, CursorTrack } from '../../protocol/cursor-frame.ts';
export type { ClientLimits } from '../../protocol/limits.ts';
export type { ChatMessage, Member, Profile, Self, SlotBinding } from '../../protocol/messages.ts';
export type { Roster } from '../../protocol/presence.ts';
