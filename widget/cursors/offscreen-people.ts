import type { Member } from '../../protocol/presence.ts';
import type { Edge } from '../anchors/off-screen.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { PeerCursor } from './peer-cursor.ts';

/** Somebody whose cursor is beyond the window's edge. */
export interface OffscreenPerson {
  member: Member;
  edge: Edge;
  /** Rounded to whole windows; 0 for less than half a window. */
  screens: number;
}

/** Of each person the nearest cursor; nobody who has one in view. The nearest person is the first. */
export function offscreenPeople(
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
