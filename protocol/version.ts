/** The version in `hello.protocol`. */
export const PROTOCOL = 1;
/** The WebSocket subprotocol that both sides must name. */
export const SUBPROTOCOL = 'live-presence.v1';
