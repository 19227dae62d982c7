import { encodeTick } from '../../protocol/cursor-frame.ts';
import type { CursorTrack } from '../../protocol/cursor-frame.ts';
import type {
  AnchorsMessage,
  PresenceMessage,
  RateMessage,
  PeerCursorChatMessage,
  SlotBinding,
  SlotsMessage,
} from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { BINARY, frame, textFrame } from '../frame.ts';
import type { Pace } from './pace.ts';
import type { PageAnchor } from './page-anchors.ts';
import type { PageSession } from './page-session.ts';

/** Which tick it is, and the server's time, ms. */
export interface Moment {
  tick: number;
  now: number;
}

/** What a page says, as frames that can be written to anybody on it. */
export class PageFrames {
  readonly #page: string;
  readonly #count: () => number;
  readonly #named: number;

  /**
   * @param count members in the room
   * @param named in a room of more members, bindings come with the names of whom they are of
   */
  constructor(page: string, count: () => number, named: number) {
    this.#page = page;
    this.#count = count;
    this.#named = named;
  }

  /** @param bound those with a slot that are to be known by it */
  slots(bound: readonly PageSession[], freed: number[]): Buffer {
    const bindings = bound.flatMap(({ slot, session }): SlotBinding | [] =>
      slot === undefined ? [] : { slot, session: session.id, member: session.member.id },
    );
    const count = this.#count();
    const message = json({ type: 'slots', page: this.#page, bound: bindings, freed });
    // In a crowd only some people are named; whoever has a cursor here is.
    if (count <= this.#named || bound.length === 0) return message;
    const members = new Map(bound.map(({ session: { member } }): [string, Member] => [member.id, member]));
    return together([json({ type: 'presence', count, updates: [...members.values()] }), message]);
  }

  anchors(anchors: Iterable<PageAnchor>): Buffer {
    return json({ type: 'anchor', anchors: Array.from(anchors, ({ id, anchor }) => ({ id, anchor })) });
  }

  cursors(tracks: CursorTrack[], { tick, now }: Moment, acknowledge = false): Buffer {
    const time = Math.round(now);
    return frame(BINARY, encodeTick({ snapshot: false, acknowledge, tick, time, tracks }));
  }

  /** Whoever is not in it has no cursor. */
  snapshot(tracks: CursorTrack[], { tick, now }: Moment): Buffer {
    const time = Math.round(now);
    return frame(BINARY, encodeTick({ snapshot: true, acknowledge: false, tick, time, tracks }));
  }

  rate(pace: Pace, crowd: boolean): Buffer {
    return json({ type: 'rate', hz: pace.frames, ...(crowd && { crowd }) });
  }

  cursorChat(slot: number, text: string): Buffer {
    return json({ type: 'peer_cursor_chat', slot, text });
  }
}

/** Several frames, to be written at once. */
export function together(frames: Buffer[]): Buffer {
  const [first] = frames;
  return frames.length === 1 && first ? first : Buffer.concat(frames);
}

function json(
  message: PresenceMessage | SlotsMessage | AnchorsMessage | RateMessage | PeerCursorChatMessage,
): Buffer {
  return textFrame(JSON.stringify(message));
}
