/**
 * Every message that is sent as a JSON text frame, one discriminated union per direction.
 *
 * Both sides ignore unknown types and fields. The server decides who somebody is: a member id in a client's message is
 * ignored. README.md beside this file is the specification.
 */
import type { Anchor } from './anchor.ts';
import type { ChatEvent, ChatExtras, ChatMessage } from './chat.ts';
import type { ErrorCode } from './errors.ts';
import type { ClientLimits } from './limits.ts';
import type { Member, PresenceDiff, Profile, Self } from './presence.ts';
import type { TogetherMessage, TogetherRequest } from './together.ts';

// ── Shared types ────────────────────────────────────────────────────────────────────────────────────────────

/** The session that a number in the page's cursor frames stands for. */
export interface SlotBinding {
  slot: number;
  session: string;
  member: string;
}

/** What the site does not allow now; everything else is allowed. */
export interface Rules {
  /** The room is read-only. */
  paused?: true;
  /** The receiver may not post. */
  muted?: true;
  /** Chat or cursors are turned off on the whole server. */
  chat?: 'off';
  cursors?: 'off';
}

/** The position a client has reached in a room's log. */
export interface ResumePoint {
  epoch: string;
  seq: number;
  /** `op` of the event at `seq`, if it has one: it reveals a restored backup. */
  op?: string | undefined;
}

/** Where a room's log stands, and what the client has missed of it. */
export interface LogPosition {
  /** Names one life of the log. */
  epoch: string;
  /** Seq of the newest event; 0 in an empty log. */
  seq: number;
  /** Recovered: what was missed. Otherwise: the newest events. If they end before `seq`, the client requests the rest. */
  events: ChatEvent[];
  /** Whether `events` continues from `hello.resume` without a gap. */
  recovered: boolean;
}

// ── Client → server ─────────────────────────────────────────────────────────────────────────────────────────

