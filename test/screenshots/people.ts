/** Who and what stands in the pictures; the same each time. */
import { encodeTick } from '../../protocol/cursor-frame.ts';
import { COLORS } from '../../protocol/colors.ts';
import type { ChatMessageEvent } from '../../protocol/chat.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';

export const NOW = Date.UTC(2026, 4, 4, 9, 30);
export const ME: Member = { id: 'me', name: 'Ada Lovelace', color: '#3e63dd', pages: ['/'] };
export const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff Sr. 1';
export const LONG_WORD =
  'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(3) + ', as they say.';

const NAMES = ['Bo Diddley', 'Cy', 'Dmitri Shostakovich', '李娜', 'ليلى', 'Éowyn', 'Zoë', 'Þór'];

/** So many people, oneself first. Some are on another page, some away. */
export function people(count: number): Member[] {
  const others = Array.from({ length: count - 1 }, (_, i): Member => ({
    id: `p${String(i + 1)}`,
    name: i < NAMES.length ? (NAMES[i] ?? '') : `Visitor ${String(i + 1)}`,
    color: COLORS[(i * 5) % COLORS.length] ?? '#888888',
    pages: [i % 4 === 2 ? '/pricing' : '/'],
    ...(i % 5 === 3 && { away: true as const }),
  }));
  return [ME, ...others].slice(0, count);
}

/** @param ago ms from now, negative */
export function said(
  seq: number,
  member: string,
  text: string,
  ago: number,
  more: Partial<ChatMessageEvent> = {},
): ChatMessageEvent {
  const { name, color } = people(9).find(({ id }) => id === member) ?? ME;
  return { seq, kind: 'message', member, name, color, at: NOW + ago, text, op: `op${String(seq)}`, ...more };
}

/** Others' pointers over the paragraphs. */
export function cursorsOf(count: number): (ServerMessage | Uint8Array)[] {
  const each = Array.from({ length: count }, (_, i) => i + 1);
  return [
    {
      type: 'slots',
      page: '/',
      bound: each.map((i) => ({ slot: i, session: `s${String(i)}`, member: `p${String(i)}` })),
    },
    { type: 'rate', hz: 20 },
    {
      type: 'anchor',
      anchors: each.map((i) => ({
        id: i,
        anchor: {
          from: { by: 'id', name: `p${String(((i - 1) % 6) + 1)}` },
          path: [],
          box: [0.1, 0.2 * i, 0.5, 0.1],
        },
      })),
    },
    tickOf(count, 1),
  ];
}

/** Where they are at a tick. */
export function tickOf(count: number, tick: number): Uint8Array {
  return encodeTick({
    snapshot: tick === 1,
    acknowledge: false,
    tick,
    time: tick * 1_000,
    tracks: Array.from({ length: count }, (_, i) => ({
      slot: i + 1,
      samples: [{ age: 0, flags: 0, anchor: i + 1, x: (0x2800 * (i + 1) + tick) & 0xffff, y: 0x8000 }],
    })),
  });
}
