import type { Anchor } from '../../../protocol/anchor.ts';
import type { LogPosition, ServerMessage, SlotBinding } from '../../../protocol/messages.ts';
import type { Member } from '../../../protocol/presence.ts';
import { fits, own } from './shape.ts';
import type { Fields, FieldsOf } from './shape.ts';
import type { TogetherMessage } from '../../../protocol/together.ts';

/** What modules that load late read and check. */
type LateType = TogetherMessage['type'];
/** What only the chat reads: it checks the rest of these itself (`chat-shapes.ts`), as it does the events of a log. */
type ChatType = 'chat' | 'ack' | 'history' | 'quotes' | 'typing' | 'erased';

const member = {
  id: 'string',
  name: 'string',
  color: 'string',
  pages: ['string'],
  'avatar?': 'string',
} satisfies FieldsOf<Member>;
const members = [member] satisfies [Fields];
const binding = { slot: 'number', session: 'string', member: 'string' } satisfies FieldsOf<SlotBinding>;
export const anchor = {
  'from?': { by: 'string', name: 'string' },
  path: ['number'],
  'hash?': ['number'],
  'start?': 'number',
  'beside?': 'number',
  box: ['number'],
} satisfies FieldsOf<Anchor>;
const text = 'string';
const log = {
  epoch: 'string',
  seq: 'number',
  events: [Boolean],
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
  rules: { rules: {} },
  roster: { 'after?': 'string', members, more: 'boolean' },
  error: { code: 'string', 'ref?': 'string', message: 'string', 'retryAfterMs?': 'number' },
  pong: {},
  pulse: { sent: 'number', 'seq?': 'number', 'lost?': 'boolean' },
} satisfies {
  [T in Exclude<ServerMessage['type'], ChatType | LateType>]: FieldsOf<
    Omit<Extract<ServerMessage, { type: T }>, 'type'>
  >;
};

/**
 * Reads a text frame. Types that this client does not know are passed on, for the reader to ignore; what is the chat's
 * is passed on as it is.
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
