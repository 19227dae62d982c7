/**
 * Every limit of the system with its default. The server's options can change some of them (`server/config/`); the
 * client gets those that it needs in `welcome.limits`.
 */
export interface Limits {
  /** Longest frame a client may send, in bytes; a longer one closes the socket with 1009. */
  frameBytes: number;
  /** Maximum number of fragments of one message; more close the socket with 1008. */
  frameFragments: number;
  /** Longest chat text, in UTF-16 units. */
  textLength: number;
  /** Longest visible name, in UTF-16 units after normalisation. */
  nameLength: number;
  /** Longest room name, in UTF-16 units once decoded. */
  roomLength: number;
  /** Longest page name, in UTF-16 units; a longer one is shortened by `pageKey`. */
  pageLength: number;
  /** Time for the first message of a socket, in milliseconds. Other traffic does not extend it. */
  helloMs: number;
  /** How often the server pings each socket, in milliseconds. */
  pingMs: number;
  /** A socket that has sent nothing, not even a pong, for this time in milliseconds is closed with 4000. */
  silenceMs: number;
  /** How long a member stays in the roster after their last session has ended, in milliseconds. */
  graceMs: number;
  /** Presence changes are collected for this time, in milliseconds. */
  presenceMs: number;
  /** Queued bytes above which a socket receives no cursors until it has caught up. */
  laggingBytes: number;
  /** A socket whose acknowledgement of a tick takes longer than this is lagging, in milliseconds. */
  laggingMs: number;
  /** Queued bytes above which a socket is closed with 4001. */
  slowBytes: number;
  /** Sockets of one address; 0 for no limit. */
  socketsPerAddress: number;
  /** New sockets of one address, unless the number of its sockets is not limited. */
  connectRate: Rate;
  /** Sockets of one member. */
  socketsPerMember: number;
  /** Sockets of the whole process. */
  sockets: number;
  /** Members of one room. */
  roomMembers: number;
  /** Members named in one `welcome` or `presence`; the rest can be requested with `roster`. */
  namedMembers: number;
  /** Bytes of the members in one `welcome` or `roster`; a cut names fewer of them. */
  rosterBytes: number;
  /** Bytes of joins, leaves and updates that a visitor receives in a second; what exceeds them comes later. */
  presenceBytes: number;
  /** With more members, joins and leaves on other pages change only the count. */
  quietMembers: number;
  /** Chat operations, per session and member. */
  chatRate: Rate;
  /** Chat operations of one address, in all rooms: an office or a school may share it. At least `chatRate`. */
  addressChatRate: Rate;
  /** Bytes of chat operations of one address, in all rooms, so that nobody fills the disk. */
  addressChatBytes: Rate;
  /** Notices and deletions by the site's own programs, taken together. */
  siteRate: Rate;
  /** Cursor frames per session. */
  cursorRate: Rate;
  /** Anchor definitions per session. */
  anchorRate: Rate;
  /** What a client asks for (`history`, `quotes`, `events`, `roster`), taken together, per session. */
  readRate: Rate;
  /** Bytes of the answers to them, per member; ten times as many per address. */
  readBytes: Rate;
  /** Of them, missed events and pages of the roster that a session asks for the first time, in their order. */
  missedBytes: Rate;
  /** What the protocol itself needs (`seen`, `view`, `ping`, `pulse`), taken together, per session. */
  upkeepRate: Rate;
  /** All other messages, taken together, per session. */
  controlRate: Rate;
  /** Anchors that one session may have at once; reusing an id replaces its anchor. */
  anchors: number;
  /** Longest anchor, in bytes of its JSON. */
  anchorBytes: number;
  /** Different anchors in use on one page, at most 16,384; samples on further ones are dropped. */
  pageAnchors: number;
  /** Bytes of cursors that a visitor receives in a second, however many cursors move. */
  cursorBytes: number;
  /** Longest text of the cursor chat, in UTF-16 units. */
  cursorChatLength: number;
  /** Samples in one cursor frame of a client. */
  samples: number;
  /** Invalid frames before a socket is closed with 4500; one is forgiven in ten seconds. */
  badFrames: number;
  /** Messages and cursor frames above a rate before the socket is closed with 4002; one is forgiven per second. */
  floodStrikes: number;
  /** Members whom one message may mention. */
  mentions: number;
  /** Different emoji on one message. */
  reactions: number;
  /** Members who may have reacted to one message with one emoji. */
  reactors: number;
  /** Chat events, and messages of history, in one frame. */
  events: number;
  /** Longest frame of events or history, in bytes; a single event may exceed it. */
  eventsBytes: number;
  /** Chat events that a resume may bring; if more were missed, `recovered` is false. */
  resumeEvents: number;
  /** How long its author may edit or delete a message, in milliseconds. */
  editMs: number;
  /** A freed slot is not reused within this time, in milliseconds. */
  slotMs: number;
}

/** A token bucket: `perSecond` tokens are added each second, up to `burst`. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** What the widget needs before the server has sent its limits. */
export const ROOM_LENGTH = 128;
export const PAGE_LENGTH = 512;
export const NAME_LENGTH = 40;
export const CURSOR_CHAT_LENGTH = 100;
/** Reactions on the page, per session. */
export const REACTION_RATE: Rate = { perSecond: 2, burst: 8 };
/** What a visitor has selected, per session. */
export const SELECTION_RATE: Rate = { perSecond: 4, burst: 12 };
/** What a visitor sees, for those who follow them, per session. */
export const LEAD_RATE: Rate = { perSecond: 5, burst: 10 };
/** Messages in one `quotes`. */
export const QUOTES = 50;

export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  frameBytes: 16 * 1024,
  frameFragments: 16,
  textLength: 4000,
  nameLength: NAME_LENGTH,
  roomLength: ROOM_LENGTH,
  pageLength: PAGE_LENGTH,
  helloMs: 5_000,
  pingMs: 6_000,
  silenceMs: 13_000,
  graceMs: 5_000,
  presenceMs: 250,
  laggingBytes: 64 * 1024,
  laggingMs: 1_000,
  slowBytes: 1024 * 1024,
  socketsPerAddress: 100,
  connectRate: { perSecond: 10, burst: 200 },
  socketsPerMember: 20,
  sockets: 10_000,
  roomMembers: 10_000,
  namedMembers: 100,
  rosterBytes: 32 * 1024,
  presenceBytes: 12_000,
  quietMembers: 200,
  chatRate: { perSecond: 5, burst: 20 },
  addressChatRate: { perSecond: 10, burst: 100 },
  addressChatBytes: { perSecond: 200, burst: 2_000_000 },
  siteRate: { perSecond: 20, burst: 80 },
  cursorRate: { perSecond: 60, burst: 120 },
  anchorRate: { perSecond: 30, burst: 64 },
  readRate: { perSecond: 20, burst: 100 },
  readBytes: { perSecond: 8 * 1024, burst: 96 * 1024 },
  missedBytes: { perSecond: 16 * 1024, burst: 4 * 1024 * 1024 },
  upkeepRate: { perSecond: 5, burst: 40 },
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

/** The limits that a client needs, as sent in `welcome`. */
export type ClientLimits = Pick<Limits, 'frameBytes' | 'textLength' | 'nameLength' | 'anchors' | 'editMs'>;

export function clientLimits(limits: Limits): ClientLimits {
  const { frameBytes, textLength, nameLength, anchors, editMs } = limits;
  return { frameBytes, textLength, nameLength, anchors, editMs };
}
