/** What a page can listen to on `<live-presence>`. All bubble and are composed. */
import type { ChatMessage } from '../protocol/chat.ts';
import type { Member } from '../protocol/presence.ts';
import type { Status } from './client/presence-client.ts';

export interface LivePresenceEvents {
  /** The connection is in another state. */
  'presence-status': CustomEvent<{ status: Status }>;
  /** Somebody came. Not for those who were here first. `count`: people here now. */
  'presence-join': CustomEvent<{ member: Member; count: number }>;
  /** Somebody left. */
  'presence-leave': CustomEvent<{ member: Member; count: number }>;
  /** A message was posted, by whomever; not for those of the past. */
  'presence-message': CustomEvent<{ message: ChatMessage }>;
  /** The texts are in another language now; `lang` as BCP 47 writes it. */
  'presence-language': CustomEvent<{ lang: string }>;
  /** The server refused something. `ref`: the operation that is meant. */
  'presence-error': CustomEvent<{ code: string; message: string; ref?: string }>;
}
