/**
 * Every message that travels as a JSON text frame, one discriminated union per direction.
 *
 * Both sides ignore types and fields they don't know. Identity is the server's: no message of a client carries a
 * member id, and where one does it is ignored. README.md beside this file is the specification.
 */
import type { Anchor } from './anchor.ts';
import type { ChatEvent, ChatExtras, ChatMessage } from './chat.ts';
import type { ErrorCode } from './errors.ts';
import type { ClientLimits } from './limits.ts';
import type { Member, PresenceDiff, Profile, Self } from './presence.ts';

// ── What things are ─────────────────────────────────────────────────────────────────────────────────────────

/** Which session a cursor frame means by a number. Slots are per page. */
export interface SlotBinding {
  slot: number;
  session: string;
  member: string;
}

/** What the site allows now. What is not said is allowed. */
export interface Rules {
  /** The room is read-only. */
  paused?: true;
  /** The receiver may not write. */
  muted?: true;
  /** There is no chat, or there are no cursors, on the whole server. */
  chat?: 'off';
  cursors?: 'off';
}

/** The position a client has reached in a room's log. */
export interface ResumePoint {
  epoch: string;
  seq: number;
  /** `op` of the event at `seq`, where it had one: a restored backup is noticed by it. */
  op?: string;
}

// ── Client → server ─────────────────────────────────────────────────────────────────────────────────────────

/** First on every socket, within 5 s. */
export interface HelloMessage {
  type: 'hello';
  protocol: number;
  page: string;
  /** A random key of at least 128 bits that the client keeps; who has it is that person. */
  visitor?: string;
  token?: string;
  profile: Profile;
  resume?: ResumePoint;
}
/** The session goes to another page of the room. */
export interface PageMessage {
  type: 'page';
  page: string;
}
export interface ProfileMessage {
  type: 'profile';
  profile: Profile;
}
/** Names an anchor, so that cursor frames can refer to it by number. Naming an old id anew replaces it. */
export interface AnchorMessage {
  type: 'anchor';
  id: number;
  anchor: Anchor;
}
/** Answers a tick that asked for it. */
export interface SeenMessage {
  type: 'seen';
  tick: number;
}
/** In a crowd: the part of the page that the visitor sees, in fractions of the document's height. */
export interface ViewMessage {
  type: 'view';
  top: number;
  bottom: number;
}
/** Cursor chat: what the visitor types at their cursor, as it stands now; empty when it is over. Volatile. */
export interface CursorChatMessage {
  type: 'cursor_chat';
  /** At most 100 UTF-16 units. */
  text: string;
}
export interface TypingMessage {
  type: 'typing';
  on: boolean;
}
export interface ChatPostMessage extends ChatExtras {
  type: 'chat_post';
  op: string;
  text: string;
}
export interface ChatEditMessage {
  type: 'chat_edit';
  op: string;
  seq: number;
  text: string;
}
export interface ChatDeleteMessage {
  type: 'chat_delete';
  op: string;
  seq: number;
}
export interface ChatReactMessage {
  type: 'chat_react';
  op: string;
  seq: number;
  emoji: string;
  on: boolean;
}
/** Asks for the events that follow `after`: the answer is one `chat`, or `not_found` where they are no longer kept. */
export interface EventsMessage {
  type: 'events';
  after: number;
}
/** Asks for messages as they stand now, those before `before` (absent: the newest). */
export interface HistoryMessage {
  type: 'history';
  before?: number;
  limit: number;
}
/** Asks for members in the order of their ids, those after `after`. */
export interface RosterMessage {
  type: 'roster';
  after?: string;
  limit: number;
}
/** The visitor wants everything gone that they have said, in all rooms, and leaves. */
export interface EraseMessage {
  type: 'erase';
}
export interface PingMessage {
  type: 'ping';
}

export type ChatOperation = ChatPostMessage | ChatEditMessage | ChatDeleteMessage | ChatReactMessage;

