import type { Member } from '../../protocol/presence.ts';
import type { ChatItem } from '../../widget/client/chat/chat-item.ts';

/** Something that happened in the room, for a printer. Its texts are unsafe to print as they are. */
export type RoomEvent =
  /** A message of a visitor, or a notice of the site. `live`: posted after we joined. */
  | { type: 'message'; message: ChatItem; live: boolean }
  | { type: 'edit' | 'delete'; message: ChatItem }
  | { type: 'reaction'; message: ChatItem; emoji: string; member: string; name: string; on: boolean }
  | { type: 'join' | 'leave'; members: readonly Member[] }
  | { type: 'rename'; member: Member; before: string }
  /** Messages before the next event may be missing. */
  | { type: 'gap' }
  /** The server has another chat, or an older copy of it; its messages follow. */
  | { type: 'reset' };
