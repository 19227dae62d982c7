import { changed } from '../../../protocol/chat-changes.ts';
import type { ChatPostMessage } from '../../../protocol/messages.ts';
import type { Member } from '../../../protocol/presence.ts';
import type { ChatItem } from './chat-item.ts';
import type { PendingOperation } from './chat-queue.ts';
import type { MessageWindow } from './message-window.ts';

/** The author of a pending message before the first welcome. */
const NOBODY = { id: '', name: '', color: '' };

/** The messages held, as they will be once the server has confirmed the visitor's pending operations. */
export function withPending(
  held: MessageWindow,
  pending: readonly PendingOperation[],
  self: Member | undefined,
): ChatItem[] {
  const items = [...held.items];
  for (const entry of pending) {
    const { operation, error } = entry;
    if (operation.type === 'chat_post') {
      items.push(pendingItem(entry, operation, self));
      continue;
    }
    const { op, seq: of } = operation;
    const index = held.indexOf(of);
    const item = items[index];
    if (!item) continue;
    const base = { seq: 0, at: entry.at, member: self?.id ?? '', of };
    if (operation.type === 'chat_react') {
      const { emoji, on } = operation;
      if (error === undefined) items[index] = changed(item, { ...base, kind: 'reaction', emoji, on });
    } else {
      const after =
        error !== undefined
          ? item
          : operation.type === 'chat_edit'
            ? changed(item, { ...base, kind: 'edit', text: operation.text })
            : changed(item, { ...base, kind: 'delete' });
      items[index] = { ...after, change: { op, error } };
    }
  }
  return items;
}

function pendingItem(
  { at, error }: PendingOperation,
  operation: ChatPostMessage,
  self: Member | undefined,
): ChatItem {
  const { type: _, ...content } = operation;
  const { id: member, name, color } = self ?? NOBODY;
  return {
    ...content,
    seq: 0,
    kind: 'message',
    member,
    name,
    color,
    at,
    error,
    state: error === undefined ? 'pending' : 'failed',
    mine: true,
  };
}
