/**
 * Why a socket was closed, and whether to reconnect.
 *
 * The ranges carry the meaning, so that a client handles unknown codes correctly: 4000–4499 reconnect, 4500–4999 stop
 * (the scheme of Centrifugo's disconnect codes).
 */
export const CLOSE = {
  /** The peer sent nothing for too long, not even a pong. */
  heartbeatLost: 4000,
  /** The peer reads too slowly for the room; the resume brings what it has missed. */
  tooSlow: 4001,
  /** The peer kept exceeding its rate despite errors. */
  flood: 4002,
  /** The token expired during the session; reconnect with a new one. */
  tokenExpired: 4003,
  /** Five invalid frames. */
  badRequest: 4500,
  /** The token or the visitor key is not valid. */
  unauthorised: 4501,
  /** No `hello` within the time allowed. */
  noHello: 4502,
  /** Banned, or not allowed in this room. */
  forbidden: 4503,
  /** A limit that retrying does not help against (sockets of one member, people in a room). */
  limit: 4504,
  /** RFC 6455: the frame was larger than the server accepts. */
  frameTooLarge: 1009,
  /** RFC 6455 registry: the server is restarting, and clients should reconnect. */
  draining: 1012,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/**
 * Whether a client should reconnect after a close with this code.
 *
 * Codes below 4000 are the standard's own: they concern the connection (lost, going away, restarting), not the visitor,
 * so reconnecting is right. So it is after 1009, as the client first removes the oversized message from its queue.
 *
 * @param code the close event's code, 1000–4999; 1006 if the connection broke
 */
export function shouldReconnect(code: number): boolean {
  return !(code >= 4500 && code <= 4999);
}
