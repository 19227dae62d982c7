import type { ChatItem } from '../../client/chat/chat-item.ts';

/** At most so many messages are in the document. */
export const SIZE = 100;

/** Whether the message at an index is not shown, as the one before it stands for it. */
export type Folded = (items: readonly ChatItem[], index: number) => boolean;

/** As many messages as the document has at most, as indexes: from, and up to but not including. */
export function rowsUpTo(to: number, items: readonly ChatItem[], folded: Folded): [from: number, to: number] {
  let from = to;
  for (let rows = 0; from > 0 && rows < SIZE;) if (!folded(items, --from)) rows++;
  return [from, to];
}
