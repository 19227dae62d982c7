import type { ChatEvent, ChatExtras, ChatMessage } from '../../../protocol/chat.ts';
import { anchor } from '../connection/server-message.ts';
import { fits, own } from '../connection/shape.ts';
import type { FieldsOf } from '../connection/shape.ts';
import type { ChatFrame } from './chat-frame.ts';

type EventBase = Pick<ChatEvent, 'seq' | 'kind' | 'op' | 'member' | 'at'>;

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
const events = { events: [isEvent] } satisfies { events: [(event: unknown) => boolean] };

/** What `readMessage` leaves to the chat. */
const frames = {
  welcome: events,
  log: events,
  chat: events,
  ack: { op: 'string', seq: 'number', at: 'number' },
  history: { 'before?': 'number', messages: [message], more: 'boolean' },
  quotes: { seqs: ['number'], messages: [message] },
  typing: { members: [{ id: 'string', name: 'string' }], count: 'number' },
  erased: { member: 'string', seq: 'number' },
  pulse: {},
} satisfies { [T in ChatFrame['type']]: Partial<FieldsOf<Extract<ChatFrame, { type: T }>>> };

export function isValid(frame: ChatFrame): boolean {
  return fits(frame, frames[frame.type]);
}
