import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import type { Limits } from '../../protocol/limits.ts';
import type { HttpError } from '../../protocol/errors.ts';
import type { AdminKey } from './admin-key.ts';
import { roomName } from '../gateway/admission.ts';
import type { Clock } from '../../protocol/clock.ts';
import { TokenBucket } from '../session/rate-limiter.ts';
import type { Hub } from '../room/hub.ts';
import type { Moderation } from '../room/moderation.ts';
import { OperationError } from '../room/operation-error.ts';
import { StoreUnavailable } from '../store/message-store.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { Rule } from '../store/rule-store.ts';
import { HISTORY, MESSAGE, NOTICE, ROOM_ACTION, SWITCHES, checked } from './admin-schema.ts';
import type { RoomAction } from './admin-schema.ts';

export interface AdminParts {
  key: AdminKey;
  hub: Hub;
  moderation: Moderation;
  store: MessageStore;
  limits: Limits;
  clock: Clock;
  /** Whether the server is about to stop. */
  draining: () => boolean;
  log: AdminLog;
}

export interface AdminLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a visitor is told whose data was erased while they were here. */
const ERASED = new OperationError(
  'forbidden',
  'what you said here was erased; load the page anew to come back',
);
/** A store that can't work now is asked again after this time, in s. */
const RETRY_S = 2;

const STATUS = {
  bad_request: 400,
  empty: 400,
  forbidden: 403,
  not_found: 404,
  too_long: 413,
  rate_limited: 429,
  unavailable: 503,
} as const;

/** What the site's own programs can ask for, below `/v1`, with the admin key alone. Pages can't: there is no CORS. */
export function adminApi(parts: AdminParts): Hono {
  const { hub, moderation, store, limits, clock, log } = parts;
  const api = new Hono();
  const room = (c: Context): string => roomIn(c, limits.roomLength);
  const json = (c: Context): Promise<unknown> => jsonIn(c, limits.frameBytes);
  const bucket = new TokenBucket(limits.siteRate, clock.now());
  const limited: MiddlewareHandler = (c, next) => {
    const wait = bucket.take(clock.now());
    if (wait === 0) return next();
    const message =
      'too many notices and deletions at once (LIVE_PRESENCE_SITE_RATE): wait as Retry-After says';
    return Promise.resolve(answer(c, new OperationError('rate_limited', message), Math.ceil(wait / 1_000)));
  };

  // Before anything is looked at: without the key nobody learns what there is.
  api.use((c, next) => (parts.key.matches(c.req.header('Authorization')) ? next() : unauthorised(c)));
  api.use(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    if (c.req.method !== 'GET' && parts.draining())
      return answer(c, new OperationError('unavailable', 'the server restarts: try again in a moment'));
    return next();
  });
  api.onError((error, c) => {
    if (error instanceof OperationError) return answer(c, error);
    if (error instanceof StoreUnavailable) return answer(c, new OperationError('unavailable', error.message));
    log.error({ err: error }, 'a request of the site failed');
    return answer(c, new OperationError('unavailable', 'the server could not do this now: try again later'));
  });

  api.get('/rooms', async (c) => {
    await moderation.load();
    const taken = [...hub.rooms].filter(({ count }) => count > 0);
    const names = new Set([...taken.map(({ name }) => name), ...moderation.rooms]);
    const rooms = [...names].sort().map((name) => {
      const { paused, closed } = moderation.rulesOf(name);
      return { name, ...people(hub, name), ...(paused && { paused }), ...(closed && { closed }) };
    });
    return c.json({ rooms });
  });
  api.get('/rooms/:room', async (c) => {
    const name = room(c);
    await moderation.load();
    const { seq } = await store.head(name);
    return c.json({ name, ...people(hub, name), seq, ...moderation.rulesOf(name) });
  });

  api.get('/rooms/:room/messages', async (c) => {
    const { before, limit } = checked(HISTORY, c.req.query());
    const found = hub.room(room(c));
    return c.json(await found.during(() => found.log.history(before, limit)));
  });
  api.post('/rooms/:room/messages', limited, async (c) => {
    const name = room(c);
    const { op, text } = checked(NOTICE, await json(c));
    const { event, repeated } = await hub.room(name).notice(op, text);
    return c.json({ seq: event.seq, at: event.at }, repeated ? 200 : 201);
  });
  api.delete('/rooms/:room/messages/:seq', limited, async (c) => {
    const name = room(c);
    const { seq } = checked(MESSAGE, c.req.param());
    await hub.room(name).remove(seq);
    log.info({ room: name, seq }, 'the site has deleted a message');
    return c.body(null, 204);
  });

  api.post('/rooms/:room/moderation', async (c) => {
    const name = room(c);
    const action = checked(ROOM_ACTION, await json(c));
    const [how, rule] = ruleFor(action, name, clock);
    await moderation[how](rule);
    // What was asked for before and is allowed no more has been refused, or kept, by now.
    await hub.find(name)?.log.settled();
    log.info({ room: name, ...action }, 'the site has moderated a room');
    return c.json(moderation.rulesOf(name));
  });
  const switches = (): object => ({
    chat: moderation.isOff('chat') ? 'off' : 'on',
    cursors: moderation.isOff('cursors') ? 'off' : 'on',
  });
  api.get('/moderation', async (c) => {
    await moderation.load();
    return c.json(switches());
  });
  api.post('/moderation', async (c) => {
    const wanted = checked(SWITCHES, await json(c));
    for (const kind of ['chat', 'cursors'] as const) {
      if (wanted[kind] === 'off') await moderation.apply({ kind });
      if (wanted[kind] === 'on') await moderation.remove({ kind });
    }
    log.info(wanted, 'the site has moderated the server');
    return c.json(switches());
  });

  api.delete('/members/:member', async (c) => {
    const member = c.req.param('member');
    const erased = await hub.erase(member, ERASED);
    log.info({ messages: erased }, 'the site has erased a member');
    return c.json({ erased });
  });
  return api;
}

