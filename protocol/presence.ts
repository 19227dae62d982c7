/** Who is here: a snapshot, then diffs, applied by pure functions. */

/**
 * What a visitor may choose; the server cleans it and fills in what is missing. In `profile`, fields that are left out
 * stay as they are, and an empty text removes the former choice.
 */
export interface Profile {
  /** At most 40 UTF-16 units after normalisation (NFKC, no format or control characters). */
  name?: string;
  /** `#rrggbb`. */
  color?: string;
  /** The tab is hidden. */
  away?: boolean;
}

/** One person in the room, however many tabs they have open. */
export interface Member {
  /** Stable across tabs, reloads and servers with one secret. */
  id: string;
  /** With a number, as in `Ada (2)`, if it looked like that of somebody else in the room when it was chosen. */
  name: string;
  /** `#rrggbb`. */
  color: string;
  /** 1 to `TONES`: where a second tone lies on the cursor, to tell it from others of its colour on a page. */
  tone?: number;
  /** An https URL; from tokens only. */
  avatar?: string;
  /** The pages that the member's sessions are on, the most recently entered first; at most five. */
  pages: string[];
  /** All of the member's tabs are hidden. */
  away?: boolean;
}

/** The receiver as a member of the room. */
export interface Self extends Member {
  /** The id of this socket. */
  session: string;
}

/** What has changed since the last diff or snapshot. */
export interface PresenceDiff {
  /** Members in the room, exact. */
  count: number;
  joins?: Member[];
  /** Member ids. */
  leaves?: string[];
  updates?: Member[];
}

export interface Roster {
  /** Members in the room, exact; may be more than `members`, which names only a part of a crowd. */
  readonly count: number;
  /** By member id, in the order of arrival. */
  readonly members: ReadonlyMap<string, Member>;
}

/** A roster, and what has changed since the one before. */
export interface RosterChange {
  readonly roster: Roster;
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
}

export const EMPTY_ROSTER: Roster = Object.freeze({ count: 0, members: new Map<string, Member>() });

/** The snapshot as a roster, compared with the one before. */
export function applySnapshot(
  before: Roster,
  snapshot: { count: number; members: readonly Member[] },
): RosterChange {
  const members = new Map(snapshot.members.map((member) => [member.id, member]));
  return {
    roster: { count: snapshot.count, members },
    joined: snapshot.members.filter((member) => !before.members.has(member.id)),
    left: [...before.members.values()].filter((member) => !members.has(member.id)),
  };
}

/**
 * A roster after a diff. Repeats are harmless: a join of a known member updates them, a leave of an unknown one does
 * nothing, and an update of an unknown one adds them.
 */
export function applyDiff({ members: before }: Roster, diff: PresenceDiff): Roster {
  const { count, joins = [], leaves = [], updates = [] } = diff;
  const members = new Map(before);
  for (const id of leaves) members.delete(id);
  for (const member of [...joins, ...updates]) members.set(member.id, member);
  return { count, members };
}
