import type { RosterMessage } from '../../../protocol/messages.ts';

/** Requests names of members whom the roster only counts. @param after those with ids after it */
export function rosterRequest(after: string | undefined, limit: number): RosterMessage {
  return { type: 'roster', ...(after !== undefined && { after }), limit };
}
