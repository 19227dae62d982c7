import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { StoreTimeout, withinDeadline } from '../room/deadline.ts';
import { SITE } from '../room/event-drafts.ts';
import type { Hub } from '../room/hub.ts';
import { OperationError } from '../room/operation-error.ts';
import { TokenBucket } from '../session/rate-limiter.ts';
import { StoreUnavailable } from '../store/message-store.ts';
import { errorAnswer, unauthorised } from './admin-answers.ts';
import type { AdminParts } from './admin-parts.ts';
import { jsonIn, roomIn } from './admin-request.ts';
import { HISTORY, MESSAGE, NOTICE, checked } from './admin-schema.ts';
import { moderationApi } from './moderation-api.ts';

/** Requests with a wrong key that are answered as such. */
const GUESSES = { perSecond: 1, burst: 60 };
/** How often the log says that there are more, in ms. */
const WARN_MS = 60_000;

const LATE = new OperationError(
  'unavailable',
  'the chat’s store does not answer; it may still do this, once: asking again is safe',
);
/** Sent to visitors who are connected while they are erased. */
const ERASED = new OperationError('forbidden', 'your messages were erased; reload the page to rejoin');

/** The API for the site's own programs, below `/v1`, with the admin key. Pages can't use it: there is no CORS. */
export function adminApi(parts: AdminParts): Hono {
  const { hub, moderation, store, limits, clock, log } = parts;
  const api = new Hono();
  const room = (c: Context): string => roomIn(c, limits.roomLength);
  const inTime = <T>(work: Promise<T>): Promise<T> => withinDeadline(clock, work);
  const bucket = new TokenBucket(limits.siteRate, clock.now());
  const limited: MiddlewareHandler = async (c, next) => {
    const wait = bucket.take(clock.now());
    if (wait === 0) return next();
    const message = 'too many requests (LIVE_PRESENCE_SITE_RATE); retry after the time in Retry-After';
    return errorAnswer(c, new OperationError('rate_limited', message), Math.ceil(wait / 1_000));
  };

  // First of all: without the key, no answer tells what exists.
  // Guesses of all addresses together, so that those who have the key are never kept out.
  const guesses = new TokenBucket(GUESSES, clock.now());
  let warnAt = -Infinity;
  api.use(async (c, next) => {
    const authorization = c.req.header('Authorization');
    if (parts.key.matches(authorization)) return next();
    if (authorization === undefined) return unauthorised(c);
    parts.onWrongKey();
    const now = clock.now();
    const wait = guesses.take(now);
    if (wait === 0) return unauthorised(c);
    if (now >= warnAt) {
      warnAt = now + WARN_MS;
      log.warn({}, 'many requests to the admin API come with a wrong key');
    }
    c.header('Cache-Control', 'no-store');
    const error = new OperationError('rate_limited', 'too many requests with a wrong admin key');
    return errorAnswer(c, error, Math.ceil(wait / 1_000));
  });
  api.use(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    if (c.req.method !== 'GET' && parts.draining())
      return errorAnswer(c, new OperationError('unavailable', 'the server is restarting; try again shortly'));
    return next();
  });
  api.onError((error, c) => {
    if (error instanceof OperationError) return errorAnswer(c, error);
    if (error instanceof StoreTimeout) return errorAnswer(c, LATE);
    if (error instanceof StoreUnavailable)
      return errorAnswer(c, new OperationError('unavailable', error.message));
    log.error({ err: error }, 'admin API request failed');
    return errorAnswer(c, new OperationError('unavailable', 'internal error; try again'));
  });

  api.get('/rooms', async (c) => {
    await moderation.load();
    const occupied = [...hub.rooms].filter(({ roster }) => roster.count > 0);
    const names = new Set([...occupied.map(({ name }) => name), ...moderation.rooms]);
    const rooms = [...names].sort().map((name) => {
      const { paused, closed } = moderation.rulesOf(name);
      return { name, ...counts(hub, name), ...(paused && { paused }), ...(closed && { closed }) };
    });
    return c.json({ rooms });
  });
  api.get('/rooms/:room', async (c) => {
    const name = room(c);
    await moderation.load();
    const { seq } = await inTime(store.head(name));
    return c.json({ name, ...counts(hub, name), seq, ...moderation.rulesOf(name) });
  });

  api.get('/rooms/:room/messages', async (c) => {
    const { before, limit } = checked(HISTORY, c.req.query());
    const { chat } = hub.getOrCreate(room(c));
    return c.json(await inTime(chat.read((log) => log.history(before, limit))));
  });
  api.post('/rooms/:room/messages', limited, async (c) => {
    const name = room(c);
    const { op, text } = checked(NOTICE, await jsonIn(c, limits.frameBytes));
    const { event, repeated } = await inTime(hub.getOrCreate(name).chat.notice(op, text));
    return c.json({ seq: event.seq, at: event.at }, repeated ? 200 : 201);
  });
  api.delete('/rooms/:room/messages/:seq', limited, async (c) => {
    const name = room(c);
    const { seq } = checked(MESSAGE, c.req.param());
    await inTime(hub.getOrCreate(name).chat.remove(seq));
    log.info({ room: name, seq }, 'message deleted by admin');
    return c.body(null, 204);
  });

  api.delete('/members/:member', async (c) => {
    // Its notices are deleted one by one.
    if (c.req.param('member') === SITE)
      throw new OperationError('bad_request', `"${SITE}" is the site itself, not a member who can be erased`);
    const erasing = hub.erase(c.req.param('member'), ERASED).then((messages) => {
      log.info({ messages }, 'member erased');
      return messages;
    });
    return c.json({ erased: await inTime(erasing) });
  });

  api.route('/', moderationApi(parts));
  return api;
}

function counts(hub: Hub, name: string): { members: number; sessions: number } {
  const found = hub.find(name);
  return { members: found?.roster.count ?? 0, sessions: found?.sessions ?? 0 };
}