/** First on every socket, within 5 s. Again where frames were lost: the server repeats what the client should know. */
export interface HelloMessage {
  type: 'hello';
  protocol: number;
  page: string;
  /** A random key of at least 128 bits that the client keeps; whoever has it is that person. */
  visitor?: string | undefined;
  token?: string | undefined;
  profile: Profile;
  resume?: ResumePoint | undefined;
}
/** The session moves to another page of the room. */
export interface PageMessage {
  type: 'page';
  page: string;
}
export interface ProfileMessage {
  type: 'profile';
  profile: Profile;
}
/** Defines an anchor, so that cursor frames can refer to it by number. Reusing an id replaces its anchor. */
export interface AnchorMessage {
  type: 'anchor';
  id: number;
  anchor: Anchor;
}
/** Acknowledges a tick that asked for it. */
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
/** Cursor chat: the current text at the visitor's cursor; empty to end it. Volatile. */
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
/** Requests the events after `after`: the answer is one `chat`, or `not_found` if they are no longer stored. */
export interface EventsMessage {
  type: 'events';
  after: number;
}
/** Requests messages in their present state, those before `before` (absent: the newest). */
export interface HistoryMessage {
  type: 'history';
  before?: number;
  limit: number;
}
/** Requests single messages in their present state, at most 50: the answer has as many of them as fit into a frame. */
export interface QuotesMessage {
  type: 'quotes';
  seqs: number[];
}
/** Requests members in the order of their ids, those after `after`: the answer is one page of the `roster`. */
export interface RosterMessage {
  type: 'roster';
  after?: string;
  limit: number;
}
/** The visitor leaves, and wants everything they have posted in any room erased. */
export interface EraseMessage {
  type: 'erase';
}
export interface PingMessage {
  type: 'ping';
}
/** Answers a `pulse` if the client has sent something since the last one. */
export interface SentMessage {
  type: 'pulse';
  /** Frames sent on this socket before this one. */
  sent: number;
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
  | TogetherRequest
  | TypingMessage
  | ChatOperation
  | EventsMessage
  | HistoryMessage
  | QuotesMessage
  | RosterMessage
  | EraseMessage
  | PingMessage
  | SentMessage;

// ── Server → client ─────────────────────────────────────────────────────────────────────────────────────────

/** The answer to `hello`: the roster, and the log from the resume point or its tail. */
export interface WelcomeMessage extends LogPosition {
  type: 'welcome';
  self: Self;
  /** At most 100, those on the same page first, the receiver included. */
  members: Member[];
  /** Members in the room, exact, the receiver included. */
  count: number;
  /** The log could not be read in time: the position repeats `hello.resume`, and `log` follows once it can. */
  chat?: 'unavailable';
  /** The server's time, milliseconds since 1970. */
  at?: number;
  limits: ClientLimits;
  rules?: Rules;
  /** Names one life of the server process: with another one, rosters fill up again. */
  instance: string;
}
/** The log can be read again: sent once after a `welcome` with `chat: 'unavailable'`, and treated like its position. */
export interface LogMessage extends LogPosition {
  type: 'log';
}
/** What changed since the last one; collected, so that a rush of changes costs few frames. */
export interface PresenceMessage extends PresenceDiff {
  type: 'presence';
}
/** The sessions that the slots of the page's cursor frames stand for. */
export interface SlotsMessage {
  type: 'slots';
  page: string;
  /** Sent before the first cursor frame that uses them. */
  bound?: SlotBinding[];
  /** Slots that no longer have a cursor. */
  freed?: number[];
}
/** How many cursor frames a second the client should send; 0 while no other session is on the page. */
export interface RateMessage {
  type: 'rate';
  hz: number;
  /** Too many cursors move to send all of them to everybody: the client sends its `view`. */
  crowd?: boolean;
}
/** Anchors defined on the page since the last one; always before the cursor frame that uses them. */
export interface AnchorsMessage {
  type: 'anchor';
  /** Ids are per page, 0–16,383: cursors on the same thing share one. */
  anchors: { id: number; anchor: Anchor }[];
}
/** The current text at somebody's cursor; empty when the cursor chat ends. */
export interface PeerCursorChatMessage {
  type: 'peer_cursor_chat';
  slot: number;
  text: string;
}
/** Who is typing, the receiver included; empty when nobody is. Each one expires after 6 s. */
export interface TypingStateMessage {
  type: 'typing';
  members: { id: string; name: string }[];
  count: number;
}
/** The site's rules have changed. */
export interface RulesMessage {
  type: 'rules';
  rules: Rules;
}
/** Everything that a member has posted in this room up to `seq` was erased. */
export interface ErasedMessage {
  type: 'erased';
  member: string;
  seq: number;
}
/** The operation is stored; sent after the commit. */
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
/** Requested messages in their present state. */
export interface QuotedMessage {
  type: 'quotes';
  /** The first of those that were requested; the client requests the others again. */
  seqs: number[];
  /** Those of `seqs` that are stored. */
  messages: ChatMessage[];
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
  /** The `op` of the chat operation in question, otherwise the `type` of the message. */
  ref?: string;
  /** A sentence for a developer: what is wrong and what to do. */
  message: string;
  retryAfterMs?: number;
}
export interface PongMessage {
  type: 'pong';
}
/** Sent every 5 s: what should have arrived by now. */
export interface PulseMessage {
  type: 'pulse';
  /** Frames sent on this socket before this one. */
  sent: number;
  /** Seq of the newest chat event that the room was sent. */
  seq?: number;
  /** Some of the client's frames have not arrived, or were refused for their rate and would not be sent again. */
  lost?: true;
}

export type ServerMessage =
  | WelcomeMessage
  | LogMessage
  | PresenceMessage
  | SlotsMessage
  | RateMessage
  | AnchorsMessage
  | PeerCursorChatMessage
  | TogetherMessage
  | TypingStateMessage
  | RulesMessage
  | ErasedMessage
  | AckMessage
  | ChatEventsMessage
  | HistoryPageMessage
  | QuotedMessage
  | RosterPageMessage
  | ErrorMessage
  | PongMessage
  | PulseMessage;
