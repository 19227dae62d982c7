/** Every code with which an operation, a socket or an HTTP request is refused. */

/**
 * - `bad_request`: an invalid message; five close the socket.
 * - `empty`, `too_long`, `forbidden`, `not_found`: final for this operation; don't retry it.
 * - `rate_limited`, `unavailable`: temporary; retry after `retryAfterMs`.
 * - `unauthorised`, `closed`, `limit`, `unsupported_protocol`: the socket is closed with the matching code.
 */
export type ErrorCode =
  | 'bad_request'
  | 'empty'
  | 'too_long'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  | 'unavailable'
  | 'unauthorised'
  | 'closed'
  | 'limit'
  | 'unsupported_protocol';

/** Whether an operation that failed with this error may be sent again unchanged. */
export function isTemporary(code: ErrorCode): boolean {
  return code === 'rate_limited' || code === 'unavailable';
}

/** Why a socket was refused before the upgrade; the body has the form of every error of the HTTP API. */
export type RefusalCode =
  'bad_request' | 'forbidden_origin' | 'not_found' | 'upgrade_required' | 'too_many_sockets' | 'draining';

export interface HttpError {
  error: { code: string; message: string };
}
