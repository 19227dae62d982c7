/**
 * What a client's text frame must look like. Unknown fields are dropped and unknown types ignored, so that a newer
 * widget can talk to an older server; everything else that is off is a bad request.
 */
import { z } from 'zod';
import type { Anchor, Spot } from '../../protocol/anchor.ts';
import { ANCHOR_HASHES, ANCHOR_KEY, ANCHOR_LIKE, ANCHOR_NAME, ANCHOR_PATH } from '../../protocol/anchor.ts';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import { QUOTES } from '../../protocol/limits.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { Pin } from '../../protocol/chat.ts';
import type { ClientMessage, ResumePoint } from '../../protocol/messages.ts';
import { pageKey } from '../../protocol/page-key.ts';
import type { Profile } from '../../protocol/presence.ts';
import { EMOJI } from '../room/emoji.ts';

/** A frame that breaks the protocol. */
export interface BadFrame {
  /** The type of the message, where it had one. */
  ref?: string;
  /** What was wrong, for a developer. */
  message: string;
}

/** The shortest key of a visitor: 128 bits in the characters of base64. */
const KEY_LENGTH = 22;

type Type = ClientMessage['type'];
/** Yields the message, and names each of its fields: one that it does not name would be dropped. */
type SchemaOf<M> = z.ZodType<M> & { shape: Record<keyof M, unknown> };
type Schemas = { [T in Type]: SchemaOf<Extract<ClientMessage, { type: T }>> };

export type Parsed =
  | { message: ClientMessage }
  /** Of a type that this server does not know: ignored. */
  | { unknown: string }
  | { bad: BadFrame };

const MAX_TICK = 0xffff;
/** As our clients write it, about once a second each: JSON and a schema would cost more than what it is for. */
const SEEN = /^\{"type":"seen","tick":(\d{1,5})\}$/;

/** @returns a parser for text frames under these limits; it never throws */
export function messageParser(limits: Limits): (text: string) => Parsed {
  const schemas = new Map<string, z.ZodType<ClientMessage>>(Object.entries(messageSchemas(limits)));
  return (text) => {
    const seen = SEEN.exec(text);
    const tick = Number(seen?.[1]);
    if (seen && String(tick) === seen[1] && tick <= MAX_TICK) return { message: { type: 'seen', tick } };
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { bad: { message: 'not JSON' } };
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { bad: { message: 'not a JSON object' } };
    }
    if (Object.hasOwn(value, '__proto__'))
      return { bad: { message: 'a field that no message has: __proto__' } };
    const type: unknown = Object.hasOwn(value, 'type') ? (value as { type: unknown }).type : undefined;
    if (typeof type !== 'string' || !/^[a-z][a-z0-9_]{0,31}$/.test(type)) {
      return { bad: { message: 'type must be a lower case word' } };
    }
    const schema = schemas.get(type);
    if (!schema) return { unknown: type };
    const result = schema.safeParse(value);
    if (result.success) return { message: result.data };
    const issue = result.error.issues[0];
    const op: unknown = (value as { op?: unknown }).op;
    return {
      bad: {
        ref: typeof op === 'string' && OP.test(op) ? op : type,
        message: `${type}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`
          .replace(/\s+/g, ' ')
          .trim(),
      },
    };
  };
}

const OP = /^[\w:.-]{1,64}$/;

