import type { ServerMessage } from '../../protocol/messages.ts';

/** What a value must look like: a type, one more list, fields (`?` at the end: may be missing), or a test. */
type Shape = 'string' | 'number' | [Shape] | Fields | ((value: unknown) => boolean);
interface Fields {
  [field: string]: Shape;
}

const member: Fields = {
  id: 'string',
  name: 'string',
  color: 'string',
  pages: ['string'],
  'avatar?': 'string',
};
const members: Shape = [member];
const binding: Fields = { slot: 'number', session: 'string', member: 'string' };
const anchor: Fields = {
  'from?': { by: 'string', name: 'string' },
  path: ['number'],
  'hash?': ['number'],
  'start?': 'number',
  'beside?': 'number',
  box: ['number'],
};
const extras: Fields = {
  'reply?': 'number',
  'pin?': { page: 'string', anchor, flags: 'number', x: 'number', y: 'number' },
  'mentions?': ['string'],
};
const message: Fields = {
  seq: 'number',
  kind: 'string',
  'op?': 'string',
  member: 'string',
  name: 'string',
  color: 'string',
  at: 'number',
  text: 'string',
  ...extras,
  'reactions?': [{ emoji: 'string', members: ['string'] }],
};
const eventBase: Fields = { seq: 'number', kind: 'string', 'op?': 'string', member: 'string', at: 'number' };
const eventKinds: Fields = {
  message: { text: 'string', name: 'string', color: 'string', ...extras },
  notice: { text: 'string' },
  edit: { of: 'number', text: 'string' },
  delete: { of: 'number' },
  reaction: { of: 'number', emoji: 'string' },
};
/** An event of a kind that we don't know has its place in the log all the same. */
const events: Shape = [
  (event) => fits(event, eventBase) && fits(event, own(eventKinds, (event as { kind: string }).kind) ?? {}),
];

const messages: Fields = {
  welcome: {
    self: { ...member, session: 'string' },
    members,
    count: 'number',
    epoch: 'string',
    seq: 'number',
    events,
    limits: { frameBytes: 'number', textLength: 'number', anchors: 'number' },
    'rules?': {},
    instance: 'string',
  },
  presence: {
    count: 'number',
    'joins?': members,
    'leaves?': ['string'],
    'updates?': members,
  },
  roster: { 'after?': 'string', members },
  slots: { page: 'string', 'bound?': [binding], 'freed?': ['number'] },
  rate: { hz: 'number' },
  anchor: { anchors: [{ id: 'number', anchor }] },
  peer_cursor_chat: { slot: 'number', text: 'string' },
  typing: { members: [{ id: 'string', name: 'string' }], count: 'number' },
  rules: { rules: {} },
  erased: { member: 'string', seq: 'number' },
  ack: { op: 'string', seq: 'number' },
  chat: { events },
  history: { 'before?': 'number', messages: [message] },
  error: { code: 'string', 'ref?': 'string', message: 'string', 'retryAfterMs?': 'number' },
};

/**
 * Reads a text frame. Types that this client does not know are let through, for the reader to pass over.
 * @returns undefined where the frame is none of the protocol; never throws
 */
export function readMessage(text: string): ServerMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!fits(value, { type: 'string' })) return undefined;
    const { type } = value as ServerMessage;
    return fits(value, own(messages, type) ?? {}) ? (value as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}

function own(fields: Fields, name: string): Shape | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function fits(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return typeof value === shape;
  if (typeof shape === 'function') return shape(value);
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((item) => fits(item, shape[0]));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(shape).every(([name, inner]) => {
    const optional = name.endsWith('?');
    const field = (value as Record<string, unknown>)[optional ? name.slice(0, -1) : name];
    return (optional && field === undefined) || fits(field, inner);
  });
}
