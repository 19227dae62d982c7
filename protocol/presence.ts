/**
 * Who is here, as pure functions: a snapshot, then diffs. The same code serves the widget, the terminal client
 * and the tests.
 */
/**
 * What a visitor may say about themselves; the server cleans it and fills what is missing. In `profile` what is left
 * out stays as it is, and an empty text takes back what was said before.
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
  name: string;
  /** `#rrggbb`. */
  color: string;
  /** An https URL; from tokens only. */
  avatar?: string;
  /** The pages the member's sessions are on, the most recently entered first; at most five. */
  pages: string[];
  /** All of the member's tabs are hidden. */
  away?: boolean;
}

/** The receiver's own place in the room. */
export interface Self extends Member {
  /** This socket's id. */
  session: string;
}

/** What changed since the last diff or snapshot. */
export interface PresenceDiff {
  /** Members in the room, exact. */
  count: number;
  joins?: Member[];
  /** Member ids. */
  leaves?: string[];
  updates?: Member[];
}

export interface Roster {
  /** Members in the room, exact; may be larger than `members`, which names a part of a crowd. */
  readonly count: number;
  /** By member id, in the order of arrival. */
  readonly members: ReadonlyMap<string, Member>;
}

/** What a step changed, for events and system lines. */
export interface RosterChange {
  readonly roster: Roster;
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
}

export const EMPTY_ROSTER: Roster = Object.freeze({ count: 0, members: new Map<string, Member>() });

/** The roster as the server states it, and what that changes against the one held before. */
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
 * A diff on top of a roster. Repeats are harmless: a join of somebody who is here updates, a leave of somebody
 * unknown does nothing, an update of somebody not named so far names them without a join.
 */
export function applyDiff(before: Roster, diff: PresenceDiff): RosterChange {
  const { joins = [], leaves = [], updates = [] } = diff;
  if (joins.length + leaves.length + updates.length === 0) {
    return {
      roster: before.count === diff.count ? before : { ...before, count: diff.count },
      joined: [],
      left: [],
    };
  }
  const members = new Map(before.members);
  const left: Member[] = [];
  for (const id of leaves) {
    const member = members.get(id);
    if (member && members.delete(id)) left.push(member);
  }
  const joined = joins.filter((member) => !members.has(member.id));
  for (const member of [...joins, ...updates]) members.set(member.id, member);
  return { roster: { count: diff.count, members }, joined, left };
}
