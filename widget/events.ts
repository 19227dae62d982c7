/** The events of `<live-presence>`. All bubble and are composed. */
import type { ChatMessage } from '../protocol/chat.ts';
import type { Member } from '../protocol/presence.ts';
import type { Status } from './client/connection/connection-status.ts';

export interface LivePresenceEvents {
  /** The state of the connection has changed. */
  'presence-status': CustomEvent<{ status: Status }>;
  /** Somebody joined, after the visitor did. `count`: people here now. */
  'presence-join': CustomEvent<{ member: Member; count: number }>;
  /** Somebody left. */
  'presence-leave': CustomEvent<{ member: Member; count: number }>;
  /** Somebody posted a message, the visitor included. Not for messages of the history. */
  'presence-message': CustomEvent<{ message: ChatMessage }>;
  /**
   * Whom the visitor follows, or how many follow them, has changed. `member`: the one they follow, if they follow
   * anybody who is known by name.
   */
  'presence-follow': CustomEvent<{ member: Member | undefined; followers: number }>;
  /** The language of the texts has changed; `lang` is a BCP 47 tag. */
  'presence-language': CustomEvent<{ lang: string }>;
  /** The server refused something. `ref`: the operation that it concerns. */
  'presence-error': CustomEvent<{ code: string; message: string; ref?: string }>;
}
