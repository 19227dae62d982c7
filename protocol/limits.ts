/**
 * Every limit of the system with its default. The server takes others from its options (see `server/config/`,
 * which names them); the ones a client must know come to it in `welcome.limits`.
 */
export interface Limits {
  /** Longest frame a client may send, in bytes; above it the socket is closed with 1009. */
  frameBytes: number;
  /** Most continuation fragments of one message; above it the socket is closed with 1008. */
  frameFragments: number;
  /** Longest chat text, in UTF-16 units. */
  textLength: number;
  /** Longest visible name, in UTF-16 units after normalisation. */
  nameLength: number;
  /** Longest room name, in UTF-16 units once decoded. */
  roomLength: number;
  /** Longest page name, in UTF-16 units. */
  pageLength: number;
  /** Time for the first message of a socket, in milliseconds. Traffic does not extend it. */
  helloMs: number;
  /** How often the server pings each socket, in milliseconds. */
  pingMs: number;
  /** A socket that has sent nothing (not even a pong) for so long is closed with 4000, in milliseconds. */
  silenceMs: number;
  /** How long a member stays in the roster after the last of their sessions went, in milliseconds. */
  graceMs: number;
  /** Presence changes are gathered for so long, in milliseconds. */
  presenceMs: number;
  /** Queued bytes above which a socket gets no more cursors until it has caught up. */
  laggingBytes: number;
  /** An asked-for acknowledgement of a tick that is out for longer than this marks a socket as lagging, in ms. */
  laggingMs: number;
  /** Queued bytes above which a socket is closed with 4001. */
  slowBytes: number;
  /** Sockets of one address; 0 for no limit. */
  socketsPerAddress: number;
  /** Sockets of one member. */
  socketsPerMember: number;
  /** Sockets of the whole process. */
  sockets: number;
  /** Members of one room. */
  roomMembers: number;
  /** Members named in one `welcome` or `presence`; the rest come by `roster`. */
  namedMembers: number;
  /** Above so many members, joins and leaves on other pages are told by the count alone. */
  quietMembers: number;
  /** Chat operations: steady per second, and how many at once. Per session, member and address. */
  chatRate: Rate;
  /** Notices and deletions by the site's own programs, together. */
  siteRate: Rate;
  /** Cursor frames per session. */
  cursorRate: Rate;
  /** Anchor definitions per session. */
  anchorRate: Rate;
  /** All that is neither chat nor an anchor, together, per session. */
  controlRate: Rate;
  /** Anchors one session may have named at once; naming one more under an old id replaces it. */
  anchors: number;
  /** Longest anchor, in bytes of its JSON. */
  anchorBytes: number;
  /** Different anchors in use on one page; samples on further ones are dropped. At most 16,384. */
  pageAnchors: number;
  /** Bytes of cursors a visitor gets in a second, whatever the crowd. */
  cursorBytes: number;
  /** Longest text of the cursor chat, in UTF-16 units. */
  cursorChatLength: number;
  /** Samples in one cursor frame of a client. */
  samples: number;
  /** Frames that are none of the protocol before the socket is closed with 4500. */
  badFrames: number;
  /** A refused `rate_limited` operation counts; so many in a row close the socket with 4002. */
  floodStrikes: number;
  /** Members whom one message may mention. */
  mentions: number;
  /** Different emoji on one message. */
  reactions: number;
  /** Members who may have reacted to one message with one emoji. */
  reactors: number;
  /** Chat events, and messages of history, in one frame. */
  events: number;
  /** Longest frame of events or history, in bytes, as far as one event fits in. */
  eventsBytes: number;
  /** Chat events a resume may bring; beyond, `recovered` is false. */
  resumeEvents: number;
  /** How long one's own message may be edited or deleted, in milliseconds. */
  editMs: number;
  /** A slot is not given again within this time, in milliseconds. */
  slotMs: number;
}

/** A token bucket: `perSecond` tokens are added each second, up to `burst`. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** What a widget has to know of its own settings before a server has said anything. */
export const ROOM_LENGTH = 128;
export const PAGE_LENGTH = 512;
export const NAME_LENGTH = 40;
export const CURSOR_CHAT_LENGTH = 100;

export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  frameBytes: 16 * 1024,
  frameFragments: 16,
  textLength: 4000,
  nameLength: NAME_LENGTH,
  roomLength: ROOM_LENGTH,
  pageLength: PAGE_LENGTH,
  helloMs: 5_000,
  pingMs: 5_000,
  silenceMs: 13_000,
  graceMs: 5_000,
  presenceMs: 250,
  laggingBytes: 64 * 1024,
  laggingMs: 1_000,
  slowBytes: 1024 * 1024,
  socketsPerAddress: 100,
  socketsPerMember: 20,
  sockets: 10_000,
  roomMembers: 10_000,
  namedMembers: 100,
  quietMembers: 200,
  chatRate: { perSecond: 5, burst: 20 },
  siteRate: { perSecond: 20, burst: 80 },
  cursorRate: { perSecond: 60, burst: 120 },
  anchorRate: { perSecond: 30, burst: 64 },
  controlRate: { perSecond: 10, burst: 40 },
  anchors: 64,
  anchorBytes: 2048,
  pageAnchors: 16_384,
  cursorBytes: 15_500,
  cursorChatLength: CURSOR_CHAT_LENGTH,
  samples: 64,
  badFrames: 5,
  floodStrikes: 100,
  mentions: 20,
  reactions: 20,
  reactors: 500,
  events: 100,
  eventsBytes: 64 * 1024,
  resumeEvents: 10_000,
  editMs: 15 * 60_000,
  slotMs: 60_000,
});

/** The part of the limits that a client needs to know, as sent in `welcome`. */
export type ClientLimits = Pick<Limits, 'frameBytes' | 'textLength' | 'nameLength' | 'anchors' | 'editMs'>;

export function clientLimits(limits: Limits): ClientLimits {
  const { frameBytes, textLength, nameLength, anchors, editMs } = limits;
  return { frameBytes, textLength, nameLength, anchors, editMs };
}
