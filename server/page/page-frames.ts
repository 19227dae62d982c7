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
import type {
  PeerReactionMessage,
  PeerSelectionMessage,
  ReactionMessage,
  SelectedRange,
} from '../../protocol/together.ts';
import type { Member } from '../../protocol/presence.ts';
import { BINARY, frame, textFrame } from '../frame.ts';
import type { Pace } from './pace.ts';
import type { PageAnchor } from './page-anchors.ts';
import type { PageSession, SessionHandle } from './page-session.ts';

/** A tick's number, and the server's time in ms. */
export interface Moment {
  tick: number;
  now: number;
}

/** Of a slot without its member; measured, rounded up. */
const BINDING_BYTES = 90;

/** Members of the room, and whether somebody may have no name of one of them. */
export interface RosterSize {
  readonly count: number;
  readonly isPartlyKnown: boolean;
}

/** Encodes the messages of a page as frames that can be written to any of its sessions. */
export class PageFrames {
  readonly #page: string;
  readonly #roster: RosterSize;

  /** @param roster where it is only partly known, bindings come with the members whose cursors they are */
  constructor(page: string, roster: RosterSize) {
    this.#page = page;
    this.#roster = roster;
  }

  /** Bytes that a session takes in `slots`, about. */
  bindingBytes({ handle: { member } }: PageSession): number {
    const named = this.#roster.isPartlyKnown ? Buffer.byteLength(JSON.stringify(member)) : 0;
    return BINDING_BYTES + named;
  }

  /** @param bound sessions with a slot */
  slots(bound: readonly PageSession[], freed: number[]): Buffer {
    const bindings = bound.flatMap(({ slot, handle: { id, member } }): SlotBinding | [] =>
      slot === undefined ? [] : { slot, session: id, member: member.id },
    );
    const { count, isPartlyKnown } = this.#roster;
    const message = json({ type: 'slots', page: this.#page, bound: bindings, freed });
    // In a large room clients have the names of some members only, but need those of all cursors.
    if (!isPartlyKnown || bound.length === 0) return message;
    const members = new Map(bound.map(({ handle: { member } }): [string, Member] => [member.id, member]));
    return joinFrames([json({ type: 'presence', count, updates: [...members.values()] }), message]);
  }

  anchors(anchors: Iterable<PageAnchor>): Buffer {
    return json({ type: 'anchor', anchors: Array.from(anchors, ({ id, anchor }) => ({ id, anchor })) });
  }

  cursors(tracks: CursorTrack[], { tick, now }: Moment, acknowledge = false): Buffer {
    const time = Math.round(now);
    return frame(BINARY, encodeTick({ snapshot: false, acknowledge, tick, time, tracks }));
  }

  /** Clients drop every cursor that is not in it. */
  snapshot(tracks: CursorTrack[], { tick, now }: Moment): Buffer {
    const time = Math.round(now);
    return frame(BINARY, encodeTick({ snapshot: true, acknowledge: false, tick, time, tracks }));
  }

  rate(pace: Pace, crowd: boolean): Buffer {
    return json({ type: 'rate', hz: pace, ...(crowd && { crowd }) });
  }

  cursorChat(slot: number, text: string): Buffer {
    return json({ type: 'peer_cursor_chat', slot, text });
  }

  /** @param range undefined: nothing is selected any more */
  selection({ id, member }: SessionHandle, range: SelectedRange | undefined): Buffer {
    return json({ type: 'peer_selection', session: id, member: member.id, ...(range && { range }) });
  }

  reaction({ id, member }: SessionHandle, { emoji, spot }: ReactionMessage): Buffer {
    return json({ type: 'peer_reaction', session: id, member: member.id, emoji, spot });
  }
}

/** Several frames, to be written at once. */
export function joinFrames(frames: Buffer[]): Buffer {
  const [first] = frames;
  return frames.length === 1 && first ? first : Buffer.concat(frames);
}

function json(
  message:
    | PresenceMessage
    | SlotsMessage
    | AnchorsMessage
    | RateMessage
    | PeerCursorChatMessage
    | PeerReactionMessage
    | PeerSelectionMessage,
): Buffer {
  return textFrame(JSON.stringify(message));
}
