import type { Rules } from '../../protocol/messages.ts';
import type { Rule } from '../store/rule-store.ts';

/** The rules of a room as the admin API reports them; a missing one does not hold. */
export interface RoomRules {
  paused?: true;
  closed?: true;
  /** In that room only. */
  muted?: { member: string; until?: number }[];
}

/** What the site can switch off on the whole server. */
export type Switch = 'chat' | 'cursors';

interface Entry {
  paused: boolean;
  closed: boolean;
  /** When each mute ends, by member id. */
  muted: Map<string, number>;
}

/** The rules that hold now, in memory. Ignorant of time but for the `now` it is given, and of any store. */
export class RuleBook {
  readonly #off = new Set<Switch>();
  readonly #rooms = new Map<string, Entry>();

  apply({ kind, room, member, until = Infinity }: Rule): void {
    if (kind === 'chat' || kind === 'cursors') {
      this.#off.add(kind);
      return;
    }
    if (room === undefined) return;
    let entry = this.#rooms.get(room);
    if (!entry) this.#rooms.set(room, (entry = { paused: false, closed: false, muted: new Map() }));
    if (kind !== 'muted') entry[kind] = true;
    else if (member !== undefined) entry.muted.set(member, until);
  }

  remove({ kind, room, member }: Rule): void {
    if (kind === 'chat' || kind === 'cursors') this.#off.delete(kind);
    const entry = room === undefined ? undefined : this.#rooms.get(room);
    if (room === undefined || !entry) return;
    if (kind === 'paused' || kind === 'closed') entry[kind] = false;
    if (kind === 'muted' && member !== undefined) entry.muted.delete(member);
    if (!entry.paused && !entry.closed && entry.muted.size === 0) this.#rooms.delete(room);
  }

  /** Removes the mutes that have ended. @returns them */
  expire(now: number): Rule[] {
    const ended: Rule[] = [];
    for (const [room, { muted }] of this.#rooms)
      for (const [member, until] of muted) if (until <= now) ended.push({ kind: 'muted', room, member });
    for (const rule of ended) this.remove(rule);
    return ended;
  }

  /** When the next mute ends; Infinity where none does. */
  get nextEnd(): number {
    let next = Infinity;
    for (const { muted } of this.#rooms.values())
      for (const until of muted.values()) next = Math.min(next, until);
    return next;
  }

  /** All that hold, in no particular order. */
  get rules(): Rule[] {
    const rules: Rule[] = [...this.#off].map((kind) => ({ kind }));
    for (const [room, { paused, closed, muted }] of this.#rooms) {
      if (paused) rules.push({ kind: 'paused', room });
      if (closed) rules.push({ kind: 'closed', room });
      for (const [member, until] of muted) rules.push({ kind: 'muted', room, member, until });
    }
    return rules;
  }

  /** Rooms with a rule. */
  get rooms(): Iterable<string> {
    return this.#rooms.keys();
  }

  isOff(what: Switch): boolean {
    return this.#off.has(what);
  }

  isPaused(room: string): boolean {
    return this.#rooms.get(room)?.paused === true;
  }

  isClosed(room: string): boolean {
    return this.#rooms.get(room)?.closed === true;
  }

  isMuted(room: string, member: string, now: number): boolean {
    const until = this.#rooms.get(room)?.muted.get(member);
    return until !== undefined && until > now;
  }

  /** As sent to a member. */
  rulesFor(room: string, member: string, now: number): Rules {
    return {
      ...(this.isPaused(room) && { paused: true }),
      ...(this.isMuted(room, member, now) && { muted: true }),
      ...(this.isOff('chat') && { chat: 'off' }),
      ...(this.isOff('cursors') && { cursors: 'off' }),
    };
  }

  /** As reported to the site. */
  rulesOf(room: string): RoomRules {
    const { paused, closed, muted } = this.#rooms.get(room) ?? {};
    const list = [...(muted ?? [])].map(([member, until]) => ({
      member,
      ...(until < Infinity && { until }),
    }));
    return {
      ...(paused && { paused }),
      ...(closed && { closed }),
      ...(list.length > 0 && { muted: list }),
    };
  }
}
