import type { ChatItem } from '../../client/chat/chat-item.ts';
import { sameDay } from './message-times.ts';

/** Messages of one person that follow each other this closely stand together, in ms. */
const TOGETHER_MS = 5 * 60_000;

/** A row of the log. Its key is its own, and stays the same for as long as the row is there. */
export type LogRow = { key: string } & (
  | { kind: 'message'; item: ChatItem; /** Shows its author, which those after it share. */ first: boolean }
  | { kind: 'notice'; item: ChatItem }
  | { kind: 'line'; text: string }
  | { kind: 'day'; at: number }
  | { kind: 'new' }
  | { kind: 'empty' }
);

/** Of one message, before and after the server knows it. */
export function keyOf(item: ChatItem | undefined): string {
  return item ? `${item.member} ${item.op ?? item.seq}` : '';
}

/**
 * The rows between two indexes: messages, the days between them, who joined and left, and where new messages begin.
 *
 * @param newFrom seq of the first new message
 * @param joinsAfter who joined and left after a message, by its seq; empty if nobody did
 * @param folded whether the message at an index is not shown, as the one before it stands for it
 */
export function logRows(
  items: readonly ChatItem[],
  [from, to]: readonly [from: number, to: number],
  newFrom: number | undefined,
  joinsAfter: (seq: number) => string,
  folded: (index: number) => boolean = () => false,
): LogRow[] {
  const rows: LogRow[] = [];
  const addJoins = (seq: number): void => {
    const text = joinsAfter(seq);
    if (text) rows.push({ key: `joins${seq}`, kind: 'line', text });
  };
  let before = items[from - 1];
  if (from === 0) addJoins(0);
  items.slice(from, to).forEach((item, index) => {
    const key = keyOf(item);
    const newDay = !before || !sameDay(before.at, item.at);
    if (newDay) rows.push({ key: `day${key}`, kind: 'day', at: item.at });
    if (item.seq === newFrom) rows.push({ key: 'new', kind: 'new' });
    if (item.kind === 'notice') rows.push({ key, kind: 'notice', item });
    else if (!folded(from + index) || rows.at(-1)?.kind !== 'message') {
      const first = newDay || rows.at(-1)?.key !== keyOf(before) || !standTogether(before, item);
      rows.push({ key, kind: 'message', item, first });
    }
    if (item.seq) addJoins(item.seq);
    before = item;
  });
  if (items.length === 0) rows.push({ key: 'none', kind: 'empty' });
  return rows;
}

function standTogether(before: ChatItem | undefined, item: ChatItem): boolean {
  return (
    before?.kind === 'message' &&
    before.member === item.member &&
    !item.reply &&
    Math.abs(item.at - before.at) < TOGETHER_MS
  );
}
