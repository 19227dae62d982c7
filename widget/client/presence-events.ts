import type { ChatMessage } from '../../protocol/chat.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { CursorTick } from '../../protocol/cursor-frame.ts';
import type { RosterMessage, ServerMessage, SlotBinding } from '../../protocol/messages.ts';
import type { TogetherRequest } from '../../protocol/together.ts';
import type { Member, Profile, Roster } from '../../protocol/presence.ts';
import type { PendingStore } from './chat/chat-queue.ts';
import type { ReadMark } from './chat/read-mark.ts';
import type { Status } from './connection/connection-status.ts';
import type { TransportFactory } from './connection/transport.ts';

/** How the server recognises the visitor: by a key that the client keeps, or by a token of the site. */
export interface Identity {
  /** A secret of at least 128 random bits. */
  visitor?: string;
  token?: string;
}

export interface PresenceClientOptions extends Identity {
  /** http(s) address of the server; a sub-path is allowed. */
  server: string;
  /** 1–128 characters. */
  room: string;
  /** 1–512 characters; `/` by default. */
  page?: string;
  /** Without a name or colour the server assigns one. */
  profile?: Profile;
  /** Time and randomness; the system's by default. */
  clock?: Clock;
  /** The platform's WebSocket by default. */
  transport?: TransportFactory;
  /** For finding out why there is no socket; the platform's by default. */
  fetch?: typeof fetch;
  /** The platform's `navigator.onLine` by default. */
  isOnline?: () => boolean;
  /** Makes the store that keeps unsent messages over a reload. Without it they live as long as the client. */
  pending?: () => PendingStore | undefined;
  /** Stores how far the visitor has read. Without it everything sent before they joined counts as read. */
  read?: ReadMark;
  /** Members whom the visitor ignores: their messages never count as unread. Nobody by default. */
  ignores?: (member: string) => boolean;
}

/** What only modules that load late send. */
export type LateRequest = TogetherRequest | RosterMessage;

export interface PresenceEvents {
  /** `status`, `retryAt` or both have changed. */
  status: { status: Status };
  /** The roster has changed. `fresh`: it is the first one, or the last (empty, on `disconnect`): announce nobody. */
  roster: { roster: Roster; joined: readonly Member[]; left: readonly Member[]; fresh: boolean };
  /** The answer to a `roster` message was added to the roster. `last`: the id to continue after, if more follow. */
  rosterPage: { after: string | undefined; last: string | undefined };
  /** `alone` has changed. */
  alone: { alone: boolean };
  /** Other sessions of this page got a cursor, or lost it. */
  slots: { bound: readonly SlotBinding[]; freed: readonly number[] };
  /** Cursors moved; `at` is when the tick arrived, on the clock. Each track's slot is bound, and none is the visitor's own. */
  cursors: { tick: CursorTick; at: number };
  /** The text at somebody's cursor has changed; empty when the cursor chat ends. */
  cursorChat: { slot: number; text: string };
  /**
   * A message for a module that loads late, not checked: `peer_reaction`, `peer_selection`, `followers`, `following` or
   * `peer_lead`, or a type of a newer server.
   */
  other: ServerMessage;
  /** The page changed or the connection is lost: all cursors and slots are gone. */
  reset: object;
  /** A message arrived. `live`: it was posted just now; otherwise it is part of the history or was missed. */
  message: { message: ChatMessage; live: boolean };
  /** Something about the chat has changed: its items, the unread count, who is typing, the rules. */
  chat: object;
  /**
   * For a developer's log; no action is needed. `code` and `ref` are those of the server's `error` message, or
   * `bad_frame`: the server sent an invalid frame (reported once per connection); `socket_blocked`; `listener`: an
   * event listener threw.
   */
  error: { code: string; ref?: string; message: string };
}
