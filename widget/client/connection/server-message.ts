import type { Anchor } from '../../../protocol/anchor.ts';
import type { ChatEvent, ChatExtras, ChatMessage } from '../../../protocol/chat.ts';
import type { LogPosition, ServerMessage, SlotBinding } from '../../../protocol/messages.ts';
import type { Member } from '../../../protocol/presence.ts';
import { fits, own } from './shape.ts';
import type { Fields, FieldsOf } from './shape.ts';

type EventBase = Pick<ChatEvent, 'seq' | 'kind' | 'op' | 'member' | 'at'>;

const member = {
  id: 'string',
  name: 'string',
  color: 'string',
  pages: ['string'],
  'avatar?': 'string',
} satisfies FieldsOf<Member>;
const members = [member] satisfies [Fields];
const binding = { slot: 'number', session: 'string', member: 'string' } satisfies FieldsOf<SlotBinding>;
const anchor = {
  'from?': { by: 'string', name: 'string' },
  path: ['number'],
  'hash?': ['number'],
  'start?': 'number',
  'beside?': 'number',
  box: ['number'],
} satisfies FieldsOf<Anchor>;
const extras = {
  'reply?': 'number',
  'pin?': { page: 'string', anchor, flags: 'number', x: 'number', y: 'number' },
  'mentions?': ['string'],
} satisfies FieldsOf<ChatExtras>;
const eventBase = {
  seq: 'number',
  kind: 'string',
  'op?': 'string',
  member: 'string',
  at: 'number',
} satisfies FieldsOf<EventBase>;
const text = 'string';
const message = {
  ...eventBase,
  text,
  name: 'string',
  color: 'string',
  ...extras,
  'reactions?': [{ emoji: 'string', members: ['string'] }],
} satisfies FieldsOf<ChatMessage>;
const eventKinds = {
  message: { text, name: 'string', color: 'string', ...extras },
  notice: { text },
  edit: { of: 'number', text },
  delete: { of: 'number' },
  reaction: { of: 'number', emoji: 'string', on: 'boolean' },
} satisfies {
  [K in ChatEvent['kind']]: FieldsOf<Omit<Extract<ChatEvent, { kind: K }>, keyof EventBase>>;
};
/** An event of an unknown kind has its place in the log all the same. */
const isEvent = (event: unknown): boolean =>
  fits(event, eventBase) && fits(event, own(eventKinds, (event as ChatEvent).kind) ?? {});
const log = {
  epoch: 'string',
  seq: 'number',
  events: [isEvent],
  recovered: 'boolean',
} satisfies FieldsOf<LogPosition>;

const messages = {
  welcome: {
    self: { ...member, session: 'string' },
    members,
    count: 'number',
    ...log,
    'chat?': 'string',
    'at?': 'number',
    limits: {
      frameBytes: 'number',
      textLength: 'number',
      nameLength: 'number',
      anchors: 'number',
      editMs: 'number',
    },
    'rules?': {},
    instance: 'string',
  },
  log,
  presence: { count: 'number', 'joins?': members, 'leaves?': ['string'], 'updates?': members },
  slots: { page: 'string', 'bound?': [binding], 'freed?': ['number'] },
  rate: { hz: 'number' },
  anchor: { anchors: [{ id: 'number', anchor }] },
  peer_cursor_chat: { slot: 'number', text },
  typing: { members: [{ id: 'string', name: 'string' }], count: 'number' },
  rules: { rules: {} },
  erased: { member: 'string', seq: 'number' },
  ack: { op: 'string', seq: 'number', at: 'number' },
  chat: { events: [isEvent] },
  history: { 'before?': 'number', messages: [message], more: 'boolean' },
  quotes: { seqs: ['number'], messages: [message] },
  roster: { 'after?': 'string', members, more: 'boolean' },
  error: { code: 'string', 'ref?': 'string', message: 'string', 'retryAfterMs?': 'number' },
  pong: {},
  pulse: { sent: 'number', 'seq?': 'number', 'lost?': 'boolean' },
} satisfies { [T in ServerMessage['type']]: FieldsOf<Omit<Extract<ServerMessage, { type: T }>, 'type'>> };

/**
 * Reads a text frame. Types that this client does not know are passed on, for the reader to ignore.
 * @returns undefined if the frame is invalid; never throws
 */
export function readMessage(frame: string): ServerMessage | undefined {
  try {
    const value: unknown = JSON.parse(frame);
    if (!fits(value, { type: 'string' })) return undefined;
    const { type } = value as ServerMessage;
    return fits(value, own(messages, type) ?? {}) ? (value as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}
