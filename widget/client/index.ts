/** The client without any user interface: `live-presence/client`. */
export { createPresenceClient } from './create-client.ts';
export type { Chat, PresenceClient } from './create-client.ts';
// What those types are made of. `<live-presence>.client` is a `WidgetClient`: it loads chat and cursors late.
export type { ChatLog } from './chat/chat-log.ts';
export type { PresenceClient as WidgetClient } from './presence-client.ts';
export type { Identity, PresenceClientOptions, PresenceEvents } from './presence-events.ts';
export type { Refusal, Status } from './connection/connection-status.ts';
export type { ChatItem } from './chat/chat-item.ts';
export type { PendingOperation, PendingStore } from './chat/chat-queue.ts';
export type { ReadMark } from './chat/read-mark.ts';
export type { Place } from './cursors/place.ts';
export { wsTransport } from './connection/node-transport.ts';
export { socketTransport } from './connection/websocket-transport.ts';
export type { WebSocketLike } from './connection/websocket-transport.ts';
export type { Transport, TransportFactory, TransportHandlers } from './connection/transport.ts';
export { systemClock } from './clock.ts';
export type { Clock } from '../../protocol/clock.ts';
export type { Anchor, AnchorRoot } from '../../protocol/anchor.ts';
export { SAMPLE } from '../../protocol/cursor-frame.ts';
export type { CursorSample, CursorTick, CursorTrack } from '../../protocol/cursor-frame.ts';
export type { ChatExtras, ChatMessage, Pin } from '../../protocol/chat.ts';
export type { ClientLimits } from '../../protocol/limits.ts';
export type { Rules, SlotBinding } from '../../protocol/messages.ts';
export type { Member, Profile, Roster, Self } from '../../protocol/presence.ts';