export type ClientMessage =
  | HelloMessage
  | PageMessage
  | ProfileMessage
  | AnchorMessage
  | SeenMessage
  | ViewMessage
  | CursorChatMessage
  | TypingMessage
  | ChatOperation
  | EventsMessage
  | HistoryMessage
  | RosterMessage
  | EraseMessage
  | PingMessage;

// ── Server → client ─────────────────────────────────────────────────────────────────────────────────────────

/** The answer to `hello`: the roster, and the log from the resume point or its tail. */
export interface WelcomeMessage {
  type: 'welcome';
  self: Self;
  /** At most 100, page-mates first, oneself included. */
  members: Member[];
  /** Members in the room, exact, oneself included. */
  count: number;
  /** Names one life of the log. */
  epoch: string;
  /** The newest event's seq; 0 in an empty log. */
  seq: number;
  /** Recovered: what was missed. Otherwise: the newest events. Where it ends before `seq`, the rest is asked for. */
  events: ChatEvent[];
  /** Whether `events` continues from `hello.resume` without a gap. */
  recovered: boolean;
  limits: ClientLimits;
  rules?: Rules;
  /** Names one life of the server process: another one means that rosters fill up again. */
  instance: string;
}
/** What changed since the last one; gathered, so that a storm costs few frames. */
export interface PresenceMessage extends PresenceDiff {
  type: 'presence';
}
/** Which sessions the slots of a page's cursor frames stand for. */
export interface SlotsMessage {
  type: 'slots';
  page: string;
  /** Sent before the first cursor frame that uses them. */
  bound?: SlotBinding[];
  /** Slots whose cursor is gone. */
  freed?: number[];
}
/** How many cursor frames a second the client should send; 0 while no other session is on the page. */
export interface RateMessage {
  type: 'rate';
  hz: number;
  /** Too many move to be shown to everybody at once: the client says by `view` what it sees. */
  crowd?: boolean;
}
/** Anchors named on the page since the last one; always before the cursor frame that uses them. */
export interface AnchorsMessage {
  type: 'anchor';
  /** Ids of the page, 0–16,383: whoever points at the same thing shares one. */
  anchors: { id: number; anchor: Anchor }[];
}
/** What the visitor behind a cursor types at it; empty when that is over. */
export interface PeerCursorChatMessage {
  type: 'peer_cursor_chat';
  slot: number;
  text: string;
}
/** Who types now, the receiver included; empty when nobody does. Expires by itself after 6 s. */
export interface TypingStateMessage {
  type: 'typing';
  members: { id: string; name: string }[];
  count: number;
}
/** The site allows other things than before. */
export interface RulesMessage {
  type: 'rules';
  rules: Rules;
}
/** What a member has said in this room up to `seq` is gone from the store. */
export interface ErasedMessage {
  type: 'erased';
  member: string;
  seq: number;
}
/** The operation is kept; sent after the commit. */
export interface AckMessage {
  type: 'ack';
  op: string;
  seq: number;
  at: number;
}
/** Events in the order of their seq, without gaps inside one frame. */
export interface ChatEventsMessage {
  type: 'chat';
  events: ChatEvent[];
}
export interface HistoryPageMessage {
  type: 'history';
  before?: number;
  /** Oldest first. */
  messages: ChatMessage[];
  /** Whether older ones exist. */
  more: boolean;
}
export interface RosterPageMessage {
  type: 'roster';
  after?: string;
  members: Member[];
  more: boolean;
}

export interface ErrorMessage {
  type: 'error';
  code: ErrorCode;
  /** The `op` of the chat operation that is meant, else the `type` of the message. */
  ref?: string;
  /** A sentence for a developer: what was wrong and what to do. */
  message: string;
  retryAfterMs?: number;
}
export interface PongMessage {
  type: 'pong';
}

export type ServerMessage =
  | WelcomeMessage
  | PresenceMessage
  | SlotsMessage
  | RateMessage
  | AnchorsMessage
  | PeerCursorChatMessage
  | TypingStateMessage
  | RulesMessage
  | ErasedMessage
  | AckMessage
  | ChatEventsMessage
  | HistoryPageMessage
  | RosterPageMessage
  | ErrorMessage
  | PongMessage;
