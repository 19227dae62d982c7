import type { Context } from 'hono';
import type { HttpError } from '../../protocol/errors.ts';
import type { OperationError } from '../room/operation-error.ts';

/** Retry-After while the store or the server is unavailable, in s. */
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

export function errorAnswer(
  c: Context,
  { code, message }: OperationError,
  retryAfterSeconds = RETRY_S,
): Response {
  const body: HttpError = { error: { code, message } };
  const status = code in STATUS ? STATUS[code as keyof typeof STATUS] : 400;
  if (status === 429 || status === 503) c.header('Retry-After', String(retryAfterSeconds));
  return c.json(body, status);
}

export function unauthorised(c: Context): Response {
  const message = 'requires the server’s LIVE_PRESENCE_ADMIN_KEY, as Authorization: Bearer <key>';
  const body: HttpError = { error: { code: 'unauthorised', message } };
  return c.json(body, 401, { 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store' });
}
