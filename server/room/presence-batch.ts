import type { Limits } from '../../protocol/limits.ts';
import type { PresenceMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';

/** Gathers joins, leaves and updates, so that a storm of them costs everybody a few messages. */
export class PresenceBatch {
  readonly #joins = new Map<string, Member>();
  readonly #leaves = new Map<string, Member>();
  readonly #updates = new Map<string, Member>();
  /** Pages that a member has left: their visitors need the update, too. */
  readonly #left = new Map<string, string[]>();

  join(member: Member): void {
    this.#leaves.delete(member.id);
    this.#joins.set(member.id, member);
  }

  leave(member: Member): void {
    this.#updates.delete(member.id);
    this.#joins.delete(member.id);
    this.#leaves.set(member.id, member);
  }

  /** @param before the member's pages before the update */
  update(member: Member, before: readonly string[] = []): void {
    if (before.length > 0) this.#left.set(member.id, [...(this.#left.get(member.id) ?? []), ...before]);
    if (this.#joins.has(member.id)) this.#joins.set(member.id, member);
    else this.#updates.set(member.id, member);
  }

  /**
   * Empties the batch into messages.
   * @param count members in the room now
   * @returns makes the message for a page: the same object for all pages while the room is small; in a crowd,
   *   joins, leaves and updates on other pages only change the count
   */
  take(count: number, limits: Limits): (page: string) => PresenceMessage {
    const joins = [...this.#joins.values()];
    const leaves = [...this.#leaves.values()];
    const updates = [...this.#updates.values()];
    this.#joins.clear();
    this.#leaves.clear();
    this.#updates.clear();
    const left = new Map(this.#left);
    this.#left.clear();
    const named = limits.namedMembers;
    const message = (select: (members: Member[]) => Member[]): PresenceMessage => {
      const result: PresenceMessage = { type: 'presence', count };
      const joined = select(joins).slice(0, named);
      const leftIds = select(leaves).map((member) => member.id);
      const updated = select(updates).slice(0, named);
      if (joined.length > 0) result.joins = joined;
      if (leftIds.length > 0) result.leaves = leftIds;
      if (updated.length > 0) result.updates = updated;
      return result;
    };
    if (count <= limits.quietMembers) {
      const all = message((members) => members);
      return () => all;
    }
    const concerns = (member: Member, page: string) =>
      member.pages.includes(page) || left.get(member.id)?.includes(page);
    return (page) => message((members) => members.filter((member) => concerns(member, page)));
  }
}