function messageSchemas(limits: Limits) {
  const text = z.string().refine((value) => value.isWellFormed(), 'a lone surrogate');
  const op = z.string().regex(OP);
  const seq = z.int().min(1);
  const page = text
    .min(1)
    .refine((value) => !/\p{Cc}/u.test(value), 'a control character')
    .transform((value) => pageKey(value, limits.pageLength));
  // The length of names and texts is checked later, once they are cleaned, with an error of its own.
  const profile = z.object({
    name: text.exactOptional(),
    color: z.string().max(32).exactOptional(),
    away: z.boolean().exactOptional(),
  }) satisfies SchemaOf<Profile>;
  const fraction = z.number().min(0).max(1);
  const anchor = z
    .object({
      from: z.object({ by: z.enum(['mark', 'id']), name: text.min(1).max(ANCHOR_NAME) }).exactOptional(),
      path: z.array(z.int().min(-1).max(65_535)).max(ANCHOR_PATH),
      hash: z.array(z.int().min(0).max(0xffff_ffff)).max(ANCHOR_HASHES).exactOptional(),
      like: z
        .string()
        .max(ANCHOR_LIKE)
        .regex(/^[\w-]+$/)
        .exactOptional(),
      start: z
        .int()
        .min(0)
        .max(2 ** 31)
        .exactOptional(),
      beside: z.int().min(0).max(ANCHOR_PATH).exactOptional(),
      at: z
        .object({
          x: z.number(),
          y: z.number(),
          unit: z.number().positive(),
          key: text.max(ANCHOR_KEY).exactOptional(),
        })
        .exactOptional(),
      box: z.tuple([fraction, fraction, fraction, fraction]),
    })
    .refine(
      (value) => JSON.stringify(value).length <= limits.anchorBytes,
      'too long',
    ) satisfies SchemaOf<Anchor>;
  const spot = z.object({
    anchor,
    flags: z.literal([0, SAMPLE.text]),
    x: z.int().min(0).max(0xffff),
    y: z.int().min(0).max(0xffff),
  }) satisfies SchemaOf<Spot>;
  const pin = spot.extend({ page }) satisfies SchemaOf<Pin>;
  const resume = z.object({
    epoch: z.string().max(64),
    seq: z.int().min(0),
    op: op.exactOptional(),
  }) satisfies SchemaOf<ResumePoint>;
  return {
    hello: z.object({
      type: z.literal('hello'),
      protocol: z.int(),
      page,
      visitor: text.min(KEY_LENGTH).max(256).exactOptional(),
      token: z.string().min(1).exactOptional(),
      profile: profile.default({}),
      resume: resume.exactOptional(),
    }),
    page: z.object({ type: z.literal('page'), page }),
    profile: z.object({ type: z.literal('profile'), profile }),
    anchor: z.object({
      type: z.literal('anchor'),
      id: z
        .int()
        .min(0)
        .max(limits.anchors - 1),
      anchor,
    }),
    seen: z.object({ type: z.literal('seen'), tick: z.int().min(0).max(MAX_TICK) }),
    view: z.object({ type: z.literal('view'), top: fraction, bottom: fraction }),
    cursor_chat: z.object({ type: z.literal('cursor_chat'), text: text.max(limits.cursorChatLength) }),
    reaction: z.object({
      type: z.literal('reaction'),
      emoji: z.string().max(32).regex(EMOJI, 'not one emoji'),
      spot,
    }),
    selection: z.object({
      type: z.literal('selection'),
      range: z.object({ from: spot, to: spot }).exactOptional(),
    }),
    follow: z.object({
      type: z.literal('follow'),
      member: z.string().min(1).max(64).exactOptional(),
      page: page.exactOptional(),
    }),
    lead: z.object({ type: z.literal('lead'), view: z.object({ spot, line: fraction }).exactOptional() }),
    typing: z.object({ type: z.literal('typing'), on: z.boolean() }),
    chat_post: z.object({
      type: z.literal('chat_post'),
      op,
      text,
      reply: seq.exactOptional(),
      pin: pin.exactOptional(),
      mentions: z.array(z.string().min(1).max(64)).max(limits.mentions).exactOptional(),
    }),
    chat_edit: z.object({ type: z.literal('chat_edit'), op, seq, text }),
    chat_delete: z.object({ type: z.literal('chat_delete'), op, seq }),
    chat_react: z.object({
      type: z.literal('chat_react'),
      op,
      seq,
      emoji: text.max(32),
      on: z.boolean(),
    }),
    events: z.object({ type: z.literal('events'), after: z.int().min(0) }),
    history: z.object({
      type: z.literal('history'),
      before: seq.exactOptional(),
      limit: z.int().min(1).max(100),
    }),
    quotes: z.object({ type: z.literal('quotes'), seqs: z.array(seq).min(1).max(QUOTES) }),
    roster: z.object({
      type: z.literal('roster'),
      after: z.string().max(64).exactOptional(),
      limit: z.int().min(1).max(100),
    }),
    erase: z.object({ type: z.literal('erase') }),
    ping: z.object({ type: z.literal('ping') }),
    pulse: z.object({ type: z.literal('pulse'), sent: z.int().min(0) }),
  } satisfies Schemas;
}
