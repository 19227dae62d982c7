/**
 * Why a socket was closed, and whether coming back makes sense.
 *
 * The ranges carry the meaning, so that a client meets a code it has never heard of and still does the right
 * thing: 4000–4499 reconnect, 4500–4999 stop (the scheme of Centrifugo's disconnect codes).
 */
export const CLOSE = {
  /** The peer sent nothing for too long, not even an answer to a ping. */
  heartbeatLost: 4000,
  /** The peer reads more slowly than the room speaks; what it missed comes with the resume. */
  tooSlow: 4001,
  /** The peer kept sending above its rate after it had been told. */
  flood: 4002,
  /** The token ran out during the session; come back with a fresh one. */
  tokenExpired: 4003,
  /** Five frames that were none of the protocol. */
  badRequest: 4500,
  /** The token or the visitor key was refused. */
  unauthorised: 4501,
  /** No `hello` within the time allowed. */
  noHello: 4502,
  /** Banned, or not allowed in this room. */
  forbidden: 4503,
  /** A limit that waiting does not mend (sockets of one member, people in a room). */
  limit: 4504,
  /** RFC 6455: the frame was larger than the server accepts. */
  frameTooLarge: 1009,
  /** RFC 6455 registry: the server restarts and asks everybody to come back. */
  draining: 1012,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/**
 * Whether a client should connect again after a close with this code.
 *
 * Below 4000 the codes are the standard's own: after all of those a reconnect is right, since they speak of the
 * connection (lost, going away, restarting) and not of the visitor. 1009 too: the offending message is taken out
 * of the queue first, so that it is not sent again.
 *
 * @param code the close event's code, 1000–4999; 1006 where the connection just broke
 */
export function shouldReconnect(code: number): boolean {
  return !(code >= 4500 && code <= 4999);
}
