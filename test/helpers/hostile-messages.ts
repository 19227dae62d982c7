import { DEFAULT_LIMITS, clientLimits } from '../../protocol/limits.ts';
import type { Spot } from '../../protocol/anchor.ts';
import type { ChatEvent, ChatMessage, Pin } from '../../protocol/chat.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { pick } from './random.ts';

/** Every field, the optional ones included: a new field has to be added to the rows below, or they don't compile. */
type Whole<T> = T extends readonly (infer E)[]
  ? number extends T['length']
    ? Whole<E>[]
    : T
  : T extends object
    ? { [K in keyof T]-?: Whole<NonNullable<T[K]>> }
    : T;
type RowOf<T extends ServerMessage['type']> = Whole<Extract<ServerMessage, { type: T }>>;

const ME: Whole<Member> = {
  id: 'me',
  name: 'Me',
  color: '#336699',
  tone: 1,
  avatar: 'https://pictures.example/me.png',
  pages: ['/docs'],
  away: false,
};
const BO: Whole<Member> = { ...ME, id: 'bo', name: 'Bo', pages: ['/pricing', '/docs'], away: true };
const anchor: Whole<Pin['anchor']> = {
  from: { by: 'id', name: 'text' },
  path: [0, 1],
  hash: [1, 2],
  like: 'A'.repeat(42),
  start: 3,
  beside: 1,
  at: { x: 4096, y: -4096, unit: 0.5, key: 'ground' },
  box: [0.1, 0.1, 0.5, 0.1],
};
const spot: Whole<Spot> = { anchor, flags: 0, x: 100, y: 100 };
const pin: Whole<Pin> = { page: '/docs', ...spot };
const extras = { reply: 3, pin, mentions: ['me'] };
const base = { op: 'o', member: 'bo', at: 1.7e12 };
const events: Whole<ChatEvent>[] = [
  { ...base, seq: 11, kind: 'message', text: 'Hello **you**', name: 'Bo', color: '#112233', ...extras },
  { ...base, seq: 12, kind: 'notice', text: 'A notice' },
  { ...base, seq: 13, kind: 'edit', of: 11, text: 'Hello again' },
  { ...base, seq: 14, kind: 'reaction', of: 11, emoji: '👍', on: true },
  { ...base, seq: 15, kind: 'delete', of: 12 },
];
const message: Whole<ChatMessage> = {
  ...base,
  seq: 3,
  kind: 'message',
  text: 'Older',
  name: 'Bo',
  color: '#112233',
  ...extras,
  editedAt: 1.7e12,
  deleted: true,
  reactions: [{ emoji: '👍', members: ['me', 'bo'] }],
};
const rules = { paused: true, muted: true, chat: 'off', cursors: 'off' } as const;
const log = { epoch: 'e1', seq: 15, events, recovered: false };

/** One message of each type that a server can send, with all of its fields. */
export const ROWS: { [T in ServerMessage['type']]: RowOf<T> } = {
  welcome: {
    type: 'welcome',
    self: { ...ME, session: 's-me' },
    members: [ME, BO],
    count: 2,
    ...log,
    chat: 'unavailable',
    at: 1.7e12,
    limits: clientLimits(DEFAULT_LIMITS),
    rules,
    instance: 'i1',
  },
  log: { type: 'log', ...log },
  presence: { type: 'presence', count: 2, joins: [BO], leaves: ['cy'], updates: [BO] },
  slots: { type: 'slots', page: '/docs', bound: [{ slot: 1, session: 's-bo', member: 'bo' }], freed: [2] },
  rate: { type: 'rate', hz: 20, crowd: true },
  anchor: { type: 'anchor', anchors: [{ id: 0, anchor }] },
  peer_cursor_chat: { type: 'peer_cursor_chat', slot: 1, text: 'Look' },
  peer_reaction: { type: 'peer_reaction', session: 's-bo', member: 'bo', emoji: '🎉', spot },
  peer_selection: { type: 'peer_selection', session: 's-bo', member: 'bo', range: { from: spot, to: spot } },
  followers: { type: 'followers', count: 1 },
  following: { type: 'following', member: 'bo' },
  peer_lead: { type: 'peer_lead', member: 'bo', page: '/docs', view: { spot, line: 0.5 } },
  typing: { type: 'typing', members: [{ id: 'bo', name: 'Bo' }], count: 1 },
  rules: { type: 'rules', rules },
  erased: { type: 'erased', member: 'cy', seq: 1 },
  ack: { type: 'ack', op: 'o', seq: 1, at: 1.7e12 },
  chat: { type: 'chat', events },
  history: { type: 'history', before: 11, messages: [message], more: true },
  quotes: { type: 'quotes', seqs: [3], messages: [message] },
  roster: { type: 'roster', after: 'a', members: [BO], more: true },
  error: { type: 'error', code: 'rate_limited', ref: 'o', message: 'too fast', retryAfterMs: 100 },
  pong: { type: 'pong' },
  pulse: { type: 'pulse', sent: 1, seq: 1, lost: true },
};

/** In place of a field; as JSON, which has numbers that `JSON.stringify` does not write. */
const ODD = [
  ...['1e20', '-1e20', '1e999', '8.64e15', '9007199254740993', '-1', '0', '0.5', '65536', '-0'],
  ...[
    '""',
    '"x"',
    '"1e20"',
    '"\\u0000"',
    '"\\ud800"',
    '"__proto__"',
    '"javascript:alert(1)"',
    '"//evil.example"',
  ],
  ...['null', 'true', 'false', '[]', '{}', '[null]', '[[[[]]]]', '{"length":1e9}', '{"toString":1}'],
  JSON.stringify('long '.repeat(4_000)),
  JSON.stringify(Array(2_000).fill(0)),
  JSON.stringify(Array(2_000).fill(-1)),
  JSON.stringify(Array(500).fill({ id: 'bo', name: 'Bo', color: 'url(x)', pages: [] })),
];
const MARK = '\u0001odd';

type Path = readonly (string | number)[];

/** Where the fields of a value are, at every depth. */
function paths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  const inside = [...keys].flatMap((key) => paths(value[key as keyof typeof value], [...path, key]));
  return path.length === 0 ? inside : [path, ...inside];
}

/** A frame in which something else stands in place of a field. @param odd undefined: the field is missing */
function spoilt(row: ServerMessage, path: Path, odd: string | undefined): string {
  const copy = structuredClone(row) as unknown as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  const last = path.at(-1) as string | number;
  if (odd === undefined) delete at[last];
  else at[last] = MARK;
  return JSON.stringify(copy).replace(JSON.stringify(MARK), () => odd ?? '');
}

/** Every message with every field spoilt in every way. */
export function* everySpoiltFrame(): Generator<string> {
  for (const row of Object.values(ROWS))
    for (const path of paths(row))
      if (path[0] !== 'type') for (const odd of [undefined, ...ODD]) yield spoilt(row, path, odd);
}

/** So many of them, by chance; the same ones for the same numbers. */
export function* spoiltFrames(random: () => number, count: number): Generator<string> {
  const rows = Object.values(ROWS).filter((row) => paths(row).length > 1);
  for (let i = 0; i < count; i++) {
    const row = rows[pick(random, rows.length)] as ServerMessage;
    const all = paths(row).filter(([first]) => first !== 'type');
    yield spoilt(row, all[pick(random, all.length)] as Path, ODD[pick(random, ODD.length + 1)]);
  }
}
