import type { Clock } from '../../protocol/clock.ts';
import type { Member } from '../../protocol/presence.ts';
import type { Edge } from '../anchors/off-screen.ts';
import { toJson } from '../client/connection/json.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { PeerCursor } from './peer-cursor.ts';

/** Pause between two reports, in ms. */
const REPORT_MS = 1_000;

/** Somebody whose cursor is beyond the window's edge. */
export interface OffscreenPerson {
  member: Member;
  edge: Edge;
  /** Rounded to whole windows; 0 for less than half a window. */
  screens: number;
}

interface Layer {
  /** The cursors that the visitor is shown. */
  readonly shown: Iterable<PeerCursor>;
}

interface Host extends EventTarget {
  client: PresenceClient | undefined;
  clock: Clock;
}

/**
 * Fires `offscreen-change` on its host with the people whose cursors are all beyond the window's edges, the nearest
 * first: at most once a second, and only if something looks different.
 */
export class OffscreenReporter {
  readonly #host: Host;
  readonly #layer: Layer;
  #reported = '[]';
  #reportedAt = -Infinity;

  constructor(host: Host, layer: Layer) {
    this.#host = host;
    this.#layer = layer;
  }

  /** To be called after each frame. @returns when the next frame is due */
  drawn(now: number): number {
    const due = this.#reportedAt + REPORT_MS;
    if (now < due) return due;
    this.report();
    return Infinity;
  }

  report(): void {
    const { client, clock } = this.#host;
    this.#reportedAt = clock.now();
    const people = offscreenPeople(this.#layer.shown, client);
    const text = toJson(people);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#host.dispatchEvent(new CustomEvent('offscreen-change', { detail: people }));
  }
}

/** Of each person the nearest cursor; nobody who has one in view. */
function offscreenPeople(
  cursors: Iterable<PeerCursor>,
  client: PresenceClient | undefined,
): OffscreenPerson[] {
  const nearest = new Map<string, OffscreenPerson>();
  const inView = new Set([client?.self?.id]);
  for (const { member: id, offScreen, element } of cursors) {
    const member = client?.roster.members.get(id);
    if (!offScreen && element.isConnected && !element.hidden) inView.add(id);
    if (offScreen && member && offScreen.screens < (nearest.get(id)?.screens ?? Infinity))
      nearest.set(id, { ...offScreen, member });
  }
  return [...nearest.values()]
    .filter(({ member }) => !inView.has(member.id))
    .sort((a, b) => a.screens - b.screens)
    .map((person) => ({ ...person, screens: Math.round(person.screens) }));
}
