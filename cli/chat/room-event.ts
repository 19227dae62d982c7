import type { ChatItem } from '../../widget/client/chat-item.ts';
import type { Member } from '../../protocol/presence.ts';

/** One thing that has happened in the room, for a printer. Its texts are as they came. */
export type RoomEvent =
  /** Something was said: by a person, or by the site. `live`: not one of those that were there before us. */
  | { type: 'message'; message: ChatItem; live: boolean }
  | { type: 'edit' | 'delete'; message: ChatItem }
  | { type: 'reaction'; message: ChatItem; emoji: string; member: string; name: string; on: boolean }
  | { type: 'join' | 'leave'; members: readonly Member[] }
  | { type: 'rename'; member: Member; before: string }
  /** Between what was told and what comes next something may be missing. */
  | { type: 'gap' }
  /** The server's chat is another than before, or stands at an earlier point: it is told from there. */
  | { type: 'anew' };
