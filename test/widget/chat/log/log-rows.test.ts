import { expect } from '@open-wc/testing';
import type { ChatItem } from '../../../../widget/client/chat/chat-item.ts';
import { logRows } from '../../../../widget/chat/log/log-rows.ts';

const NOON = new Date(2026, 9, 2, 12).getTime();
const MINUTE = 60_000;

function item(seq: number, more: Partial<ChatItem> = {}): ChatItem {
  return {
    seq,
    kind: 'message',
    member: 'bo',
    name: 'Bo',
    color: '#112233',
    text: `m${seq}`,
    at: NOON + seq,
    state: 'sent',
    mine: false,
    ...more,
  };
}

/** The rows in short: `first 1` and `more 2` for messages, else the kind. */
function rows(items: ChatItem[], from = 0, newFrom?: number, joins: Record<number, string> = {}): string[] {
  return logRows(items, [from, items.length], newFrom, (seq) => joins[seq] ?? '').map((row) =>
    row.kind === 'message' ? `${row.first ? 'first' : 'more'} ${row.item.seq}` : row.kind,
  );
}

describe('the rows of the log', () => {
  it('put messages of one person together, unless something is between them', () => {
    expect(rows([item(1), item(2), item(3, { member: 'cy' })])).to.deep.equal([
      'day',
      'first 1',
      'more 2',
      'first 3',
    ]);
    expect(rows([item(1), item(2, { at: NOON + 6 * MINUTE })]).at(-1)).to.equal('first 2');
    expect(rows([item(1), item(2, { reply: 1 })]).at(-1)).to.equal('first 2');
    expect(rows([item(1), item(2)], 0, undefined, { 1: 'Cy joined' })).to.deep.equal([
      'day',
      'first 1',
      'line',
      'first 2',
    ]);
    expect(rows([item(1), item(2, { kind: 'notice' }), item(3)]).at(-1)).to.equal('first 3');
  });

  it('say the day before its first message, and where new messages begin', () => {
    const items = [item(1), item(2, { at: NOON + 24 * 60 * MINUTE })];
    expect(rows(items)).to.deep.equal(['day', 'first 1', 'day', 'first 2']);
    expect(rows([item(1), item(2)], 0, 2)).to.deep.equal(['day', 'first 1', 'new', 'first 2']);
  });

  it('begin in the middle of a long log as if the earlier ones were there', () => {
    expect(rows([item(1), item(2), item(3)], 2)).to.deep.equal(['first 3']);
  });

  it('keep their keys from a pending message to the sent one', () => {
    const key = (one: ChatItem): string | undefined =>
      logRows([one], [0, 1], undefined, () => '').at(-1)?.key;
    expect(key(item(0, { op: 'x', state: 'pending' }))).to.equal(key(item(7, { op: 'x' })));
  });

  it('are one row in an empty log, after who joined', () => {
    expect(rows([], 0, undefined, { 0: 'Cy joined' })).to.deep.equal(['line', 'empty']);
  });
});