function people(hub: Hub, name: string): { members: number; sessions: number } {
  const found = hub.find(name);
  return { members: found?.count ?? 0, sessions: found?.sessions ?? 0 };
}

function ruleFor(action: RoomAction, room: string, clock: Clock): ['apply' | 'remove', Rule] {
  switch (action.action) {
    case 'mute': {
      const { member, seconds } = action;
      const end = seconds === undefined ? {} : { until: clock.date() + seconds * 1_000 };
      return ['apply', { kind: 'muted', room, member, ...end }];
    }
    case 'unmute':
      return ['remove', { kind: 'muted', room, member: action.member }];
    case 'pause':
    case 'resume':
      return [action.action === 'pause' ? 'apply' : 'remove', { kind: 'paused', room }];
    case 'close':
    case 'open':
      return [action.action === 'close' ? 'apply' : 'remove', { kind: 'closed', room }];
  }
}

/** From the address as it was sent: the router's own decoding lets pass what no socket would be let into. */
function roomIn(c: Context, limit: number): string {
  const room = roomName(/\/v1\/rooms\/([^/?#]*)/.exec(c.req.url)?.[1] ?? '', limit);
  if (room !== undefined) return room;
  throw new OperationError(
    'bad_request',
    `a room's name has 1 to ${String(limit)} characters and no control characters, percent-encoded`,
  );
}

/** @throws Refused `too_long`, `bad_request` */
async function jsonIn(c: Context, limit: number): Promise<unknown> {
  let bytes = 0;
  const chunks: Uint8Array[] = [];
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > limit) {
      throw new OperationError(
        'too_long',
        `the body is longer than ${String(limit)} bytes; as UTF-8, letters take less than as \\u escapes`,
      );
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new OperationError('bad_request', 'the body is not JSON');
  }
}

function unauthorised(c: Context): Promise<Response> {
  const message = 'this needs the server’s LIVE_PRESENCE_ADMIN_KEY, as Authorization: Bearer <key>';
  const body: HttpError = { error: { code: 'unauthorised', message } };
  return Promise.resolve(c.json(body, 401, { 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store' }));
}

function answer(c: Context, { code, message }: OperationError, retryAfterSeconds = RETRY_S): Response {
  const body: HttpError = { error: { code, message } };
  const status = code in STATUS ? STATUS[code as keyof typeof STATUS] : 400;
  if (status === 429 || status === 503) c.header('Retry-After', String(retryAfterSeconds));
  return c.json(body, status);
}
