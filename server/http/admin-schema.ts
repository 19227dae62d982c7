/** The bodies and queries of the admin API. Unknown fields are ignored. */
import { z } from 'zod';
import { OperationError } from '../room/operation-error.ts';

const OP = 'op: must be 1 to 64 of A–Z a–z 0–9 _ . : -; it makes the notice idempotent';
const TEXT = 'text: must be a string, the text of the notice';
const MEMBER = 'member: must be a member id, as in `member` of their messages';
const SECONDS = 'seconds: must be a whole number from 1 to 31536000; without it the mute never ends';
const ACTION = 'action: must be mute or unmute (with member), pause, resume, close or open';
const SWITCH = 'must be on or off';

const ID = z.string({ error: MEMBER }).min(1, MEMBER).max(256, MEMBER);

export const NOTICE = z.object({
  op: z.string({ error: OP }).regex(/^[\w:.-]{1,64}$/, OP),
  text: z
    .string({ error: TEXT })
    .refine((text) => text.isWellFormed(), 'text: must not contain a lone surrogate'),
});

export const ROOM_ACTION = z.discriminatedUnion(
  'action',
  [
    z.object({
      action: z.literal('mute'),
      member: ID,
      seconds: z.int({ error: SECONDS }).min(1, SECONDS).max(31_536_000, SECONDS).optional(),
    }),
    z.object({ action: z.literal('unmute'), member: ID }),
    z.object({ action: z.enum(['pause', 'resume', 'close', 'open']) }),
  ],
  { error: ACTION },
);
export type RoomAction = z.infer<typeof ROOM_ACTION>;

const onOff = (name: string) => z.enum(['on', 'off'], { error: `${name}: ${SWITCH}` }).optional();
export const SWITCHES = z
  .object({ chat: onOff('chat'), cursors: onOff('cursors') })
  .refine(({ chat, cursors }) => (chat ?? cursors) !== undefined, `chat or cursors: ${SWITCH}`);

const whole = (name: string, min: number, max: number) => {
  const error = `${name}: must be a whole number from ${min}${max < Infinity ? ` to ${max}` : ''}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error);
};
export const HISTORY = z.object({
  before: whole('before', 1, Infinity).optional(),
  limit: whole('limit', 1, 100).default(50),
});
export const MESSAGE = z.object({ seq: whole('seq', 1, Infinity) });

/** @throws OperationError `bad_request` that names the field and what it must be */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { message = '' } = result.error.issues[0] ?? {};
  throw new OperationError(
    'bad_request',
    message.startsWith('Invalid input') ? 'expected a JSON object' : message,
  );
}
