import type { Clock } from '../../protocol/clock.ts';
import { REACTION_RATE } from '../../protocol/limits.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { loadPlaces } from './places.ts';

/** Reactions to offer: one key each, from 1 on. */
export const EMOJI = ['👍', '❤️', '😂', '🎉', '👀', '🤔', '👏', '🙌'] as const;

/** When the visitor's newest reactions were sent. */
let times: number[] = [];

/**
 * Lets an emoji rise from a point of the window, for everybody on the page. The visitor sees it when it comes back.
 * More than the server allows are dropped.
 */
export async function react(
  client: PresenceClient,
  clock: Clock,
  emoji: string,
  x: number,
  y: number,
): Promise<void> {
  const { perSecond, burst } = REACTION_RATE;
  const now = clock.now();
  times = times.filter((time) => now - time < (burst / perSecond) * 1000);
  if (times.length >= burst) return;
  times.push(now);
  const { pinAt } = await loadPlaces();
  const spot = pinAt(x, y);
  if (spot) client.send({ type: 'reaction', emoji, spot });
}
