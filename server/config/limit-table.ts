import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { Option } from './option.ts';
import { duration, durationFrom, integer, rate, rateFrom } from './parsers.ts';
import type { Parser } from './parsers.ts';

/**
 * Limits that the widget has to know before the server can tell it, or would have to be told at a cost: part of the
 * protocol, and no options.
 */
type Fixed = 'roomLength' | 'pageLength' | 'anchorBytes' | 'cursorChatLength' | 'samples' | 'mentions';

/**
 * The limits that are options. A client keeps to them as it finds them: it is told (`ClientLimits`), or it is answered
 * with an error that it can wait out. Their least values leave room for what a widget sends by itself.
 */
export type LimitOptions = Omit<Limits, Fixed>;

type LimitRow<T> = readonly [name: string, parser: Parser<T>, help: string];

const count = integer(1);

/** The limits in the order of the README; `protocol/limits.ts` defines them and their defaults. */
const ROWS: { readonly [K in keyof LimitOptions]: LimitRow<LimitOptions[K]> } = {
  frameBytes: ['FRAME_BYTES', integer(4096), 'Maximum size of a client frame, in bytes'],
  frameFragments: ['FRAME_FRAGMENTS', count, 'Maximum fragments per message'],
  textLength: ['TEXT_LENGTH', count, 'Maximum length of a chat message'],
  nameLength: ['NAME_LENGTH', count, 'Maximum length of a name'],
  helloMs: ['HELLO_MS', durationFrom(1_000), 'Time a new socket has to send its first message'],
  pingMs: ['PING_MS', duration, 'Interval between pings of a socket'],
  silenceMs: ['SILENCE_MS', duration, 'Silence after which a socket is closed'],
  graceMs: ['GRACE_MS', duration, 'How long members stay listed after closing their last tab'],
  presenceMs: ['PRESENCE_MS', duration, 'How long presence changes are batched'],
  laggingBytes: ['LAGGING_BYTES', count, 'Queued bytes above which a socket is sent no cursors'],
  laggingMs: [
    'LAGGING_MS',
    durationFrom(500),
    'Delay in acknowledging cursors after which a socket is sent none',
  ],
  slowBytes: ['SLOW_BYTES', integer(128 * 1024), 'Queued bytes above which a socket is closed'],
  socketsPerAddress: ['SOCKETS_PER_ADDRESS', integer(0), 'Maximum sockets per address; 0 for no limit'],
  connectRate: ['CONNECT_RATE', rate, 'New sockets per address and second / at once'],
  socketsPerMember: ['SOCKETS_PER_MEMBER', count, 'Maximum sockets per member'],
  sockets: ['SOCKETS', count, 'Maximum sockets of this process'],
  roomMembers: ['ROOM_MEMBERS', count, 'Maximum members per room'],
  namedMembers: ['NAMED_MEMBERS', count, 'Maximum members listed in one frame'],
  rosterBytes: ['ROSTER_BYTES', count, 'Maximum bytes of the members listed in one frame'],
  presenceBytes: [
    'PRESENCE_BYTES',
    count,
    'Maximum bytes of joins, leaves and changes per visitor and second',
  ],
  quietMembers: [
    'QUIET_MEMBERS',
    count,
    'Room size above which joins on other pages are reported only as a count',
  ],
  chatRate: ['CHAT_RATE', rate, 'Chat operations of a visitor per second / at once'],
  addressChatRate: [
    'ADDRESS_CHAT_RATE',
    rate,
    'Chat operations of one address, over all rooms, per second / at once',
  ],
  addressChatBytes: [
    'ADDRESS_CHAT_BYTES',
    rate,
    'Bytes of chat operations of one address, over all rooms, per second / at once',
  ],
  siteRate: ['SITE_RATE', rate, 'Admin API notices and deletions per second / at once'],
  cursorRate: ['CURSOR_RATE', rateFrom(30, 60), 'Cursor frames per second / at once'],
  anchorRate: ['ANCHOR_RATE', rateFrom(20, 32), 'Anchor definitions per second / at once'],
  readRate: [
    'READ_RATE',
    rateFrom(5, 20),
    'Requests for history, missed messages and members per second / at once',
  ],
  readBytes: ['READ_BYTES', rate, 'Bytes of the answers to them per member and second / at once'],
  missedBytes: [
    'MISSED_BYTES',
    rate,
    'Bytes of missed messages and of a first list of everyone per member and second / at once',
  ],
  upkeepRate: ['UPKEEP_RATE', rateFrom(4, 10), 'Pings, acknowledgements and views per second / at once'],
  controlRate: ['CONTROL_RATE', rateFrom(6, 12), 'Other messages per second / at once'],
  anchors: ['ANCHORS', integer(1, 16_384), 'Maximum anchors per session'],
  pageAnchors: ['PAGE_ANCHORS', integer(1, 16_384), 'Maximum anchors in use per page, up to 16384'],
  cursorBytes: ['CURSOR_BYTES', count, 'Maximum bytes of cursors per visitor and second'],
  badFrames: ['BAD_FRAMES', count, 'Invalid frames at once after which a socket is closed'],
  floodStrikes: ['FLOOD_STRIKES', count, 'Rate-limited messages after which a socket is closed'],
  reactions: ['REACTIONS', count, 'Maximum different emoji per message'],
  reactors: ['REACTORS', count, 'Maximum members per reaction'],
  events: ['EVENTS', count, 'Maximum chat events, or history messages, per frame'],
  eventsBytes: ['EVENTS_BYTES', count, 'Maximum size of such a frame, in bytes'],
  resumeEvents: ['RESUME_EVENTS', count, 'Maximum chat events sent on resume'],
  editMs: [
    'EDIT_WINDOW',
    duration,
    'How long visitors can edit or delete a message: `15m`, `2h`, `1d`, or in ms',
  ],
  slotMs: ['SLOT_MS', duration, 'How long a freed cursor slot rests before reuse'],
};

export const LIMIT_OPTIONS = Object.fromEntries(
  (Object.keys(ROWS) as (keyof LimitOptions)[]).map((key) => [key, limitOption(key)]),
) as unknown as { readonly [K in keyof LimitOptions]: Option<LimitOptions[K]> };

function limitOption(key: keyof LimitOptions): Option<LimitOptions[keyof LimitOptions]> {
  const [name, parser, help] = ROWS[key] as LimitRow<LimitOptions[keyof LimitOptions]>;
  return {
    env: `LIVE_PRESENCE_${name}`,
    flag: name.toLowerCase().replaceAll('_', '-'),
    help,
    default: DEFAULT_LIMITS[key],
    parser,
  };
}
